import { fork, type ChildProcess } from 'node:child_process';
import { withDeadline } from '#core';
import {
  startChatServer,
  startLoopbackDiscord,
  waitUntil,
  type ChatServer,
  type LoopbackDiscord,
  type LoopbackGuild,
} from '#loopback';
import type { FromBot, Pipeline, ToBot } from './bot-messages.ts';
import { REPLY } from './sentences.ts';

/** Loading models of real sizes on a busy machine takes its time. */
const START_DEADLINE_MS = 180_000;
const JOIN_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 8000;
/** The pace of a fast hosted model. */
const TOKENS_PER_SECOND = 60;

/** What a bot of the bench is started with. */
export interface BenchStageOptions {
  readonly pipeline: Pipeline;
  readonly modelFolder: string;
  readonly voicePath: string;
  readonly firstTokenMs: number;
  readonly speculation: string | undefined;
}

/** A message of the bot with the time at which it came. */
export type TimedMessage = FromBot & { readonly atMs: number };

/** Discord, a scripted model and a bot in its own process. */
export interface BenchStage extends AsyncDisposable {
  readonly discord: LoopbackDiscord;
  readonly chat: ChatServer;
  /** Everything that the bot told, in order. */
  readonly messages: readonly TimedMessage[];
  /** What the model says from now on. */
  setReply(text: string): void;
  tell(message: ToBot): void;
  /** Brings the bot into a channel. */
  join(guild: LoopbackGuild, channelId: string): Promise<void>;
}

/** Starts it all and waits until the bot is ready. */
export async function openBenchStage(options: BenchStageOptions): Promise<BenchStage> {
  const { pipeline, modelFolder, voicePath, firstTokenMs, speculation } = options;
  await using stack = new AsyncDisposableStack();
  const discord = stack.adopt(await startLoopbackDiscord({ daveVersion: 1 }), (world) => world.close());
  let reply = REPLY;
  const pacing = { timeToFirstTokenMs: firstTokenMs, tokensPerSecond: TOKENS_PER_SECOND };
  const chat = stack.adopt(await startChatServer({ reply: () => reply, ...pacing }), (server) =>
    server.close(),
  );
  const bot = fork(new URL('./bot.ts', import.meta.url), [pipeline], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      ...discord.environment(),
      LLM_BASE_URL: chat.baseUrl,
      DEFAULT_LLM_MODEL: 'loopback-scripted',
      WHISPER_MODEL: modelFolder,
      PIPER_MODEL_PATH: voicePath,
      ...(speculation !== undefined && { SPECULATION: speculation }),
      ...recogniserSettings(),
    },
  });
  stack.defer(() => stop(bot));
  const messages: TimedMessage[] = [];
  bot.on('message', (message: FromBot) => messages.push({ ...message, atMs: performance.now() }));
  const told = async (type: FromBot['type'], count: number, timeoutMs: number): Promise<void> => {
    await waitUntil(
      () => {
        if (bot.exitCode !== null) throw new Error('The bot of the bench ended.');
        return messages.filter((message) => message.type === type).length >= count ? true : undefined;
      },
      { timeoutMs, what: `"${type}" of the bot` },
    );
  };
  await told('ready', 1, START_DEADLINE_MS);
  const parts = stack.move();
  let joined = 0;
  return {
    discord,
    chat,
    messages,
    setReply: (text) => {
      reply = text;
    },
    tell: (message) => void bot.send(message),
    async join(guild, channelId) {
      joined += 1;
      bot.send({ type: 'join', channelId } satisfies ToBot);
      await told('joined', joined, JOIN_DEADLINE_MS);
      await waitUntil(() => (guild.voiceRoom?.dave.botReady === true ? true : undefined), {
        timeoutMs: JOIN_DEADLINE_MS,
        what: 'The encrypted group',
      });
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** What is set for the recogniser here is so in the bot, too. */
const recogniserSettings = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => /^WHISPER_(?!MODEL)/u.test(name)));

async function stop(bot: ChildProcess): Promise<void> {
  if (bot.exitCode !== null) return;
  const ended = new Promise<void>((resolve) => bot.once('exit', () => resolve()));
  bot.disconnect();
  await withDeadline(() => ended, { timeoutMs: STOP_DEADLINE_MS, what: 'The end of the bot' }).catch(() => {
    // It did not listen; nothing of it may outlive the bench.
    bot.kill('SIGKILL');
    return ended;
  });
}
