import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  speakText,
  startBotProcess,
  startChatServer,
  startLoopbackDiscord,
  type LoopbackChannel,
  type LoopbackMember,
} from '#loopback';
import { BOT_ENTRY, ROOT, SMALL_MODELS } from '../demo/small-models.ts';

const DEADLINE_MS = 60_000;

/** The bot in a call with Ada and Ben, and a text channel for commands. */
export interface Scene extends AsyncDisposable {
  readonly owner: LoopbackMember;
  readonly general: LoopbackChannel;
  /** Ada says something; resolves when the bot's turn has ended. */
  talk(text: string): Promise<void>;
  /** Turns mentions into names. */
  readonly withNames: (text: string) => string;
}

/** Starts Discord, a scripted language model and the bot, and brings it into a call. */
export async function openScene(): Promise<Scene> {
  await using opened = new AsyncDisposableStack();
  const dataFolder = await mkdtemp(join(tmpdir(), 'aichat-pictures-'));
  opened.defer(() => rm(dataFolder, { recursive: true, force: true }));
  const discord = opened.adopt(await startLoopbackDiscord(), (world) => world.close());
  const chat = opened.adopt(
    await startChatServer({
      reply: 'I am very well, thank you. How nice to hear you.',
      timeToFirstTokenMs: 120,
      tokensPerSecond: 60,
    }),
    (server) => server.close(),
  );
  const mind = { LLM_BASE_URL: chat.baseUrl, DEFAULT_LLM_MODEL: 'loopback-scripted', ADDRESSING: 'always' };
  const bot = opened.adopt(
    startBotProcess({
      entry: BOT_ENTRY,
      cwd: ROOT,
      environment: { ...discord.environment(), ...SMALL_MODELS, ...mind, DATA_FOLDER: dataFolder },
    }),
    async (process) => void (await process.stop()),
  );
  await bot.waitForLine((line) => line['event'] === 'system.started', DEADLINE_MS);
  const guild = discord.createGuild({ name: 'The harbour' });
  const lounge = guild.createVoiceChannel('Lounge');
  const general = guild.createTextChannel('general');
  const [ada, ben] = [guild.createMember('Ada'), guild.createMember('Ben')];
  await ada.join(lounge);
  await ben.join(lounge);
  ben.setMute(true);
  await ada.run('join', { in: general, timeoutMs: DEADLINE_MS });
  let turns = 0;
  const closing = opened.move();
  return {
    owner: guild.owner,
    general,
    async talk(text) {
      await ada.speak(await speakText(text));
      turns += 1;
      const ended = (): number => bot.lines.filter((line) => line['event'] === 'turn.ended').length;
      await bot.waitForLine(() => ended() >= turns, DEADLINE_MS);
    },
    withNames: (text) =>
      text
        .replaceAll(/<#(\d+)>/gu, (mention, id: string) => `#${guild.channel(id)?.name ?? mention}`)
        .replaceAll(/<@!?(\d+)>/gu, (mention, id: string) => `@${guild.member(id)?.name ?? mention}`)
        .replaceAll(/<t:(\d+)(?::\w)?>/gu, (_mention, seconds: string) =>
          new Date(Number(seconds) * 1000).toISOString().slice(11, 19),
        ),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
