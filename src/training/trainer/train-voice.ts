import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, ifPresent, writeWhole } from '#core';
import { adviceFor } from './trainer-advice.ts';
import { parseTrainerEvent, type TrainerEvent } from './trainer-event.ts';
import { trainerJob, type TrainingSettings } from './trainer-job.ts';
import { forgetTrainerProcess, openTrainerProcess, type TrainerPlace } from './trainer-process.ts';
import { tailLines } from './tail-lines.ts';

/** One training. */
export interface TrainVoiceOptions {
  readonly settings: TrainingSettings;
  /** Interpreter of the trainer's own Python. */
  readonly python: string;
  readonly metadataPath: string;
  readonly clipsFolder: string;
  /** Where it works; the same folder goes on from its last checkpoint. Absolute. */
  readonly workFolder: string;
  readonly onEvent: (event: TrainerEvent) => void;
  /** Ends the training, which keeps what it has learned. */
  readonly cancel: AbortSignal;
  /** Longest time without a word or a line of its log. */
  readonly stallTimeoutMs: number;
}

/** What a training leaves. */
export interface TrainedVoice {
  readonly checkpointPath: string;
  readonly configPath: string;
}

const JOB_FILE = 'job.json';
const EVENTS_FILE = 'events.jsonl';
const LOG_FILE = 'trainer.log';
const LOG_END_LENGTH = 4000;

async function lastWordMs(paths: readonly string[]): Promise<number> {
  const found = await Promise.all(paths.map((path) => ifPresent(stat(path), path)));
  return Math.max(0, ...found.map((file) => file?.mtimeMs ?? 0));
}

async function failure(end: TrainerEvent | undefined, logPath: string): Promise<AppError> {
  if (end?.type === 'failed') {
    const { code, message, batchSize } = end;
    if (code === 'disk-full') return new AppError('DISK_FULL', { message });
    const hint = batchSize === undefined ? '' : ` Try a batch size of ${batchSize}.`;
    return new AppError('TRAINER_FAILED', {
      message: `${message}${hint}${adviceFor(message)}`,
      context: { code },
    });
  }
  const log = (await ifPresent(readFile(logPath, 'utf8'), logPath)) ?? '';
  const ending = log.slice(-LOG_END_LENGTH);
  const lastLine = ending.trim().split('\n').at(-1) ?? '';
  return new AppError('TRAINER_FAILED', {
    message: `The trainer ended without a word; its log ends with "${lastLine}".${adviceFor(ending)}`,
    context: { logPath },
  });
}

/**
 * Trains a voice in a process of its own, or watches the one that is at work already. The process survives this one:
 * aborting `signal` only stops watching.
 *
 * @throws AppError `TRAINER_FAILED`, `DISK_FULL`, `TIMED_OUT` when it says nothing any more; the abort reason of `signal`,
 * or of `cancel` when the training has kept what it learned and ended.
 */
export async function trainVoice(options: TrainVoiceOptions, signal: AbortSignal): Promise<TrainedVoice> {
  const { workFolder, settings, cancel, stallTimeoutMs, onEvent } = options;
  signal.throwIfAborted();
  cancel.throwIfAborted();
  await mkdir(workFolder, { recursive: true });
  const place: TrainerPlace = {
    python: options.python,
    workFolder,
    jobPath: join(workFolder, JOB_FILE),
    eventsPath: join(workFolder, EVENTS_FILE),
    logPath: join(workFolder, LOG_FILE),
  };
  const paths = { ...options, eventsPath: place.eventsPath };
  await writeWhole(place.jobPath, JSON.stringify(trainerJob(settings, paths), null, 2));
  const trainer = await openTrainerProcess(place);
  let ending: Promise<void> | undefined;
  const onCancel = (): void => {
    ending ??= trainer.end();
  };
  cancel.addEventListener('abort', onCancel, { once: true });
  let isStalled = false;
  const watch = async (): Promise<void> => {
    const lastMs = await lastWordMs([place.eventsPath, place.logPath, place.jobPath]);
    if (Date.now() - lastMs < stallTimeoutMs) return;
    isStalled = true;
    onCancel();
  };
  let end: TrainerEvent | undefined;
  try {
    const lines = tailLines({
      path: place.eventsPath,
      from: trainer.eventsFrom,
      isOver: () => !trainer.isAlive(),
      onLook: watch,
      signal,
    });
    for await (const line of lines) {
      const event = parseTrainerEvent(line);
      if (event === undefined) continue;
      if (event.type === 'done' || event.type === 'failed') end = event;
      onEvent(event);
    }
  } finally {
    cancel.removeEventListener('abort', onCancel);
    await ending;
  }
  await forgetTrainerProcess(place);
  if (isStalled) {
    throw new AppError('TIMED_OUT', {
      message: `The trainer said nothing for ${stallTimeoutMs / 60_000} minutes.`,
    });
  }
  if (end?.type !== 'done') throw await failure(end, place.logPath);
  if (end.reason === 'cancelled') {
    cancel.throwIfAborted();
    throw new AppError('CANCELLED', {
      message: 'Somebody else ended the training; what it learned is kept.',
    });
  }
  return {
    checkpointPath: join(workFolder, 'checkpoints', 'last.ckpt'),
    configPath: join(workFolder, 'config.json'),
  };
}
