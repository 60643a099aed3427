import { existsSync, readFileSync } from 'node:fs';
import { AppError, systemClock, toAppError, withDeadline, type Logger } from '#core';
import { createEventBus, createPinoLogger, logEvent, type EventBus } from '#events';
import { loadConfig, type Config } from '../config.ts';
import { createCrashGuard } from './crash-guard.ts';
import type { House } from './house.ts';
import { keepEvents, openStorage, type Storage } from './storage.ts';

/** Longest time that leaving every call and closing every part may take. */
const SHUTDOWN_DEADLINE_MS = 10_000;

/** The version of aichat. */
export const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { readonly version: string };

/** What a process cannot be without. */
export interface ProcessNeeds {
  /** Default true. */
  readonly needsDiscord?: boolean;
}

/** Says why nothing was started, in plain words, and ends the process. */
function refuseToStart(error: AppError): never {
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exit(1);
}

function readConfig(needs: ProcessNeeds): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  try {
    return loadConfig(process.env, needs);
  } catch (error) {
    return refuseToStart(toAppError(error));
  }
}

function readStorage(config: Config, logger: Logger, parts: AsyncDisposableStack): Storage {
  try {
    return openStorage(config.dataFolder, parts);
  } catch (thrown) {
    const error = toAppError(thrown);
    logger.fatal({ code: error.code, ...error.context }, error.message);
    return refuseToStart(error);
  }
}

/**
 * Runs a process from its settings to its end: opens the parts, and closes them on SIGINT, SIGTERM, a
 * failed start or a fault that nobody caught. Resolves when everything is open; the process goes on.
 *
 * @param open - opens the parts one upon the other. What it throws is the reason why nothing starts.
 */
export async function runProcess(
  open: (house: House) => Promise<void>,
  needs: ProcessNeeds = {},
): Promise<void> {
  const config = readConfig(needs);
  const logger = createPinoLogger(config.logLevel);
  const shutdown = new AbortController();
  const parts = new AsyncDisposableStack();
  const storage = readStorage(config, logger, parts);
  const bus = createEventBus(logger, storage.log.latestSequence());
  bus.subscribe((event) => logEvent(logger, event));
  const journal = keepEvents(storage, bus, parts);
  const guard = createCrashGuard(storage.app, systemClock, Date.now);

  const exit = async (code: number, reason: string): Promise<void> => {
    if (shutdown.signal.aborted) return;
    bus.emit('system.stopping', { reason });
    if (code === 0) guard.forgive();
    shutdown.abort(new AppError('CANCELLED', { message: `aichat is stopping: ${reason}` }));
    const isClosed = await closeAll(bus, async () => {
      await Promise.allSettled([starting]);
      await parts.disposeAsync();
    });
    process.exit(isClosed ? code : 1);
  };

  process.on('SIGINT', () => void exit(0, 'SIGINT'));
  process.on('SIGTERM', () => void exit(0, 'SIGTERM'));
  // Nobody knows what state such a fault leaves behind: say it, leave the calls politely, and end.
  process.on('uncaughtException', (error) => {
    bus.emitError(error);
    void exit(1, 'a fault that nobody caught');
  });

  const house: House = {
    config,
    version,
    storage,
    journal,
    bus,
    clock: systemClock,
    parts,
    signal: shutdown.signal,
    exit,
  };
  const starting = guard.hold(bus, shutdown.signal).then(() => open(house));
  try {
    await starting;
  } catch (error) {
    // Being stopped while starting is no failure.
    if (shutdown.signal.aborted) return;
    const { code, message } = bus.emitError(error);
    process.stderr.write(`${code}: ${message}\n`);
    await exit(1, code);
  }
}

/** @returns whether everything could be closed in time. */
async function closeAll(bus: EventBus, close: () => Promise<void>): Promise<boolean> {
  try {
    await withDeadline(close, { timeoutMs: SHUTDOWN_DEADLINE_MS, what: 'Shutting down' });
    return true;
  } catch (error) {
    bus.emitError(error);
    return false;
  }
}
