import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { VoiceRoom } from './room.ts';
import { startVoiceServer } from './server.ts';
import { ADA_ID, BEN_ID, BOT_ID, CHANNEL_ID, cleanups, until } from './test-support.ts';

const FIXTURE = fileURLToPath(new URL('crash.fixture.ts', import.meta.url));
const GUILD_ID = '400000000000000001';

/** The stock library in a process that trusts the server by NODE_EXTRA_CA_CERTS. */
async function startBotProcess(
  daveVersion: 0 | 1,
): Promise<{ room: VoiceRoom; child: ChildProcess; said: () => string }> {
  const server = await startVoiceServer();
  cleanups.push(() => server.close());
  const room = server.createRoom({ channelId: CHANNEL_ID, guildId: GUILD_ID, daveVersion });
  room.addMember(ADA_ID);
  room.admit({ userId: BOT_ID, sessionId: 'session', token: 'token' });
  const child = spawn(process.execPath, [FIXTURE], {
    env: {
      ...process.env,
      NODE_EXTRA_CA_CERTS: server.certificatePath,
      ENDPOINT: server.endpoint,
      GUILD_ID,
      CHANNEL_ID,
      USER_ID: BOT_ID,
      SESSION_ID: 'session',
      TOKEN: 'token',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  cleanups.unshift(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  await until('the bot is in the call', () => room.client.status === 'ready', 30_000);
  if (daveVersion === 1) await until('the bot is in the group', () => room.dave.botReady);
  return { room, child, said: () => said };
}

test('wrong-epoch-proposal ends a process with the stock library', async () => {
  const { room, child, said } = await startBotProcess(1);
  const exited = once(child, 'exit');
  room.faults.use({ name: 'wrong-epoch-proposal' });
  const [code] = (await exited) as [number];
  expect(code).not.toBe(0);
  expect(said()).toMatch(/epoch/i);
});

test('proposal-before-clients-connect ends a process with the stock library', async () => {
  const { room, child, said } = await startBotProcess(1);
  const exited = once(child, 'exit');
  room.faults.use({ name: 'proposal-before-clients-connect' });
  room.addMember(BEN_ID);
  const [code] = (await exited) as [number];
  expect(code).not.toBe(0);
  expect(said()).toContain(BEN_ID);
});

test('external-sender-at-v0 ends a process with the stock library', async () => {
  const { room, child, said } = await startBotProcess(0);
  const exited = once(child, 'exit');
  room.faults.use({ name: 'external-sender-at-v0' });
  const [code] = (await exited) as [number];
  expect(code).not.toBe(0);
  expect(said()).toContain('No session available');
});
