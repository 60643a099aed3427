import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#core';
import { TRAINER_FOLDER } from './python-environment.ts';
import { runProgram } from './run-program.ts';
import { adviceFor } from './trainer-advice.ts';

/** Loading torch and tracing a large voice, on a slow machine. */
const STALL_MS = 900_000;

/**
 * Writes the ONNX file of a checkpoint; it appears complete or not at all.
 *
 * @throws AppError `TRAINER_FAILED`, `TIMED_OUT`; the abort reason of `signal`.
 */
export async function exportVoice(
  python: string,
  checkpointPath: string,
  onnxPath: string,
  signal: AbortSignal,
): Promise<void> {
  const beside = `${onnxPath}.part`;
  try {
    const { exitCode, lastLines } = await runProgram({
      program: python,
      args: [join(TRAINER_FOLDER, 'export_voice.py'), checkpointPath, beside],
      signal,
      stallTimeoutMs: STALL_MS,
    });
    if (exitCode !== 0) {
      const said = lastLines.slice(-5).join(' ');
      throw new AppError('TRAINER_FAILED', {
        message: `The voice could not be exported: ${said}${adviceFor(said)}`,
      });
    }
    await rename(beside, onnxPath);
  } finally {
    await rm(beside, { force: true });
  }
}
