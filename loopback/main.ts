import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { AppError } from '#core';
import { CONSOLE_USAGE, readArguments, type ConsoleArguments } from './console/arguments.ts';
import { runConsole } from './console/console.ts';
import { describeEvent, reportSpeech } from './console/reports.ts';
import { withNames, type Stage } from './console/stage.ts';
import { startChatServer, type ChatServer } from './llm/index.ts';
import type { Ears } from './sound/ears.ts';
import { startLoopbackDiscord } from './start.ts';
import type { LoopbackDiscord } from './world/loopback-discord.ts';

/** A pause between two sentences does not end what the bot says. */
const SEGMENT_SILENCE_MS = 800;

/** Starts everything, reads commands until the end, and ends everything. */
async function main(settings: ConsoleArguments): Promise<void> {
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  process.once('SIGTERM', () => stopping.abort());
  if (settings.record !== undefined) await mkdir(settings.record, { recursive: true });
  const world = await startLoopbackDiscord({
    port: settings.port,
    voicePort: settings.voicePort,
    daveVersion: settings.daveVersion,
    ...(settings.token === undefined ? {} : { token: settings.token }),
  });
  const chat = settings.withModel ? await startChatServer({ port: settings.modelPort }) : undefined;
  const stage = setStage(world, chat, settings.members);
  printSettings(stage);
  world.onEvent((event) => {
    stage.print(withNames(stage, describeEvent(event)));
  });
  const reports = { untilMs: 0, count: 0 };
  const folder = settings.record === undefined ? {} : { folder: settings.record };
  for (const member of stage.guild.members) {
    reportSpeech(stage, member, reports, { signal: stopping.signal, ...folder }).catch((error: unknown) => {
      if (!stopping.signal.aborted) stage.print(`! ${String(error)}`);
    });
  }
  await runConsole(stage, process.stdin, stopping.signal);
  if (settings.stay && !stopping.signal.aborted) await once(stopping.signal, 'abort');
  stopping.abort();
  await chat?.close();
  await world.close();
}

function setStage(world: LoopbackDiscord, chat: ChatServer | undefined, names: readonly string[]): Stage {
  const guild = world.createGuild({ name: 'Harbour' });
  guild.createTextChannel('general');
  guild.createVoiceChannel('Lounge');
  guild.createVoiceChannel('Attic');
  names.forEach((name, index) => guild.createMember(name, { administrator: index === 0 }));
  const ears = new Map<string, Ears>();
  return {
    world,
    guild,
    chat,
    lastWordsAtMs: new Map(),
    openedForms: new Map(),
    earsOf(member) {
      const own = ears.get(member.id) ?? member.listen({ segmentSilenceMs: SEGMENT_SILENCE_MS });
      ears.set(member.id, own);
      return own;
    },
    print: (line) => process.stdout.write(`${line}\n`),
  };
}

function printSettings(stage: Stage): void {
  const settings = { ...stage.world.environment(), ...modelSettings(stage.chat) };
  stage.print('# Settings for the bot; paste them into the shell that starts it:');
  for (const [name, value] of Object.entries(settings)) stage.print(`export ${name}='${value}'`);
  stage.print('# "help" lists what you can do here; Ctrl-C ends it.');
}

function modelSettings(chat: ChatServer | undefined): Readonly<Record<string, string>> {
  if (chat === undefined) return {};
  return { LLM_BASE_URL: chat.baseUrl, DEFAULT_LLM_MODEL: 'loopback-scripted' };
}

try {
  const settings = readArguments(process.argv.slice(2));
  if (settings.help) process.stdout.write(CONSOLE_USAGE);
  else await main(settings);
} catch (error) {
  // Whoever starts it wants to know what is wrong, not where.
  const known = error instanceof AppError || (error instanceof Error && 'code' in error);
  process.stderr.write(`${known ? (error as Error).message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}
