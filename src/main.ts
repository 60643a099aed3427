import { existsSync, readFileSync } from 'node:fs';
import { commands } from '../commands/index.ts';
import { AppError, monitorEventLoop, systemClock, toAppError, withDeadline } from '#core';
import {
  createCalls,
  createDiscordClient,
  createDownload,
  createPageMemory,
  logIn,
  registerCommands,
  routeCommands,
  type StatusReport,
} from '#discord';
import { createEventBus, createPinoLogger, logEvent } from '#events';
import { chooseModel, createChatClient, describeModel } from '#llm';
import { describeStoreEvent, thinProgress, type InferenceWorkerEvent } from '#models';
import { defaultPersona } from '#personas';
import { loadConfig, type Config } from './config.ts';
import { keepEvents, openStorage, type Storage } from './parts/storage.ts';
import { describeRecogniser, describeVoice } from './speech-modes.ts';
import { loadSpeechParts } from './speech-parts.ts';

/** Longest time that leaving every call and logging out may take. */
const SHUTDOWN_DEADLINE_MS = 5000;
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Says why nothing was started, in plain words, and ends the process. */
function refuseToStart(error: AppError): never {
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exit(1);
}

function readConfig(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  try {
    return loadConfig(process.env);
  } catch (error) {
    return refuseToStart(toAppError(error));
  }
}

function readStorage(): Storage {
  try {
    return openStorage(config.dataFolder, parts);
  } catch (thrown) {
    const error = toAppError(thrown);
    logger.fatal({ code: error.code, ...error.context }, error.message);
    return refuseToStart(error);
  }
}

const config = readConfig();
const logger = createPinoLogger(config.logLevel);
const shutdown = new AbortController();
/** What is closed at the end, the last opened first. */
const parts = new AsyncDisposableStack();
const storage = readStorage();
const bus = createEventBus(logger, storage.log.latestSequence());
bus.subscribe((event) => logEvent(logger, event));
keepEvents(storage, bus, parts);

/** The only place that knows every part. */
async function start(): Promise<void> {
  const model = chooseModel(config.llm);
  const speech = await loadSpeechParts({
    config,
    parts,
    signal: shutdown.signal,
    onStoreEvent,
    onWorkerEvent,
    onSlower: (name, reason) => bus.emit('model.unedited', { model: name, reason }, { severity: 'warn' }),
  });
  const { transcriber, synthesizer } = speech;
  const eventLoop = monitorEventLoop(speech.isInferring);
  const chatModel = createChatClient({
    model,
    keys: config.llm,
    onRetry: (error) => bus.emitError(error),
    onUsage: (usage) => bus.emit('model.replied', { model: describeModel(model), usage: { ...usage } }),
  });
  const modes = {
    recogniser: describeRecogniser(transcriber.describe()),
    voice: describeVoice(synthesizer.describe()),
    ...speech.modes,
    model: describeModel(model),
  };
  const client = parts.adopt(
    createDiscordClient({
      apiUrl: config.discord.apiUrl,
      bus,
      onGone: () => void exit(1, 'Discord closed the gateway for good'),
    }),
    (used) => used.destroy(),
  );
  const calls = createCalls(client, {
    openVoiceActivity: speech.openVoiceActivity,
    ...(speech.endOfTurnModel !== undefined && { endOfTurnModel: speech.endOfTurnModel }),
    transcriber,
    chatModel,
    synthesizer,
    speechLanguage: synthesizer.describe().languageCode,
    persona: defaultPersona,
    addressing: config.addressing,
    speculation: config.speculation,
    clock: systemClock,
    bus,
  });
  parts.defer(() => calls.leaveAll('shutdown'));
  const statusReport = (): StatusReport => ({
    version,
    uptimeMs: process.uptime() * 1000,
    modes,
    eventLoop: eventLoop.figures(),
    memoryMb: memoryMb(),
  });
  routeCommands({
    client,
    commands,
    services: { calls, statusReport },
    roles: { rolesFor: () => undefined },
    pages: createPageMemory(systemClock),
    download: createDownload(config.discord.apiUrl),
    bus,
    clock: systemClock,
    signal: shutdown.signal,
  });
  const ready = await logIn(client, config.discord.token, shutdown.signal);
  await registerCommands(ready, commands);
  bus.emit('system.started', { versions: { aichat: version, node: process.version }, modes });
  bus.emit('discord.ready', { botUserId: ready.user.id, guilds: ready.guilds.cache.size });
  // Start-up loads models and is allowed to be busy; what counts is how the bot lives afterwards.
  eventLoop.reset();

  parts.defer(() => bus.emit('system.figures', { eventLoop: eventLoop.figures(), memoryMb: memoryMb() }));
}

function onWorkerEvent(event: InferenceWorkerEvent): void {
  const { worker, type: kind, ...facts } = event;
  if ('error' in facts) bus.emitError(facts.error);
  bus.emit('inference.worker', { worker, kind }, { severity: 'error' in facts ? 'error' : 'info' });
}

const onStoreEvent = thinProgress((event) => {
  if (event.type === 'retrying') bus.emitError(event.error);
  bus.emit('model.store', { name: event.name, kind: event.type, message: describeStoreEvent(event) });
});

function memoryMb(): number {
  return Math.round(process.memoryUsage.rss() / 1e6);
}

/** Ends what goes on and closes every part, then the process. */
async function exit(code: number, reason: string): Promise<never> {
  if (!shutdown.signal.aborted) {
    bus.emit('system.stopping', { reason });
    shutdown.abort(new AppError('CANCELLED', { message: `aichat is stopping: ${reason}` }));
    const close = async (): Promise<void> => {
      await Promise.allSettled([starting]);
      await parts.disposeAsync();
    };
    await withDeadline(close, { timeoutMs: SHUTDOWN_DEADLINE_MS, what: 'Shutting down' }).catch(
      (error: unknown) => bus.emitError(error),
    );
  }
  process.exit(code);
}

process.on('SIGINT', () => void exit(0, 'SIGINT'));
process.on('SIGTERM', () => void exit(0, 'SIGTERM'));
// Nobody knows what state such a fault leaves behind: say it, leave the calls politely, and end.
process.on('uncaughtException', (error) => {
  bus.emitError(error);
  void exit(1, 'a fault that nobody caught');
});

const starting = start();
starting.catch((error: unknown) => {
  // Being stopped while starting is no failure.
  if (shutdown.signal.aborted) return;
  const { code, message } = bus.emitError(error);
  process.stderr.write(`${code}: ${message}\n`);
  void exit(1, code);
});
