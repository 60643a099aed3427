import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError, ifPresent, UserError, writeWhole } from '#core';
import { runProgram, type ProgramEnd, type ProgramRun } from './run-program.ts';

/** The trainer's own files. */
export const TRAINER_FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** How the trainer's Python is set up. */
export interface PythonSetupOptions {
  /** Where it is installed; nothing else is kept there. */
  readonly folder: string;
  /** A Python to begin with; looked for when absent. */
  readonly pythonPath?: string | undefined;
  readonly signal: AbortSignal;
  /** Told what is being done: lines of the package installer among others. */
  readonly onLine?: (line: string) => void;
}

/** Written when everything is there: which packages, and that they load. */
const READY_FILE = 'ready.json';
const REQUIREMENTS = join(TRAINER_FOLDER, 'requirements.txt');
/** Versions that the trainer's packages have wheels for. */
const OLDEST_MINOR = 10;
const NEWEST_MINOR = 13;
const QUICK_MS = 60_000;
/** The largest package has a gigabyte, and the installer says nothing while it comes. */
const INSTALL_STALL_MS = 1_800_000;

const pythonIn = (folder: string): string =>
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');

async function requirementsDigest(): Promise<string> {
  return createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .digest('hex');
}

/** Runs a program that may not exist. */
async function tryProgram(run: ProgramRun): Promise<ProgramEnd | undefined> {
  try {
    return await runProgram(run);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES')) {
      return undefined;
    }
    throw error;
  }
}

async function findPython(configured: string | undefined, signal: AbortSignal): Promise<string> {
  const minors = Array.from({ length: NEWEST_MINOR - OLDEST_MINOR + 1 }, (_unused, n) => NEWEST_MINOR - n);
  const names =
    configured === undefined
      ? [...minors.map((minor) => `python3.${minor}`), 'python3', 'python']
      : [configured];
  const found: string[] = [];
  for (const program of names) {
    const version = await tryProgram({
      program,
      args: ['-c', 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])'],
      signal,
      stallTimeoutMs: QUICK_MS,
    });
    const [, minor] = /^3\.(\d+)$/u.exec(version?.lastLines.at(-1) ?? '') ?? [];
    if (Number(minor) >= OLDEST_MINOR && Number(minor) <= NEWEST_MINOR) return program;
    if (version !== undefined) found.push(`${program} (${version.lastLines.at(-1) ?? 'says nothing'})`);
  }
  throw new UserError('TRAINING_PYTHON_MISSING', {
    message:
      `A Python from 3.${OLDEST_MINOR} to 3.${NEWEST_MINOR} with venv is needed; found: ` +
      (found.length === 0 ? 'none.' : `${found.join(', ')}.`),
    context: { looked: names },
  });
}

async function must(what: string, run: ProgramRun): Promise<void> {
  const { exitCode, lastLines } = await runProgram(run);
  if (exitCode === 0) return;
  throw new AppError('TRAINING_SETUP_FAILED', {
    message: `${what} failed: ${lastLines.slice(-5).join(' ')}`,
    context: { exitCode },
  });
}

/**
 * The Python of the trainer, when it is complete.
 *
 * @returns the path of its interpreter, or undefined when it must be set up first.
 */
export async function findPythonEnvironment(folder: string): Promise<string | undefined> {
  const path = join(folder, READY_FILE);
  const record = await ifPresent(readFile(path, 'utf8'), path);
  return record === (await requirementsDigest()) ? pythonIn(folder) : undefined;
}

/**
 * Installs the trainer and what it needs into a Python of its own, unless it is there; one that is not complete is
 * made anew.
 *
 * @returns the path of its interpreter.
 * @throws UserError `TRAINING_PYTHON_MISSING`; AppError `TRAINING_SETUP_FAILED`, `TIMED_OUT`; the abort reason.
 */
export async function setUpPython(options: PythonSetupOptions): Promise<string> {
  const { folder, pythonPath, signal, onLine } = options;
  const ready = await findPythonEnvironment(folder);
  if (ready !== undefined) return ready;
  const base = await findPython(pythonPath, signal);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const how = { signal, stallTimeoutMs: INSTALL_STALL_MS, ...(onLine !== undefined && { onLine }) };
  await must('Making the Python environment', { ...how, program: base, args: ['-m', 'venv', folder] });
  const python = pythonIn(folder);
  const pip = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off'];
  await must('Installing the trainer', { ...how, program: python, args: [...pip, '-r', REQUIREMENTS] });
  await must('Loading the trainer', {
    ...how,
    program: python,
    args: ['-c', 'import alignment; alignment.install(); import piper.train.vits.lightning'],
    cwd: TRAINER_FOLDER,
  });
  await writeWhole(join(folder, READY_FILE), await requirementsDigest());
  return python;
}
