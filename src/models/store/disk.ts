import { open, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '#core';

/** Left free beside what is downloaded, so that logs and databases go on working. */
const RESERVE_BYTES = 64e6;

/** How many bytes may still be written in a folder. */
export type FreeBytes = (folder: string) => Promise<number>;

/** Asks the file system. */
export const freeBytesOf: FreeBytes = async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/** @throws AppError `MODEL_DISK_FULL` when `neededBytes` and a reserve do not fit. */
export async function assertDiskSpace(
  folder: string,
  neededBytes: number,
  freeBytes: FreeBytes,
): Promise<void> {
  if (neededBytes === 0) return;
  const free = await freeBytes(folder);
  if (free >= neededBytes + RESERVE_BYTES) return;
  throw new AppError('MODEL_DISK_FULL', {
    message:
      `${megabytes(neededBytes)} are needed in ${folder} with ${megabytes(RESERVE_BYTES)} to spare, ` +
      `but ${megabytes(free)} are free.`,
    context: { folder, neededBytes, freeBytes: free },
  });
}

/** `63.2 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/**
 * Runs what writes to the disk.
 *
 * @throws AppError `MODEL_DISK_FULL` when the disk or the quota is used up; everything else as it is.
 */
export async function onDisk<Result>(path: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOSPC' && code !== 'EDQUOT') throw cause;
    throw new AppError('MODEL_DISK_FULL', {
      message: `The disk is full: ${path} could not be written. What has come so far is kept.`,
      cause,
      context: { path },
    });
  }
}

/** Writes a small file beside its place and renames it, so that nobody reads half of it. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.new`;
  await onDisk(path, async () => {
    try {
      await writeFile(beside, text, { flush: true });
      await rename(beside, path);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
  });
}

/** Makes a rename last through a power cut, where the system can sync a folder. */
export async function syncFolderOf(path: string): Promise<void> {
  // Windows cannot open folders; there the rename is as lasting as it gets.
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
