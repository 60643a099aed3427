import { AppError } from '#core';
import { createEventBus, type AichatEvent } from '#events';
import { createEventLog } from '#store';
import { expect, test } from 'vitest';
import { recordingLogger } from '../events/testing/recording-logger.ts';
import { temporaryDatabase, temporaryDataFolder } from '../store/testing/temporary-store.ts';
import { addLogsCommand } from './logs.ts';
import { runCli } from './run-cli.ts';

function openLog() {
  const dataFolder = temporaryDataFolder();
  const log = createEventLog(temporaryDatabase('events', dataFolder));
  const events: AichatEvent[] = [];
  const bus = createEventBus(recordingLogger().logger);
  bus.subscribe((event) => events.push(event));
  bus.emit('call.joined', { channelId: '7' }, { guildId: '1' });
  bus.emitError(new AppError('TIMED_OUT', { message: 'The model took long.' }));
  bus.emit('turn.ended', {
    turnId: 't',
    outcome: 'said',
    userIds: ['42'],
    timings: {},
    personal: { heard: 'my birthday' },
  });
  const write = () => log.append(events.splice(0));
  write();
  return { dataFolder, bus, write };
}

async function run(
  dataFolder: string,
  words: string[],
  signal = new AbortController().signal,
  onOut = () => {},
) {
  let [out, error] = ['', ''];
  const code = await runCli(
    words,
    { version: '0.0.0', commands: [addLogsCommand] },
    {
      signal,
      environment: { DATA_FOLDER: dataFolder },
      stdin: process.stdin,
      stdout: {
        write: (text) => {
          out += text;
          onOut();
        },
      },
      stderr: { write: (text) => (error += text) },
    },
  );
  return { code, out, error };
}

test('logs query shows what fits, the newest first, and no words unless they are asked for', async () => {
  const { dataFolder } = openLog();

  const all = await run(dataFolder, ['logs', 'query']);
  expect(all.out.split('\n').map((line) => line.split(/\s+/u)[3])).toEqual([
    'turn.ended',
    'error',
    'call.joined',
    undefined,
  ]);
  expect(all.out).not.toContain('birthday');

  const errors = await run(dataFolder, ['logs', 'query', 'sev:>=error', '--json', '--limit', '1']);
  expect(JSON.parse(errors.out)).toMatchObject({ type: 'error', payload: { code: 'TIMED_OUT' } });
  expect((await run(dataFolder, ['logs', 'query', 'birthday', '--words'])).out).toContain(
    '\n    my birthday',
  );
});

test('logs query says what is wrong and where, with exit code 1', async () => {
  const { dataFolder } = openLog();

  const { code, error } = await run(dataFolder, ['logs', 'query', 'sev:>=wrn']);

  expect(code).toBe(1);
  expect(error).toContain('Did you mean warn?\nsev:>=wrn\n      ^^^');
});

test('logs stats counts', async () => {
  const { dataFolder } = openLog();

  expect((await run(dataFolder, ['logs', 'stats'])).out).toMatch(/^3 events, [\s\S]*TIMED_OUT {2}1/u);
  const json = await run(dataFolder, ['logs', 'stats', 'code:TIMED_OUT', '--json']);
  expect(JSON.parse(json.out)).toMatchObject({ total: 1 });
});

test('logs tail shows what happens until it is stopped', async () => {
  const { dataFolder, bus, write } = openLog();
  const stopping = new AbortController();
  let shown = 0;
  const tail = run(dataFolder, ['logs', 'tail', 'type:call.*'], stopping.signal, () => {
    shown += 1;
    if (shown === 1) {
      bus.emit('call.left', { channelId: '7', reason: 'asked' });
      write();
    } else {
      stopping.abort(new AppError('CANCELLED', { message: 'Enough.' }));
    }
  });

  const { code, out } = await tail;
  expect(code).toBe(130);
  expect(out).toMatch(/call\.joined[^\n]*\n[^\n]*call\.left/u);
});

test('without a database it is said what to do', async () => {
  const { code, error } = await run(temporaryDataFolder(), ['logs', 'query']);

  expect(code).toBe(1);
  expect(error).toContain('STORE_ABSENT');
  expect(error).toContain('DATA_FOLDER');
});
