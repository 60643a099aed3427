import { createInterface } from 'node:readline';
import type { CliContext, CliStream } from './command-context.ts';

/** Writes a value as JSON, for programs. */
export function printJson(stdout: CliStream, value: unknown): void {
  stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** Writes rows in columns; the last column takes what it needs. */
export function printTable(
  stdout: CliStream,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const widths = head.map((title, column) =>
    Math.max(...[head, ...rows].map((row) => lengthOf(row[column] ?? title))),
  );
  for (const row of [head, ...rows]) {
    const cells = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - lengthOf(cell)));
    stdout.write(`${cells.join('  ').trimEnd()}\n`);
  }
}

/** In code points: names of voices have accents. */
function lengthOf(text: string): number {
  return Array.from(text.normalize('NFC')).length;
}

/** `12.3 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Asks a yes-or-no question on the terminal; anything but yes is no, the end of the input too. */
export async function askYesNo(question: string, { stdin, stderr, signal }: CliContext): Promise<boolean> {
  signal.throwIfAborted();
  stderr.write(`${question} [y/N] `);
  const lines = createInterface({ input: stdin });
  const onAbort = (): void => lines.close();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    for await (const line of lines) return /^y(?:es)?$/iu.test(line.trim());
    signal.throwIfAborted();
    return false;
  } finally {
    signal.removeEventListener('abort', onAbort);
    lines.close();
  }
}
