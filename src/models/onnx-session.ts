import { stat } from 'node:fs/promises';
import { InferenceSession } from 'onnxruntime-node';
import { AppError } from '#core';

/** Where a model comes from: a file, which may have its weights in files beside it, or the bytes of one. */
export type OnnxSource = string | Uint8Array;

/** How a model is run. */
export interface OnnxSessionOptions {
  /** Threads inside one operator; 1 suits small models, see the notes on {@link createOnnxSession}. */
  readonly threads?: number;
  /** How much the graph is rearranged at load. Default `all`. */
  readonly graphOptimizationLevel?: 'disabled' | 'basic' | 'extended' | 'layout' | 'all';
  /** Keeps memory for the next run; off suits models that run rarely. Default true. */
  readonly enableCpuMemArena?: boolean;
  /** What messages call a model that is given as bytes. */
  readonly name?: string;
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

function sessionOptions(options: OnnxSessionOptions): InferenceSession.SessionOptions {
  const { threads = 1, graphOptimizationLevel = 'all', enableCpuMemArena = true } = options;
  return {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel,
    enableCpuMemArena,
    enableMemPattern: false,
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' }, set_denormal_as_zero: '1' } },
  };
}

/**
 * Loads an ONNX model for the CPU.
 *
 * Waiting threads do not spin: on a machine with two cores spinning nearly doubles the time of a run.
 * The memory pattern is off because every call may have other shapes. A session lives as long as its
 * thread: the runtime does not give back all memory of one that is released and made again.
 *
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`; both name the file.
 */
export async function createOnnxSession(
  source: OnnxSource,
  options: OnnxSessionOptions = {},
): Promise<InferenceSession> {
  const isPath = typeof source === 'string';
  const name = isPath ? source : (options.name ?? 'that was made in memory');
  const context = isPath ? { path: source } : { name };
  const size = isPath ? await fileSize(source) : source.byteLength;
  if (size === 0) {
    throw new AppError('MODEL_FILE_INVALID', { message: `The model file ${name} is empty.`, context });
  }
  try {
    // The library has an overload for each of the two, and none for both.
    return await (isPath
      ? InferenceSession.create(source, sessionOptions(options))
      : InferenceSession.create(source, sessionOptions(options)));
  } catch (error) {
    throw new AppError('MODEL_FILE_INVALID', {
      message: `The model file ${name} is damaged, incomplete or no ONNX model.`,
      cause: error,
      context,
    });
  }
}
