import { AppError } from '#core';
import type { Inspection } from '#models';
import type { CliContext } from './command-context.ts';
import { printJson } from './print.ts';

/**
 * Tells what `verify` found.
 *
 * @throws AppError `MODEL_FILE_INVALID` when something cannot be used, after all of it has been told.
 */
export function showInspections(
  inspections: readonly Inspection[],
  json: boolean,
  { stdout }: CliContext,
): void {
  if (json) printJson(stdout, inspections);
  else for (const inspection of inspections) stdout.write(`${describe(inspection)}\n`);
  const broken = inspections.filter(({ usable }) => !usable).map(({ name }) => name);
  if (broken.length === 0) return;
  throw new AppError('MODEL_FILE_INVALID', { message: `Not whole or damaged: ${broken.join(', ')}.` });
}

function describe({ name, folder, usable, digestsKnown, files }: Inspection): string {
  const bad = files.filter(({ state }) => state === 'missing' || state === 'damaged');
  if (!usable)
    return [`${name}: cannot be used`, ...bad.map(({ path, state }) => `  ${state}: ${path}`)].join('\n');
  if (!digestsKnown)
    return `${name}: all files are there; brought by hand, so their digests are unknown (${folder})`;
  return `${name}: right (${files.length} files)`;
}
