import { stat } from 'node:fs/promises';
import { InferenceSession } from 'onnxruntime-node';
import { AppError } from '#core';

/** How a model is run. */
export interface OnnxSessionOptions {
  /** Threads inside one operator; 1 suits small models, see the notes on {@link createOnnxSession}. */
  readonly threads?: number;
}

async function fileSize(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isFile()) return found.size;
  } catch (error) {
    throw new AppError('MODEL_FILE_MISSING', {
      message: `The model file ${path} is missing or cannot be read.`,
      cause: error,
      context: { path },
    });
  }
  throw new AppError('MODEL_FILE_INVALID', { message: `${path} is not a file.`, context: { path } });
}

/**
 * Loads an ONNX file for the CPU.
 *
 * Waiting threads do not spin: on a machine with two cores spinning nearly doubles the time of a run.
 * The memory pattern is off because every call may have other shapes.
 *
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`; both name the file.
 */
export async function createOnnxSession(
  path: string,
  { threads = 1 }: OnnxSessionOptions = {},
): Promise<InferenceSession> {
  if ((await fileSize(path)) === 0) {
    throw new AppError('MODEL_FILE_INVALID', {
      message: `The model file ${path} is empty.`,
      context: { path },
    });
  }
  try {
    return await InferenceSession.create(path, {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      enableCpuMemArena: true,
      enableMemPattern: false,
      logSeverityLevel: 3,
      extra: { session: { intra_op: { allow_spinning: '0' }, set_denormal_as_zero: '1' } },
    });
  } catch (error) {
    throw new AppError('MODEL_FILE_INVALID', {
      message: `The model file ${path} is damaged, incomplete or no ONNX model.`,
      cause: error,
      context: { path },
    });
  }
}
