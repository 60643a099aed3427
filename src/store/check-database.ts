import { AppError } from '#core';
import type { OpenDatabase } from './connection.ts';

/**
 * Looks whether a database is sound.
 *
 * @param depth - `quick` reads every page; `full` also compares the indexes with their tables, foreign keys
 * and the word index.
 * @throws AppError `STORE_DAMAGED` with the first findings.
 */
export function checkDatabase({ sqlite, path }: OpenDatabase, depth: 'quick' | 'full'): void {
  const findings: string[] = [];
  const check = depth === 'quick' ? 'quick_check(5)' : 'integrity_check(5)';
  findings.push(...(sqlite.pragma(check) as Record<string, string>[]).flatMap((row) => Object.values(row)));
  if (depth === 'full') {
    const orphans = sqlite.pragma('foreign_key_check') as readonly { readonly table: string }[];
    findings.push(...orphans.slice(0, 5).map(({ table }) => `a row of ${table} refers to nothing`));
  }
  const wrong = findings.filter((finding) => finding !== 'ok');
  if (wrong.length === 0) return;
  throw new AppError('STORE_DAMAGED', {
    message: `${path} is damaged: ${wrong.join('; ')}.`,
    context: { path, findings: wrong },
  });
}
