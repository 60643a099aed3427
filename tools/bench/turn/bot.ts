import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChannelType } from 'discord.js';
import { systemClock } from '#core';
import type { ChatModel } from '#conversation';
import { createCalls, createDiscordClient, createPersonaLook, createRoles, logIn } from '#discord';
import { createEventBus, createPinoLogger } from '#events';
import { createWhisperTranscriber, openEnergyVoiceActivity } from '#hearing';
import { openLanguageModels } from '#llm';
import { defaultPersona, type LibraryPersona } from '#personas';
import { createPiperSynthesizer, createVoiceShelf } from '#speaking';
import { loadConfig } from '../../../src/config.ts';
import { openStorage } from '../../../src/parts/storage.ts';
import { openTalk } from '../../../src/parts/talk.ts';
import { CACHE_FOLDER } from '../speech/bench-models.ts';
import type { FromBot, Pipeline, ToBot } from './bot-messages.ts';
import { giveWords } from './given-words.ts';
import { startStraightCall } from './straight-call.ts';

/** The bot of the bench: the parts of src/main.ts, with a recogniser whose words are given. */
const pipeline = process.argv[2] as Pipeline;
const config = loadConfig(process.env);
const tell = (message: FromBot): void => void process.send?.(message);
const bus = createEventBus(createPinoLogger('fatal'));
const endless = new AbortController();
const hushes = new Map<string, () => void>();

bus.subscribe((event) => {
  if (event.type === 'error')
    tell({ type: 'error', message: `${event.payload.code}: ${event.payload.message}` });
  if (event.type !== 'turn.ended') return;
  const { outcome, timings } = event.payload;
  tell({ type: 'turn', guildId: event.guildId ?? '', outcome, timings });
});

const [whisper, synthesizer] = await Promise.all([
  createWhisperTranscriber({
    ...config.whisper.options,
    modelPath: config.whisper.model,
    language: 'en',
    cacheFolder: CACHE_FOLDER,
  }),
  createPiperSynthesizer({ voicePath: config.piperVoice, cacheFolder: CACHE_FOLDER }),
]);
const given = giveWords(whisper);
const { transcriber } = given;
const models = await openLanguageModels({
  settings: config.llm,
  signal: new AbortController().signal,
  onFailure: (error) => bus.emitError(error),
});
const chatModel: ChatModel = {
  reply: (messages, signal) => models.reply(messages, signal, { asker: { purpose: 'reply' } }),
};
const mira: LibraryPersona = {
  persona: defaultPersona,
  owner: 'built-in',
  picture: undefined,
  createdBy: '',
  updatedAtMs: 0,
};
const roles = createRoles({
  library: { get: () => mira, has: () => true, inForce: () => mira },
  chatModel,
  usualVoice: synthesizer,
  shelf: createVoiceShelf({
    load: (name) => Promise.reject(new Error(`The bench has no voice ${name}.`)),
    onFault: (error) => bus.emitError(error),
  }),
  isInstalled: () => false,
  installedVoices: async () => [],
  countTokens: (text) => Math.ceil(text.length / 4),
});
const client = createDiscordClient({ apiUrl: config.discord.apiUrl, bus, onGone: () => process.exit(1) });
const parts = new AsyncDisposableStack();
const dataFolder = mkdtempSync(join(tmpdir(), 'aichat-bench-'));
parts.defer(() => rmSync(dataFolder, { recursive: true, force: true }));
const talk = openTalk(
  {
    database: openStorage(dataFolder, parts).app,
    modelFor: () => models.defaultModel,
    chatModel,
    personaOf: () => defaultPersona,
    defaults: { addressing: 'always', speculation: config.speculation },
    bus,
    signal: endless.signal,
  },
  parts,
);
const calls = createCalls(client, {
  openVoiceActivity: openEnergyVoiceActivity,
  transcriber,
  chatModel,
  roles,
  look: createPersonaLook(bus),
  ...talk,
  clock: systemClock,
  bus,
});

async function joinChannel(channelId: string): Promise<void> {
  const channel = await client.channels.fetch(channelId);
  if (channel?.type !== ChannelType.GuildVoice) throw new Error('There is no such voice channel.');
  const guildId = channel.guild.id;
  if (pipeline === 'engine') {
    const call = await calls.join({ channel }, endless.signal);
    hushes.set(guildId, () => call.hush());
  } else {
    const onTurn = (timings: Extract<FromBot, { type: 'turn' }>['timings']): void =>
      tell({ type: 'turn', guildId, outcome: 'done', timings });
    const straight = { transcriber, chatModel, synthesizer, clock: systemClock, onTurn };
    hushes.set(guildId, await startStraightCall(channel, straight));
  }
  tell({ type: 'joined' });
}

/** A process must not end while a thread works with a model. */
async function close(): Promise<never> {
  await Promise.allSettled([calls.leaveAll('shutdown'), whisper.close(), synthesizer.close()]);
  await parts.disposeAsync();
  process.exit(0);
}

process.on('message', (message: ToBot) => {
  if (message.type === 'announce') given.announce(message.speech);
  else if (message.type === 'hush') hushes.get(message.guildId)?.();
  else void joinChannel(message.channelId);
});
process.on('disconnect', () => void close());
await logIn(client, config.discord.token, endless.signal);
tell({ type: 'ready' });
