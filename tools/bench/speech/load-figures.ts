import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BenchOptions } from './options.ts';

/** What the process under load is given. */
export interface LoadRequest extends Pick<
  BenchOptions,
  'encoderFormat' | 'decoderFormat' | 'encoderPrecision' | 'loadSeconds' | 'soakUtterances'
> {
  readonly modelFolder: string;
  readonly voicePath: string;
}

/** What it found. */
export interface LoadFigures {
  /** 99 of 100 turns of the event loop were late by no more. */
  readonly eventLoopP99Ms: number;
  /** Memory of the whole process after the first utterance and the first reply. */
  readonly loadedMb: number;
  /** The same after each quarter of the utterances. */
  readonly soakMb: readonly number[];
  readonly rssMb: number;
}

const LONGEST_MS = 3 * 3_600_000;

/** Starts the process under load, waits for it and reads what it says. */
export async function measureLoad(request: LoadRequest): Promise<LoadFigures> {
  const script = fileURLToPath(new URL('./load.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(request)], {
    timeout: LONGEST_MS,
    maxBuffer: 2 ** 24,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as LoadFigures;
}
