import { AppError, type ErrorCode } from '#core';

const CODES: Readonly<Record<string, ErrorCode>> = {
  SQLITE_FULL: 'STORE_DISK_FULL',
  ENOSPC: 'STORE_DISK_FULL',
  EDQUOT: 'STORE_DISK_FULL',
  SQLITE_BUSY: 'STORE_BUSY',
  SQLITE_CORRUPT: 'STORE_DAMAGED',
};

/** Gives what SQLite and the disk throw a code; an `AppError` stays what it is. */
export function asStoreError(thrown: unknown, path: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const { code = '' } = thrown as { readonly code?: string };
  // Extended codes say more than is needed: SQLITE_BUSY_SNAPSHOT.
  const known = Object.keys(CODES).find((name) => code.startsWith(name)) ?? '';
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError(CODES[known] ?? 'STORE_UNUSABLE', {
    message: `The database ${path} cannot be used: ${message}.`,
    cause: thrown,
    context: { path, ...(code !== '' && { sqlite: code }) },
  });
}
