import { AppError } from './app-error.ts';

const ABSENT: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR']);

/**
 * What a look at a file gives, or undefined when nothing is at that path.
 *
 * @throws AppError `FILE_UNREADABLE` when it cannot be told: no permission, a broken disk.
 */
export async function ifPresent<Found>(looking: Promise<Found>, path: string): Promise<Found | undefined> {
  try {
    return await looking;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && ABSENT.has(cause.code)) return undefined;
    throw new AppError('FILE_UNREADABLE', {
      message: `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
      context: { path },
    });
  }
}
