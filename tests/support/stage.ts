import { fileURLToPath } from 'node:url';
import { sleep } from '#core';
import {
  speakText,
  startBotProcess,
  startChatServer,
  startLoopbackDiscord,
  type BotProcess,
  type ChatServer,
  type ChatServerOptions,
  type Ears,
  type LoopbackChannel,
  type LoopbackDiscord,
  type LoopbackDiscordOptions,
  type LoopbackGuild,
  type LoopbackMember,
  type VoiceFault,
  type VoiceRoom,
} from '#loopback';
import { wordErrorRate } from '../../tools/measure/word-error-rate.ts';
import { BOT_ENTRY, ROOT, SMALL_MODELS } from '../../tools/demo/small-models.ts';
import { WITHOUT_CURE_VARIABLE, type TakenCure } from '../faults/without-cure.ts';

const WITHOUT_CURE = fileURLToPath(new URL('../faults/without-cure.ts', import.meta.url));
const START_DEADLINE_MS = 30_000;
const HEARING_DEADLINE_MS = 15_000;
/** A bot whose cure was taken out is not waited for so long: it will not hear. */
const HEARING_DEADLINE_WITHOUT_CURE_MS = 5000;
const ENCRYPTION_DEADLINE_MS = 10_000;
/** A group that is ready for so long has no change of keys before it. */
const SETTLED_MS = 500;
/** Words that the recogniser may get wrong in a sentence that was heard whole. */
const MAX_WORD_ERROR_RATE = 0.25;

/** How a stage is set up. */
export interface StageOptions extends LoopbackDiscordOptions {
  readonly withoutCure?: TakenCure;
  readonly environment?: Readonly<Record<string, string>>;
  /** The folder in which the bot runs, where it finds its voices; the repository when absent. */
  readonly folder?: string;
  /** What the model says; "Okay." when absent. */
  readonly reply?: ChatServerOptions['reply'];
}

/** The real bot in its own process on a Discord of our own, with a scripted language model. */
export interface Stage extends AsyncDisposable {
  readonly discord: LoopbackDiscord;
  readonly chat: ChatServer;
  readonly bot: BotProcess;
  /** Ends the bot and starts it again; resolves when it is ready. With DATA_FOLDER it finds what it had kept. */
  restart(): Promise<void>;
  /** A new server with a voice channel where Ada is, and the bot once she has asked it to come. */
  scene(): Scene;
}

/** One server of a stage; scenes of one stage do not touch each other. */
export interface Scene {
  readonly guild: LoopbackGuild;
  readonly lounge: LoopbackChannel;
  readonly general: LoopbackChannel;
  readonly ada: LoopbackMember;
  /** Ada goes into the channel and uses /join. @returns the bot's answer. */
  join(): Promise<string>;
  /** The call's side at the voice server. @throws Error when the bot is in no call. */
  room(): VoiceRoom;
  /** Arms a fault as soon as the bot is on its way into the call. */
  arm(fault: VoiceFault): Promise<VoiceRoom>;
  /** A member says a sentence; resolves when the bot has told the model what it heard of it, else throws. */
  says(text: string, member?: LoopbackMember): Promise<string>;
  /** A text as sound for {@link LoopbackMember.speak}. */
  sound(text: string): Promise<Float32Array>;
  /** Waits until the bot is in the encrypted group and no change of it is under way. */
  encrypted(): Promise<void>;
  /** Ada listens from now on. */
  ears(): Ears;
}

let scenes = 0;

