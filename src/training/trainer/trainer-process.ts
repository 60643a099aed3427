import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, ifPresent, sleep, writeWhole } from '#core';
import { runProgram } from './run-program.ts';
import { TRAINER_FOLDER } from './python-environment.ts';

/** A training process, which goes on when this one ends. */
export interface TrainerProcess {
  /** Byte of the event file at which what it says begins. */
  readonly eventsFrom: number;
  /** False from the moment on at which it is gone. */
  isAlive(): boolean;
  /** Asks it to keep what it has learned and to end; what does not obey in time is killed. */
  end(): Promise<void>;
}

/** Where a training process lives. */
export interface TrainerPlace {
  /** Interpreter of the trainer's own Python. */
  readonly python: string;
  readonly workFolder: string;
  readonly jobPath: string;
  readonly eventsPath: string;
  /** What it writes beside its events. */
  readonly logPath: string;
}

const RECORD_FILE = 'process.json';
const recordSchema = z.object({ pid: z.number(), eventsFrom: z.number() });
const LOOK_EVERY_MS = 500;
/** A batch and a checkpoint on a slow machine. */
const END_TIMEOUT_MS = 120_000;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process, or another owner's that has taken its number.
    return false;
  }
}

/** A number may have gone to another process since: only the command line tells. */
async function isTrainer(pid: number, jobPath: string): Promise<boolean> {
  if (!isRunning(pid)) return false;
  const list =
    process.platform === 'win32'
      ? [
          'powershell',
          '-NoProfile',
          '-Command',
          `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`,
        ]
      : ['ps', '-ww', '-o', 'command=', '-p', String(pid)];
  const [program = '', ...args] = list;
  const { lastLines } = await runProgram({
    program,
    args,
    signal: AbortSignal.timeout(30_000),
    stallTimeoutMs: 30_000,
  });
  return lastLines.some((line) => line.includes(jobPath));
}

function handleOf(pid: number, eventsFrom: number, isAlive: () => boolean): TrainerProcess {
  const kill = (name: NodeJS.Signals): void => {
    // Its helpers are in its group.
    if (isAlive()) process.kill(process.platform === 'win32' ? pid : -pid, name);
  };
  return {
    eventsFrom,
    isAlive,
    async end() {
      kill('SIGTERM');
      for (let waitedMs = 0; isAlive() && waitedMs < END_TIMEOUT_MS; waitedMs += LOOK_EVERY_MS) {
        await sleep(LOOK_EVERY_MS);
      }
      kill('SIGKILL');
    },
  };
}

/** The process that an earlier start left at work, if it is still there. */
async function findProcess({ workFolder, jobPath }: TrainerPlace): Promise<TrainerProcess | undefined> {
  const path = join(workFolder, RECORD_FILE);
  const text = await ifPresent(readFile(path, 'utf8'), path);
  if (text === undefined) return undefined;
  const { pid, eventsFrom } = recordSchema.parse(JSON.parse(text));
  return (await isTrainer(pid, jobPath)) ? handleOf(pid, eventsFrom, () => isRunning(pid)) : undefined;
}

async function startProcess(place: TrainerPlace): Promise<TrainerProcess> {
  const { python, workFolder, jobPath, eventsPath, logPath } = place;
  const eventsFrom = (await ifPresent(stat(eventsPath), eventsPath))?.size ?? 0;
  const log = await open(logPath, 'a');
  try {
    const child = spawn(python, [join(TRAINER_FOLDER, 'train_voice.py'), jobPath], {
      cwd: workFolder,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      windowsHide: true,
    });
    let isOver = false;
    child.once('exit', () => {
      isOver = true;
    });
    await once(child, 'spawn');
    child.unref();
    const pid = child.pid ?? 0;
    await writeWhole(join(workFolder, RECORD_FILE), JSON.stringify({ pid, eventsFrom }));
    return handleOf(pid, eventsFrom, () => !isOver);
  } catch (cause) {
    throw new AppError('TRAINER_FAILED', { message: 'The trainer could not be started.', cause });
  } finally {
    await log.close();
  }
}

/** Takes up the training that is at work in a place, or starts it. */
export async function openTrainerProcess(place: TrainerPlace): Promise<TrainerProcess> {
  return (await findProcess(place)) ?? startProcess(place);
}

/** Forgets a process that has ended. */
export async function forgetTrainerProcess({ workFolder }: TrainerPlace): Promise<void> {
  await rm(join(workFolder, RECORD_FILE), { force: true });
}
