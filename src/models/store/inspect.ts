import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ifPresent } from '#core';
import { findModel, type CatalogueModel } from './catalogue.ts';
import { createHasher, hashFile } from './digest.ts';
import { readManifest, type Manifest } from './manifest.ts';

/** How a file of a model is. `unchecked`: it is there, and nobody knows what it should be. */
export type FileState = 'right' | 'missing' | 'damaged' | 'unchecked';

export interface InspectedFile {
  readonly path: string;
  readonly state: FileState;
}

/** What `verify` finds. */
export interface Inspection {
  readonly name: string;
  readonly folder: string;
  /** False for a folder that was brought by hand: there is nothing to compare its content with. */
  readonly digestsKnown: boolean;
  /** Whether every file that is needed is there and none is damaged. */
  readonly usable: boolean;
  readonly files: readonly InspectedFile[];
}

/** Where the files of a model or a voice are. */
export interface Place {
  readonly name: string;
  readonly folder: string;
  readonly manifestName: string;
  /** What must be there; each entry is a list of files of which one is enough. */
  readonly needs: readonly NeededFile[];
}

/** One file that is needed, or any of several that do the same. */
export interface NeededFile {
  /** For people, when there is none. */
  readonly shown: string;
  readonly matches: (path: string) => boolean;
}

/** A file of this path and no other. */
export const exactly = (path: string): NeededFile => ({ shown: path, matches: (found) => found === path });

/** What a folder must hold to be this model; of an unknown one, what every recogniser has. */
export function modelNeeds(model: CatalogueModel | undefined): readonly NeededFile[] {
  const required = (model ?? findModel('base'))?.requiredFiles ?? [];
  const needs = required.map(exactly);
  if (model !== undefined && model.kind !== 'recogniser') return needs;
  return [
    ...needs,
    { shown: 'onnx/encoder_model.onnx', matches: (path) => /^onnx\/encoder_model\w*\.onnx$/u.test(path) },
    {
      shown: 'onnx/decoder_model_merged.onnx',
      matches: (path) => /^onnx\/decoder_model_merged\w*\.onnx$/u.test(path),
    },
  ];
}

/** What a voice needs beside each other. */
export function voiceNeeds(key: string): readonly NeededFile[] {
  return [exactly(`${key}.onnx`), exactly(`${key}.onnx.json`)];
}

/** What nothing can be run without and is not there; quick, nothing is read. */
export async function lackingFiles({
  folder,
  needs,
}: Pick<Place, 'folder' | 'needs'>): Promise<readonly string[]> {
  const found = await filesBelow(folder);
  return needs.filter(({ matches }) => !found.some(matches)).map(({ shown }) => shown);
}

/** The same, and what was asked for and did not come yet: another format, say. */
export async function missingFiles(place: Place): Promise<readonly string[]> {
  const manifest = await readManifest(place.folder, place.manifestName);
  return [...new Set([...(await lackingFiles(place)), ...(manifest?.pending ?? [])])];
}

/**
 * Reads a model's files again and compares them with what was noted when they came. Without a manifest only
 * their presence is looked at.
 *
 * @throws AppError `MODEL_FILE_INVALID` for a damaged manifest; the abort reason of `signal`.
 */
export async function inspect(place: Place, signal: AbortSignal): Promise<Inspection> {
  const { name, folder, manifestName } = place;
  const manifest = await readManifest(folder, manifestName);
  const files = manifest === undefined ? await present(place) : await compare(folder, manifest, signal);
  const known = new Set(files.map(({ path }) => path));
  for (const path of await missingFiles(place)) {
    if (!known.has(path)) files.push({ path, state: 'missing' });
  }
  const usable = files.every(({ state }) => state === 'right' || state === 'unchecked');
  return { name, folder, digestsKnown: manifest !== undefined, usable, files };
}

async function present({ folder, needs }: Place): Promise<InspectedFile[]> {
  const found = await filesBelow(folder);
  return found
    .filter((path) => needs.some(({ matches }) => matches(path)))
    .map((path) => ({ path, state: 'unchecked' }));
}

async function compare(folder: string, manifest: Manifest, signal: AbortSignal): Promise<InspectedFile[]> {
  const files: InspectedFile[] = [];
  for (const { path, sizeBytes, sha256 } of manifest.files) {
    const found = await ifPresent(stat(join(folder, path)), path);
    if (found?.isFile() !== true) {
      files.push({ path, state: 'missing' });
    } else if (found.size !== sizeBytes) {
      files.push({ path, state: 'damaged' });
    } else {
      const hasher = createHasher('sha256', sizeBytes);
      await hashFile(join(folder, path), hasher, signal);
      files.push({ path, state: hasher.results().sha256 === sha256 ? 'right' : 'damaged' });
    }
  }
  return files;
}

/** The files of a folder and of the folders in it, as the manifests write them. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = (await ifPresent(readdir(folder, { withFileTypes: true }), folder)) ?? [];
  const below = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) =>
        ((await ifPresent(readdir(join(folder, name)), join(folder, name))) ?? []).map(
          (file) => `${name}/${file}`,
        ),
      ),
  );
  return [...entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name), ...below.flat()];
}
