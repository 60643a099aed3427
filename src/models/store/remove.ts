import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '#core';
import { filesBelow, type Place } from './inspect.ts';
import { lockPathOf } from './install.ts';
import { readManifest } from './manifest.ts';
import { removePart } from './part-file.ts';
import { withStoreLock, type StoreLockOptions } from './store-lock.ts';

/** What `remove` did. */
export interface Removal {
  readonly name: string;
  readonly folder: string;
  readonly removed: readonly string[];
  /** Files in the same folder that aichat did not put there; they stay. Of a folder of one model only. */
  readonly kept: readonly string[];
}

/** What of a model is ours to remove. @throws AppError `MODEL_UNKNOWN`, `MODEL_NOT_OURS`. */
export async function removableFiles(place: Place): Promise<readonly string[]> {
  const { name, folder, manifestName, needs } = place;
  const manifest = await readManifest(folder, manifestName);
  if (manifest !== undefined) return manifest.files.map(({ path }) => path);
  const found = await filesBelow(folder);
  if (!found.some((path) => needs.some(({ matches }) => matches(path)))) {
    throw new AppError('MODEL_UNKNOWN', { message: `${name} is not installed in ${folder}.` });
  }
  throw new AppError('MODEL_NOT_OURS', {
    message: `${name} in ${folder} was brought by hand: it has no ${manifestName}.`,
    context: { folder },
  });
}

/**
 * Deletes the files that the manifest lists, unfinished ones too, and folders that are empty then.
 *
 * @throws AppError as {@link removableFiles}; `MODEL_STORE_LOCKED`.
 */
export async function removeInstalled(place: Place, lock: StoreLockOptions): Promise<Removal> {
  const { name, folder, manifestName } = place;
  await removableFiles(place);
  return withStoreLock(lockPathOf(folder, manifestName), lock, async () => {
    const removed = await removableFiles(place);
    const pending = (await readManifest(folder, manifestName))?.pending ?? [];
    for (const path of pending) await removePart(join(folder, path));
    for (const path of removed) await rm(join(folder, path), { force: true });
    await rm(join(folder, manifestName), { force: true });
    const ownsFolder = manifestName === 'manifest.json';
    const subfolders = new Set([...removed, ...pending].map((path) => dirname(path)));
    if (ownsFolder) {
      for (const subfolder of subfolders) await removeIfEmpty(join(folder, subfolder));
      await removeIfEmpty(folder);
    }
    return { name, folder, removed, kept: ownsFolder ? await filesBelow(folder) : [] };
  });
}

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EBUSY'].includes(code)) throw error;
  }
}
