import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startBotProcess, startChatServer, startLoopbackDiscord } from '#loopback';
import { SMALL_MODELS } from '../../tools/demo/small-models.ts';

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const START_DEADLINE_MS = 60_000;

/** A Discord, a model and a folder, as settings. */
async function surroundings(): Promise<{
  readonly cwd: string;
  readonly environment: Record<string, string>;
}> {
  const cwd = await mkdtemp(join(tmpdir(), 'aichat-cli-'));
  const discord = await startLoopbackDiscord();
  const chat = await startChatServer({ reply: 'Okay.' });
  onTestFinished(async () => {
    await Promise.all([discord.close(), chat.close()]);
    await rm(cwd, { recursive: true });
  });
  discord.createGuild({ name: 'Harbour' }).createVoiceChannel('Lounge');
  const mind = { LLM_BASE_URL: chat.baseUrl, DEFAULT_LLM_MODEL: 'loopback-scripted' };
  const environment = { ...discord.environment(), ...SMALL_MODELS, ...mind, DATA_FOLDER: join(cwd, 'data') };
  return { cwd, environment };
}

test('aichat start is the bot, and SIGTERM ends it with 0', async () => {
  const bot = startBotProcess({ ...(await surroundings()), entry: CLI, entryArguments: ['start'] });
  await bot.waitForLine((line) => line['event'] === 'system.started', START_DEADLINE_MS);
  expect(await bot.stop()).toBe(0);
});

test('aichat start that cannot start says why and ends with 1', async () => {
  const { cwd, environment } = await surroundings();
  const wrong = { ...environment, DISCORD_TOKEN: 'not.the.token' };
  const bot = startBotProcess({ cwd, environment: wrong, entry: CLI, entryArguments: ['start'] });
  expect(await bot.waitForExit(START_DEADLINE_MS)).toBe(1);
  expect(bot.errorOutput()).toContain('DISCORD_TOKEN_INVALID');
});

test('aichat doctor tells programs what it found, by its exit code too', async () => {
  const { cwd, environment } = await surroundings();
  const run = (
    changes: Record<string, string>,
  ): Promise<{ readonly code: number; readonly stdout: string }> =>
    new Promise((resolve) => {
      const env = { PATH: process.env['PATH'], ...environment, ...changes };
      execFile(process.execPath, [CLI, 'doctor', '--json'], { cwd, env }, (error, stdout) =>
        resolve({ code: Number(error?.code ?? 0), stdout }),
      );
    });
  const well = await run({});
  expect(well.code).toBe(0);
  expect(JSON.parse(well.stdout)).toContainEqual(
    expect.objectContaining({ check: 'server Harbour', state: 'ok' }),
  );
  const ill = await run({ DISCORD_TOKEN: 'not.the.token' });
  expect(ill.code).toBe(1);
  expect(JSON.parse(ill.stdout)).toContainEqual(
    expect.objectContaining({ check: 'token', state: 'problem' }),
  );
  expect(ill.stdout).not.toContain('not.the.token');
});
