import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { AppError } from '#core';

export const digestOf = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

/**
 * The SHA-256 of a file in hexadecimal, read in pieces.
 *
 * @throws AppError `MODEL_FILE_MISSING` when it cannot be read, or the abort reason.
 */
export async function digestOfFile(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new AppError('MODEL_FILE_MISSING', {
      message: `The model file ${path} is missing or cannot be read.`,
      cause,
      context: { path },
    });
  }
  return hash.digest('hex');
}
