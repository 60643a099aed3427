import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/**
 * A checksum that a source publishes: `sha256` for what Hugging Face keeps as a large file, `git-sha1` (the
 * id of a git blob) for its small ones, `md5` in Piper's list of voices.
 */
export interface Digest {
  readonly algorithm: 'sha256' | 'git-sha1' | 'md5';
  /** Lower case. */
  readonly hex: string;
}

/** Several checksums over the same bytes, as they come. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Ends the reading. */
  results(): HashResults;
}

/** What was found over a whole file. */
export interface HashResults {
  readonly sha256: string;
  /** In the algorithm that was asked for. */
  readonly digest: Digest;
}

/** `sha256:0f…`: one word for records and messages. */
export function digestText({ algorithm, hex }: Digest): string {
  return `${algorithm}:${hex}`;
}

/** @param sizeBytes - of the whole file; git hashes it in front of the bytes. */
export function createHasher(algorithm: Digest['algorithm'], sizeBytes: number): Hasher {
  const sha256 = createHash('sha256');
  let other: Hash | undefined;
  if (algorithm === 'md5') other = createHash('md5');
  if (algorithm === 'git-sha1') other = createHash('sha1').update(`blob ${sizeBytes}\0`);
  return {
    update(bytes) {
      sha256.update(bytes);
      other?.update(bytes);
    },
    results() {
      const hex = sha256.digest('hex');
      return { sha256: hex, digest: { algorithm, hex: other?.digest('hex') ?? hex } };
    },
  };
}

/** Reads a file through a hasher. @param endBytes - how much of it; all when absent. */
export async function hashFile(
  path: string,
  hasher: Hasher,
  signal: AbortSignal,
  endBytes?: number,
): Promise<void> {
  if (endBytes === 0) return;
  const range = endBytes === undefined ? {} : { end: endBytes - 1 };
  for await (const chunk of createReadStream(path, { signal, highWaterMark: 1 << 20, ...range })) {
    hasher.update(chunk as Buffer);
  }
}