/** Starts Discord, the model and the bot, and waits until it is ready. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const { withoutCure, environment = {}, folder = ROOT, reply = 'Okay.', ...discordOptions } = options;
  const discord = await startLoopbackDiscord(discordOptions);
  const chat = await startChatServer({ reply, timeToFirstTokenMs: 20, tokensPerSecond: 100 });
  const start = (): BotProcess =>
    startBotProcess({
      entry: BOT_ENTRY,
      cwd: folder,
      ...(withoutCure && { nodeArguments: ['--import', WITHOUT_CURE] }),
      environment: {
        ...discord.environment(),
        ...SMALL_MODELS,
        LLM_BASE_URL: chat.baseUrl,
        DEFAULT_LLM_MODEL: 'loopback-scripted',
        // What is heard is what counts here, not whom it was said to.
        ADDRESSING: 'always',
        ...(withoutCure && { [WITHOUT_CURE_VARIABLE]: JSON.stringify(withoutCure) }),
        ...environment,
      },
    });
  let bot = start();
  const ready = (): Promise<unknown> =>
    bot.waitForLine((line) => line['event'] === 'discord.ready', START_DEADLINE_MS);
  const close = async (): Promise<void> => {
    await bot.stop();
    await Promise.all([discord.close(), chat.close()]);
  };
  try {
    await ready();
  } catch (error) {
    await close();
    throw error;
  }
  const hearingDeadlineMs = withoutCure ? HEARING_DEADLINE_WITHOUT_CURE_MS : HEARING_DEADLINE_MS;
  const stage = {
    discord,
    chat,
    get bot() {
      return bot;
    },
    hearingDeadlineMs,
  };
  return {
    discord,
    chat,
    get bot() {
      return bot;
    },
    async restart() {
      await bot.stop();
      bot = start();
      await ready();
    },
    scene: () => openScene(stage),
    [Symbol.asyncDispose]: close,
  };
}

interface SceneSetting extends Pick<Stage, 'discord' | 'chat' | 'bot'> {
  readonly hearingDeadlineMs: number;
}

function openScene(setting: SceneSetting): Scene {
  const { discord, chat, hearingDeadlineMs } = setting;
  scenes += 1;
  const guild = discord.createGuild({ name: `Scene ${scenes}` });
  const lounge = guild.createVoiceChannel('Lounge');
  const general = guild.createTextChannel('general');
  const ada = guild.createMember(`Ada${scenes}`);
  return {
    guild,
    lounge,
    general,
    ada,
    async join() {
      await ada.join(lounge);
      return (await ada.run('join', { in: general, timeoutMs: START_DEADLINE_MS })).content;
    },
    room() {
      if (!guild.voiceRoom) throw new Error('The bot is in no call.');
      return guild.voiceRoom;
    },
    async arm(fault) {
      while (guild.voiceRoom === undefined) await new Promise((resolve) => setImmediate(resolve));
      guild.voiceRoom.faults.use(fault);
      return guild.voiceRoom;
    },
    async says(text, member = ada) {
      const sound = await speakText(text);
      const requestsBefore = chat.requests.length;
      await member.speak(sound);
      return heardBy({ chat, bot: setting.bot, member, text, requestsBefore, deadlineMs: hearingDeadlineMs });
    },
    sound: (text) => speakText(text),
    async encrypted() {
      const untilMs = performance.now() + ENCRYPTION_DEADLINE_MS;
      let readySinceMs = Infinity;
      while (performance.now() - readySinceMs < SETTLED_MS || readySinceMs === Infinity) {
        const now = performance.now();
        if (now > untilMs) throw new Error('The bot is not in the encrypted group.');
        readySinceMs = guild.voiceRoom?.dave.botReady === true ? Math.min(readySinceMs, now) : Infinity;
        await sleep(20);
      }
    },
    ears: () => ada.listen(),
  };
}

interface Expectation extends Pick<Stage, 'chat' | 'bot'> {
  readonly member: LoopbackMember;
  readonly text: string;
  /** Requests that were there before it was said. */
  readonly requestsBefore: number;
  readonly deadlineMs: number;
}

/** Waits until the model was told what `member` said, near enough to `text`. */
async function heardBy(expectation: Expectation): Promise<string> {
  const { chat, bot, member, text, requestsBefore, deadlineMs } = expectation;
  const untilMs = performance.now() + deadlineMs;
  let heard: readonly string[] = [];
  while (performance.now() < untilMs) {
    heard = chat.requests.slice(requestsBefore).flatMap((request) => linesOf(request.body, member.name));
    const found = heard.find((line) => wordErrorRate([{ said: text, heard: line }]) <= MAX_WORD_ERROR_RATE);
    if (found !== undefined) return found;
    if (bot.exitCode() !== undefined) throw new Error(`The bot died.\n${bot.errorOutput()}`);
    await sleep(50);
  }
  throw new Error(`The bot did not hear "${text}" but ${JSON.stringify(heard)}.`);
}

/** What a request says that somebody said, in its last message. */
function linesOf(body: unknown, name: string): readonly string[] {
  const { messages = [] } = body as { messages?: readonly { readonly content: string }[] };
  const lines = (messages.at(-1)?.content ?? '').split('\n');
  return lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2));
}
