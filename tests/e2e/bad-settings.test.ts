import { cp, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBotProcess, startLoopbackDiscord } from '#loopback';
import { expect, test } from 'vitest';
import { BOT_ENTRY, SMALL_MODELS } from '../../tools/demo/small-models.ts';

const EXIT_DEADLINE_MS = 30_000;
const mind = { LLM_BASE_URL: 'http://127.0.0.1:9/v1', DEFAULT_LLM_MODEL: 'none' };

/** Starts the bot in an empty folder and waits for its end. */
async function startInVain(
  environment: Readonly<Record<string, string>>,
): Promise<{ code: number | null; error: string }> {
  const cwd = await mkdtemp(join(tmpdir(), 'aichat-start-'));
  const bot = startBotProcess({ entry: BOT_ENTRY, cwd, environment });
  const code = await bot.waitForExit(EXIT_DEADLINE_MS);
  return { code, error: bot.errorOutput() };
}

/** Where the small models are. */
interface Models {
  readonly whisper: string;
  readonly voice: string;
}

/** A copy of the small models that a test may damage. */
async function copyOfModels(): Promise<Models> {
  const folder = await mkdtemp(join(tmpdir(), 'aichat-models-'));
  await cp(join(SMALL_MODELS.WHISPER_MODEL, '..'), folder, { recursive: true });
  return { whisper: join(folder, 'whisper-everyday'), voice: join(folder, 'en_US-everyday-low.onnx') };
}

test('without settings it stops with one message that names each, and points to the demo', async () => {
  const { code, error } = await startInVain({});

  expect(code).toBe(1);
  for (const name of ['DISCORD_TOKEN', 'OPENROUTER_API_KEY', 'LLM_BASE_URL', 'PIPER_MODEL_PATH']) {
    expect(error).toContain(name);
  }
  expect(error).toContain('npm run demo');
});

test('a wrong token is said to be wrong', async () => {
  await using stack = new AsyncDisposableStack();
  const discord = stack.adopt(await startLoopbackDiscord(), (world) => world.close());
  const environment = { ...discord.environment(), DISCORD_TOKEN: 'not.the.token', ...SMALL_MODELS, ...mind };
  const { code, error } = await startInVain(environment);

  expect(code).toBe(1);
  expect(error).toContain('DISCORD_TOKEN_INVALID');
});

const DAMAGES: readonly {
  readonly what: string;
  readonly damage: (models: Models) => Promise<void>;
  readonly code: string;
  readonly named: string;
}[] = [
  {
    what: 'a truncated recogniser',
    damage: ({ whisper }) => truncate(join(whisper, 'onnx', 'encoder_model.onnx'), 1000),
    code: 'MODEL_FILE_INVALID',
    named: 'encoder_model.onnx',
  },
  {
    what: 'a recogniser without its tokenizer',
    damage: ({ whisper }) => rm(join(whisper, 'tokenizer.json')),
    code: 'MODEL_FILE_MISSING',
    named: 'tokenizer.json',
  },
  {
    what: 'a truncated voice',
    damage: ({ voice }) => truncate(voice, 1000),
    code: 'MODEL_FILE_INVALID',
    named: 'en_US-everyday-low.onnx',
  },
  {
    what: 'a voice without its JSON',
    damage: ({ voice }) => rm(`${voice}.json`),
    code: 'VOICE_CONFIG_MISSING',
    named: 'en_US-everyday-low.onnx.json',
  },
];

test.each(DAMAGES)('$what is named', async ({ damage, code, named }) => {
  const models = await copyOfModels();
  await damage(models);
  const settings = {
    DISCORD_TOKEN: 'x',
    WHISPER_MODEL: models.whisper,
    PIPER_MODEL_PATH: models.voice,
    ...mind,
  };
  const { code: exitCode, error } = await startInVain(settings);

  expect(exitCode).toBe(1);
  expect(error).toContain(code);
  expect(error).toContain(named);
});

test('a model that is missing while downloads are off is named with the command that fetches it', async () => {
  const settings = {
    DISCORD_TOKEN: 'x',
    ...SMALL_MODELS,
    ...mind,
    WHISPER_MODEL: 'tiny',
    ALLOW_DOWNLOADS: 'false',
  };
  const { code, error } = await startInVain(settings);

  expect(code).toBe(1);
  expect(error).toContain('MODEL_DOWNLOADS_OFF');
  expect(error).toContain('aichat models pull whisper-tiny');
});
