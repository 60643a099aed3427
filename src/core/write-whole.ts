import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { AppError } from './app-error.ts';

const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Writes a file beside its place, down to the disk, and renames it: whoever reads finds the old content or the
 * new one, never half of it.
 *
 * @throws AppError `DISK_FULL` when the disk or the quota is used up; everything else as it is.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const beside = `${path}.${randomUUID()}.new`;
  try {
    await writeFile(beside, content, { flush: true });
    await rename(beside, path);
  } catch (cause) {
    await rm(beside, { force: true });
    if (!(cause instanceof Error && 'code' in cause && FULL.has(cause.code))) throw cause;
    throw new AppError('DISK_FULL', {
      message: `The disk is full: ${path} could not be written. What was there before is kept.`,
      cause,
      context: { path },
    });
  }
}
