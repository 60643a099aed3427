import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ifPresent } from '#core';

/** What was not used for so long belongs to a model that is gone, or to an older way of editing it. */
const MAX_AGE_MS = 30 * 24 * 3_600_000;

/** What an entry's name has in common with the names of its parts. */
const keyOf = (entryName: string): string => entryName.slice(0, -'.json'.length);

async function isOld(path: string, nowMs: number): Promise<boolean> {
  // Another process may clear up at the same time.
  const found = await ifPresent(stat(path), path);
  return found !== undefined && nowMs - found.mtimeMs > MAX_AGE_MS;
}

/**
 * Takes edited models out of a cache folder that nobody used for 30 days, and what an edit left that broke off as long
 * ago. An entry's own time is that of its last use.
 */
export async function pruneEdits(folder: string, nowMs = Date.now()): Promise<void> {
  const names = (await ifPresent(readdir(folder), folder)) ?? [];
  const entries = names.filter((name) => /^[0-9a-f]{64}-.*\.json$/u.test(name));
  const kept = new Set<string>();
  for (const name of entries) {
    if (await isOld(join(folder, name), nowMs)) await rm(join(folder, name), { force: true });
    else kept.add(keyOf(name));
  }
  for (const name of names) {
    const isPart = /^[0-9a-f]{64}-.*\.(?:onnx|tmp)$/u.test(name);
    const key = name.replace(/(?:-[a-z]+)?\.onnx$/u, '');
    const isKept = kept.has(key) || kept.has(name.replace(/\.onnx$/u, ''));
    if (isPart && !isKept && (await isOld(join(folder, name), nowMs))) {
      await rm(join(folder, name), { force: true });
    }
  }
}
