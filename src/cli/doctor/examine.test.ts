import { createServer } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import {
  startChatServer,
  startLoopbackDiscord,
  type ChatServer,
  type LoopbackDiscord,
  type LoopbackDiscordOptions,
} from '#loopback';
import { SMALL_MODELS } from '../../../tools/demo/small-models.ts';
import { loadConfig } from '../../config.ts';
import { examine } from './examine.ts';
import type { Finding } from './finding.ts';
import { checkNode } from './machine-checks.ts';

const MESSAGE_CONTENT = 1 << 15;
const GUILDS_AND_VOICE = (1 << 0) | (1 << 7);

let chat: ChatServer;
let discord: LoopbackDiscord;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aichat-doctor-'));
  chat = await startChatServer({ reply: 'Okay.' });
  discord = await startLoopbackDiscord();
  discord.createGuild({ name: 'Harbour' }).createVoiceChannel('Lounge');
});
afterAll(async () => {
  await Promise.all([discord.close(), chat.close()]);
  rmSync(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Another Discord for one test. */
async function anotherDiscord(options: LoopbackDiscordOptions = {}): Promise<LoopbackDiscord> {
  const world = await startLoopbackDiscord(options);
  onTestFinished(() => world.close());
  return world;
}

/** What the doctor finds with everything right but what `changes` says. */
async function findings(
  changes: Readonly<Record<string, string>> = {},
  facts: { readonly nowMs?: () => number; readonly intents?: number } = {},
): Promise<readonly Finding[]> {
  const environment = {
    PATH: process.env['PATH'],
    ...discord.environment(),
    ...SMALL_MODELS,
    LLM_BASE_URL: chat.baseUrl,
    DEFAULT_LLM_MODEL: 'loopback-scripted',
    DATA_FOLDER: folder,
    API_PORT: String(await freePort()),
    ...changes,
  };
  const { nowMs = Date.now, intents = GUILDS_AND_VOICE } = facts;
  return examine({ environment, signal: AbortSignal.timeout(60_000), nowMs, intents }, loadConfig);
}

/** The findings of one check. */
function of(all: readonly Finding[], check: string): readonly Finding[] {
  return all.filter((finding) => finding.check === check);
}

test('with everything right it finds nothing wrong', async () => {
  const found = await findings();
  expect(found.filter(({ state }) => state === 'problem' || state === 'skipped')).toEqual([]);
  const checks = ['node', 'settings', 'ffmpeg', 'disk', 'port', 'recogniser', 'voice', 'language model'];
  const ofDiscord = ['discord', 'clock', 'token', 'intents', 'logins', 'server Harbour'];
  expect(found.map(({ check }) => check)).toEqual([...checks, ...ofDiscord]);
  expect(discord.unhandledRequests).toEqual([]);
});

test('without settings each missing one is named, and what does not hang on them is looked at', async () => {
  const empty = { DISCORD_TOKEN: '', PIPER_MODEL_PATH: '', LLM_BASE_URL: '', DEFAULT_LLM_MODEL: '' };
  const found = await findings(empty);
  const problems = of(found, 'settings').map(({ found: text }) => text.split(' ')[0]);
  expect(new Set(problems)).toEqual(new Set(['DISCORD_TOKEN', 'OPENROUTER_API_KEY', 'PIPER_MODEL_PATH']));
  expect(of(found, 'settings')[0]?.mend).toContain('.env');
  for (const check of ['voice', 'language model', 'token'])
    expect(of(found, check)).toMatchObject([{ state: 'skipped' }]);
  for (const check of ['disk', 'recogniser', 'discord'])
    expect(of(found, check)).toMatchObject([{ state: 'ok' }]);
});

const FAULTS: readonly {
  readonly what: string;
  readonly changes: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  readonly check: string;
  readonly state: Finding['state'];
  readonly found: string;
  readonly mend: string;
}[] = [
  {
    what: 'an ffmpeg that is none',
    changes: () => ({ FFMPEG_PATH: '/nowhere/ffmpeg' }),
    check: 'ffmpeg',
    state: 'problem',
    found: '/nowhere/ffmpeg',
    mend: 'npm ci',
  },
  {
    what: 'a data folder that is a file',
    changes: () => {
      writeFileSync(join(folder, 'file'), '');
      return { DATA_FOLDER: join(folder, 'file', 'data') };
    },
    check: 'disk',
    state: 'problem',
    found: 'cannot be written',
    mend: 'DATA_FOLDER',
  },
  {
    what: 'a port that is taken',
    changes: async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
      onTestFinished(() => void server.close());
      return { API_PORT: String((server.address() as AddressInfo).port) };
    },
    check: 'port',
    state: 'warning',
    found: 'in use',
    mend: 'API_PORT',
  },
  {
    what: 'a recogniser that is still to be fetched',
    changes: () => ({ WHISPER_MODEL: 'tiny' }),
    check: 'recogniser',
    state: 'warning',
    found: 'not here yet',
    mend: 'aichat models pull',
  },
  {
    what: 'the same with downloads off',
    changes: () => ({ WHISPER_MODEL: 'tiny', ALLOW_DOWNLOADS: 'false' }),
    check: 'recogniser',
    state: 'problem',
    found: 'downloads are off',
    mend: 'aichat models pull',
  },
  {
    what: 'a voice that is not where it should be',
    changes: () => ({ PIPER_MODEL_PATH: '/nowhere/voice.onnx' }),
    check: 'voice',
    state: 'problem',
    found: '/nowhere/voice.onnx',
    mend: '.env',
  },
  {
    what: 'a language model that cannot be reached',
    changes: () => ({ LLM_BASE_URL: 'http://127.0.0.1:9/v1', DEFAULT_LLM_MODEL: '' }),
    check: 'language model',
    state: 'problem',
    found: '127.0.0.1:9',
    mend: 'LLM_BASE_URL',
  },
  {
    what: 'a Discord that is not there',
    changes: () => ({ DISCORD_API_URL: 'http://127.0.0.1:9/api' }),
    check: 'discord',
    state: 'problem',
    found: 'cannot be reached',
    mend: 'network',
  },
  {
    what: 'something else where Discord should be',
    changes: () => ({ DISCORD_API_URL: `${chat.baseUrl}/api` }),
    check: 'discord',
    state: 'problem',
    found: 'answers 404',
    mend: 'DISCORD_API_URL',
  },
  {
    what: 'a wrong token',
    changes: () => ({ DISCORD_TOKEN: 'not.the.token' }),
    check: 'token',
    state: 'problem',
    found: 'does not accept',
    mend: 'Reset Token',
  },
  {
    what: 'a bot that nobody invited',
    changes: async () => ({ ...(await anotherDiscord()).environment() }),
    check: 'servers',
    state: 'problem',
    found: 'in no server',
    mend: 'oauth2/authorize',
  },
  {
    what: 'a bot that has logged in too often',
    changes: async () => ({ ...(await anotherDiscord({ loginsLeft: 3 })).environment() }),
    check: 'logins',
    state: 'problem',
    found: '3 of 1000',
    mend: 'again and again',
  },
];

test.each(FAULTS)('$what', async ({ changes, check, state, found, mend }) => {
  const all = await findings(await changes());
  expect(of(all, check)).toMatchObject([
    { state, found: expect.stringContaining(found), mend: expect.stringContaining(mend) },
  ]);
});

test('a clock that is wrong', async () => {
  const [clock] = of(await findings({}, { nowMs: () => Date.now() + 120_000 }), 'clock');
  expect(clock).toMatchObject({
    state: 'problem',
    found: expect.stringMatching(/1[12]\d s ahead of Discord/u),
  });
});

test('an intent that the portal does not grant, and one that it does', async () => {
  const [denied] = of(await findings({}, { intents: GUILDS_AND_VOICE | MESSAGE_CONTENT }), 'intents');
  expect(denied).toMatchObject({
    state: 'problem',
    found: expect.stringContaining('Message Content Intent'),
  });
  const granting = await anotherDiscord({ privilegedIntents: ['messageContent'] });
  const granted = await findings({ ...granting.environment() }, { intents: MESSAGE_CONTENT });
  expect(of(granted, 'intents')).toMatchObject([{ state: 'ok' }]);
});

test('permissions that lack in a server and in a voice channel', async () => {
  const world = await anotherDiscord();
  const guild = world.createGuild({ name: 'Quiet' });
  guild.createVoiceChannel('Open');
  guild.createVoiceChannel('Shut').setBotPermissions({ Speak: false, Connect: false });
  const found = of(await findings({ ...world.environment() }), 'server Quiet');
  expect(found).toMatchObject([
    { state: 'warning', found: 'In the voice channel Shut it lacks: Connect, Speak.' },
  ]);
});

test('a Node.js that is too old', () => {
  expect(checkNode('20.20.0')).toMatchObject({
    state: 'warning',
    mend: expect.stringContaining('npm start'),
  });
});
