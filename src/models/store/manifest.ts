import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#core';
import { writeWhole } from './disk.ts';
import { assertSafePath } from './safe-path.ts';

const fileSchema = z.object({
  /** Below the manifest's folder, with `/`. */
  path: z.string(),
  sizeBytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  /** What it was checked against when it came, and of which commit of the source it is. */
  announced: z.string(),
  revision: z.string(),
});

const manifestSchema = z.object({
  schemaVersion: z.literal(1),
  name: z.string(),
  /** Page of the repository. */
  source: z.string(),
  /** Commit of the source; the name of a branch when the source tells no commit. */
  revision: z.string(),
  licence: z.string().optional(),
  /** Where its makers describe it. */
  modelCard: z.string().optional(),
  /** ISO 8601, UTC: when the last file came. */
  installedAt: z.string(),
  files: z.array(fileSchema),
  /** Files that are still to come: a download was interrupted, or is under way. */
  pending: z.array(z.string()).default([]),
});

/** What lies beside a model that was downloaded. */
export type Manifest = z.output<typeof manifestSchema>;
export type ManifestFile = z.output<typeof fileSchema>;

/**
 * Reads a manifest; undefined when there is none.
 *
 * @throws AppError `MODEL_FILE_INVALID` when it is damaged, `MODEL_SOURCE_INVALID` when it names files
 * elsewhere.
 */
export async function readManifest(folder: string, name: string): Promise<Manifest | undefined> {
  const path = join(folder, name);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  const manifest = parse(text, path);
  for (const file of [...manifest.files.map((entry) => entry.path), ...manifest.pending]) {
    assertSafePath(file, path);
  }
  return manifest;
}

export async function writeManifest(folder: string, name: string, manifest: Manifest): Promise<void> {
  await writeWhole(join(folder, name), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

function parse(text: string, path: string): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    const message = `${path} is damaged: it is not the manifest of a model.`;
    throw new AppError('MODEL_FILE_INVALID', { message, cause, context: { path } });
  }
}
