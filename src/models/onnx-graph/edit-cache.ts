import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { digestOfFile } from './file-digest.ts';

const FACTS = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const ENTRY = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('edited'),
    difference: z.number(),
    facts: FACTS,
    /** The check that was passed: another one must be passed anew. */
    check: z.string(),
    /** By part: the digest of its file, or nothing where the part is the source itself. */
    parts: z.record(z.string(), z.string().nullable()),
  }),
  z.object({ kind: z.literal('unedited'), reason: z.string(), facts: FACTS, check: z.string() }),
]);

/** What is known about one edit of one file. */
export type CacheEntry = z.infer<typeof ENTRY>;

/** The files that belong to one edit of one source. */
export interface EditCache {
  readonly pathOf: (part: string) => string;
  /** The entry, when it is there and whole. */
  readonly read: (signal: AbortSignal) => Promise<CacheEntry | undefined>;
  /** Puts a part in its place; gives its path. */
  readonly writePart: (part: string, bytes: Uint8Array) => Promise<string>;
  /** Takes a part away, if it is there. */
  readonly removePart: (part: string) => Promise<void>;
  readonly writeEntry: (entry: CacheEntry) => Promise<void>;
}

/** Two processes may write the same file at once: each writes one of its own, the last rename stays. */
async function replaceFile(path: string, content: Uint8Array | string): Promise<void> {
  const beside = `${path}.${process.pid}-${randomUUID()}.tmp`;
  try {
    await writeFile(beside, content);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

function parseEntry(text: string): CacheEntry | undefined {
  try {
    return ENTRY.safeParse(JSON.parse(text)).data;
  } catch {
    // Damaged: it is made again.
    return undefined;
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // Not there, or not readable: it is made again, and the writing tells what is wrong with the folder.
    return undefined;
  }
}

/** Its time tells `pruneEdits` that it is still wanted. */
async function markUsed(path: string): Promise<void> {
  const now = new Date();
  try {
    await utimes(path, now, now);
  } catch {
    // A folder that cannot be written to is not cleared up either.
  }
}

async function isWhole(path: string, digest: string, signal: AbortSignal): Promise<boolean> {
  try {
    return (await digestOfFile(path, signal)) === digest;
  } catch {
    signal.throwIfAborted();
    // Somebody took it away: it is made again.
    return false;
  }
}

/**
 * The cache of one edit in `folder`. `key` tells the source, the edit and its version. The entry is written
 * last and names the digests of the parts, so that half-written or damaged files are never used.
 */
export function openEditCache(folder: string, key: string): EditCache {
  const pathOf = (part: string): string => join(folder, `${key}${part === 'model' ? '' : `-${part}`}.onnx`);
  const entryPath = join(folder, `${key}.json`);
  return {
    pathOf,
    async read(signal) {
      const entry = parseEntry((await readText(entryPath)) ?? '');
      if (entry !== undefined) await markUsed(entryPath);
      if (entry?.kind !== 'edited') return entry;
      for (const [part, digest] of Object.entries(entry.parts)) {
        if (digest !== null && !(await isWhole(pathOf(part), digest, signal))) return undefined;
      }
      return entry;
    },
    async writePart(part, bytes) {
      await mkdir(folder, { recursive: true });
      await replaceFile(pathOf(part), bytes);
      return pathOf(part);
    },
    removePart: (part) => rm(pathOf(part), { force: true }),
    async writeEntry(entry) {
      await mkdir(folder, { recursive: true });
      await replaceFile(entryPath, JSON.stringify(entry));
    },
  };
}
