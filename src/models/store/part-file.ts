import { readFile, rm, stat } from 'node:fs/promises';
import { z } from 'zod';
import { ifPresent } from '#core';
import { digestText, type Digest } from './digest.ts';
import { writeWhole } from './disk.ts';

/** What lies beside a file that is not whole yet, so that the rest can be asked for later. */
const recordSchema = z.object({ digest: z.string(), etag: z.string().optional() });

/** Where the bytes of an unfinished file are. */
export const partPath = (target: string): string => `${target}.part`;
const recordPath = (target: string): string => `${target}.part.json`;

/** What may be resumed. */
export interface Part {
  readonly sizeBytes: number;
  /**
   * The strong validator (RFC 9110, 8.8.3) of the answer that the bytes are from. Without one the rest is
   * asked for all the same: the digest over the whole tells in the end whether both fit.
   */
  readonly etag: string | undefined;
}

/** What an earlier attempt left of the very same content; undefined when it must begin anew. */
export async function readPart(target: string, digest: Digest): Promise<Part | undefined> {
  const found = await ifPresent(stat(partPath(target)), partPath(target));
  if (found?.isFile() !== true || found.size === 0) return undefined;
  const text = await ifPresent(readFile(recordPath(target), 'utf8'), recordPath(target));
  const record = recordSchema.safeParse(text === undefined ? undefined : parse(text));
  if (!record.success || record.data.digest !== digestText(digest)) return undefined;
  return { sizeBytes: found.size, etag: record.data.etag };
}

/** Notes of what content a part is, and by which validator it may be continued. */
export async function writePartRecord(target: string, digest: Digest, etag: string | null): Promise<void> {
  const isStrong = etag !== null && /^"[^"]+"$/u.test(etag);
  const record = { digest: digestText(digest), ...(isStrong && { etag }) };
  await writeWhole(recordPath(target), JSON.stringify(record));
}

/** Forgets an unfinished file. */
export async function removePart(target: string): Promise<void> {
  await rm(partPath(target), { force: true });
  await removePartRecord(target);
}

export async function removePartRecord(target: string): Promise<void> {
  await rm(recordPath(target), { force: true });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A record that was cut off by a crash is no record; the file begins anew.
    return undefined;
  }
}
