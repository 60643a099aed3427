import { sleep, type EventLoopFigures } from '#core';
import {
  speakText,
  startBotProcess,
  startChatServer,
  startLoopbackDiscord,
  type BotLogLine,
  type BotProcess,
  type ChatServer,
  type LoopbackDiscord,
  type LoopbackMember,
  type SpeakReport,
} from '#loopback';
import { SCRIPT, VOICES, type ScriptLine } from './script.ts';
import { BOT_ENTRY, ROOT, SMALL_MODELS } from './small-models.ts';

/** A line of the script as it was spoken and answered, before anybody judges it. */
export interface PlayedLine {
  readonly line: ScriptLine;
  /** 48 kHz mono. */
  readonly speech: Float32Array;
  readonly spoken: SpeakReport;
  /** For a speech over the reply before: how long that was still heard after it began. */
  readonly stoppedAfterMs: number | undefined;
  /** When the listener heard the first packet of the reply, on this process's clock. */
  readonly replyStartMs: number;
  /** What the language model was told, without the speaker's name. */
  readonly heard: string;
  /** The bot's own record of the turn. */
  readonly record: BotLogLine;
}

/** Everything that the demo knows when the conversation is over. */
export interface PlayedConversation {
  readonly lines: readonly PlayedLine[];
  /** What Ada heard of the bot: 48 kHz mono from `startedAtMs` on. */
  readonly recording: { readonly startedAtMs: number; readonly samples: Float32Array };
  /** The last thing that the model was told, with the whole history. */
  readonly history: readonly { readonly role: string; readonly content: string }[];
  readonly dave: boolean;
  readonly eventLoop: EventLoopFigures;
}

const STEP_DEADLINE_MS = 30_000;
const PAUSE_BETWEEN_TURNS_MS = 600;

/** What people said, without their names. */
const wordsOf = (messages: PlayedConversation['history']): readonly string[] =>
  messages.filter(({ role }) => role === 'user').map(({ content }) => content.replace(/^\w+: /u, ''));

/** Plays the script with the real bot on a Discord of our own. @param tell - what happens, for people. */
export async function playConversation(tell: (text: string) => void): Promise<PlayedConversation> {
  let current = 0;
  const heard: string[] = [];
  let history: PlayedConversation['history'] = [];
  let toldBefore = 0;
  await using stack = new AsyncDisposableStack();
  const discord = stack.adopt(await startLoopbackDiscord({ daveVersion: 1 }), (world) => world.close());
  const chat: ChatServer = stack.adopt(
    await startChatServer({
      timeToFirstTokenMs: 60,
      tokensPerSecond: 40,
      reply: (messages) => {
        history = messages;
        // Who paused between two sentences may have been heard in two parts.
        heard[current] = wordsOf(messages).slice(toldBefore).join(' ');
        return SCRIPT[current]?.reply ?? '';
      },
    }),
    (server) => server.close(),
  );
  tell('Starting the bot …');
  const bot = stack.adopt(
    startBotProcess({
      entry: BOT_ENTRY,
      cwd: ROOT,
      environment: {
        ...discord.environment(),
        ...SMALL_MODELS,
        LLM_BASE_URL: chat.baseUrl,
        DEFAULT_LLM_MODEL: 'loopback-scripted',
      },
    }),
    async (running) => void (await running.stop()),
  );
  const speeches = await Promise.all(SCRIPT.map((line) => speakText(line.said, VOICES[line.speaker])));
  const call = await openCall(discord, bot, tell);
  const ears = call.people.Ada.listen();

  const lines: Omit<PlayedLine, 'heard' | 'record'>[] = [];
  for (const [index, line] of SCRIPT.entries()) {
    const before = lines.at(-1);
    if (line.interruptsAfterMs === undefined) await waitForTurns(bot, index);
    else if (before) await sleep(before.replyStartMs + line.interruptsAfterMs - performance.now());
    current = index;
    toldBefore = wordsOf(history).length;
    tell(`${line.speaker}: ${line.said}`);
    const speech = speeches[index] ?? new Float32Array(0);
    const spoken = await call.people[line.speaker].speak(speech);
    const afterMs = spoken.lastVoicedPacketAtMs;
    const replyStartMs = await ears.waitForSpeech(discord.botUser.id, {
      afterMs,
      timeoutMs: STEP_DEADLINE_MS,
    });
    const lastHeardMs = ears.packets.findLast(
      (packet) => packet.userId === discord.botUser.id && packet.audible && packet.atMs < replyStartMs,
    )?.atMs;
    const stoppedAfterMs =
      line.interruptsAfterMs === undefined ? undefined : (lastHeardMs ?? 0) - spoken.firstPacketAtMs;
    lines.push({ line, speech, spoken, stoppedAfterMs, replyStartMs });
  }
  const records = await waitForTurns(bot, SCRIPT.length);
  const dave = call.isEncrypted();
  ears.stop();
  const recording = ears.recordingOf(discord.botUser.id);
  await bot.stop();
  const { eventLoop } = await bot.waitForLine((line) => line['event'] === 'system.figures', STEP_DEADLINE_MS);
  return {
    lines: lines.map((played, index) => ({
      ...played,
      heard: heard[index] ?? '',
      record: records[index] ?? {},
    })),
    recording,
    history,
    dave,
    eventLoop: eventLoop as PlayedConversation['eventLoop'],
  };
}

interface DemoCall {
  readonly people: Readonly<Record<ScriptLine['speaker'], LoopbackMember>>;
  isEncrypted(): boolean;
}

async function openCall(
  discord: LoopbackDiscord,
  bot: BotProcess,
  tell: (text: string) => void,
): Promise<DemoCall> {
  const guild = discord.createGuild({ name: 'The loopback' });
  const lounge = guild.createVoiceChannel('Lounge');
  const general = guild.createTextChannel('general');
  const people = { Ada: guild.createMember('Ada'), Ben: guild.createMember('Ben') };
  await bot.waitForLine((line) => line['event'] === 'discord.ready', STEP_DEADLINE_MS);
  await people.Ada.join(lounge);
  await people.Ben.join(lounge);
  const answer = await people.Ada.run('join', { in: general, timeoutMs: STEP_DEADLINE_MS });
  tell(`aichat: ${answer.content}\n`);
  return { people, isEncrypted: () => guild.voiceRoom?.dave.botReady === true };
}

/** Waits until the bot has ended `count` turns; those that nobody heard do not count. */
async function waitForTurns(bot: BotProcess, count: number): Promise<readonly BotLogLine[]> {
  const ended = (): readonly BotLogLine[] =>
    bot.lines.filter((line) => line['event'] === 'turn.ended' && line['outcome'] !== 'discarded');
  await bot.waitForLine(() => ended().length >= count, STEP_DEADLINE_MS);
  await sleep(PAUSE_BETWEEN_TURNS_MS);
  return ended();
}
