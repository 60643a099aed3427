import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { UserError } from '#core';

/**
 * The SHA-256 of a recording in hexadecimal.
 *
 * @throws UserError `TRAINING_SOURCE_UNUSABLE` when it is empty or cannot be read; the abort reason of `signal`.
 */
export async function hashSource(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  try {
    await pipeline(file, hash, { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new UserError('TRAINING_SOURCE_UNUSABLE', {
      message: `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      cause,
      context: { path },
    });
  }
  if (file.bytesRead === 0) {
    throw new UserError('TRAINING_SOURCE_UNUSABLE', { message: `${path} is empty.`, context: { path } });
  }
  return hash.digest('hex');
}
