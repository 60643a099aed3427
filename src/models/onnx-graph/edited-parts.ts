import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '#core';
import { openEditCache, type EditCache } from './edit-cache.ts';
import type { OnnxModel } from './model.ts';
import type { OnnxEdit, OnnxFacts } from './onnx-edit.ts';
import { readOnnxModel, writeOnnxModel } from './wire-format.ts';

interface PartsRequest<Part extends string> {
  readonly path: string;
  readonly edit: OnnxEdit<Part>;
  readonly cacheFolder?: string;
}

export const mapParts = <Part extends string, From, To>(
  parts: Readonly<Record<Part, From>>,
  change: (value: From, part: Part) => To,
): Readonly<Record<Part, To>> =>
  Object.fromEntries(
    Object.entries<From>(parts).map(([part, value]) => [part, change(value, part as Part)]),
  ) as Record<Part, To>;

async function readSource(path: string): Promise<OnnxModel> {
  try {
    return readOnnxModel(await readFile(path));
  } catch (cause) {
    throw new AppError('MODEL_FILE_INVALID', {
      message: `The model file ${path} is damaged, incomplete or no ONNX model.`,
      cause,
      context: { path },
    });
  }
}

const hasOutsideWeights = (model: OnnxModel): boolean =>
  model.graph.initializers.some(({ dataLocation }) => dataLocation === 1);

/** A model after the edit, not yet checked. */
export interface Draft<Part extends string> {
  readonly facts: OnnxFacts;
  /** Nothing stands for a part that is the source itself. */
  readonly parts: Readonly<Record<Part, Uint8Array | undefined>>;
}

/**
 * Reads and edits a model; a text says why that cannot be.
 *
 * @throws AppError `MODEL_FILE_INVALID`.
 */
export async function draftEdit<Part extends string>(
  request: PartsRequest<Part>,
): Promise<Draft<Part> | string> {
  const model = await readSource(request.path);
  if (hasOutsideWeights(model)) return 'Its weights are in a file beside it.';
  const result = request.edit.apply(model);
  if (result.kind === 'unknown-layout') return result.reason;
  const parts = mapParts(result.parts, (edited) => (edited === model ? undefined : writeOnnxModel(edited)));
  return { facts: result.facts, parts };
}

export type PartFiles<Part extends string> = Readonly<Record<Part, string>>;

/** Writes the parts as files; the source itself stands where nothing was changed. */
async function writeParts<Part extends string>(
  cache: EditCache,
  source: string,
  parts: Draft<Part>['parts'],
): Promise<PartFiles<Part>> {
  const files: Record<string, string> = {};
  for (const [part, bytes] of Object.entries<Uint8Array | undefined>(parts)) {
    files[part] = bytes === undefined ? source : await cache.writePart(part, bytes);
  }
  return files as PartFiles<Part>;
}

export const cacheError = (cause: unknown, folder: string): AppError =>
  new AppError('MODEL_CACHE_FAILED', {
    message: `Edited models cannot be kept in ${folder}.`,
    cause,
    context: { folder },
  });

/** Where the parts of a draft are while they are checked, and whether they may stay there. */
export interface Stage<Part extends string> {
  readonly files: PartFiles<Part>;
  readonly kept: EditCache | undefined;
  readonly problem: AppError | undefined;
  readonly clear: () => Promise<void>;
}

/**
 * Puts the parts where the check reads them: into the cache, or else into a folder for the time of the check.
 *
 * @throws AppError `MODEL_CACHE_FAILED` when there is room nowhere.
 */
export async function stageDraft<Part extends string>(
  request: PartsRequest<Part>,
  draft: Draft<Part>,
  cache: EditCache | undefined,
): Promise<Stage<Part>> {
  let problem: AppError | undefined;
  if (cache !== undefined) {
    try {
      const files = await writeParts(cache, request.path, draft.parts);
      return { files, kept: cache, problem, clear: async () => undefined };
    } catch (error) {
      problem = cacheError(error, request.cacheFolder ?? '');
    }
  }
  const folder = await mkdtemp(join(tmpdir(), 'aichat-edit-'));
  const clear = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const files = await writeParts(openEditCache(folder, 'draft'), request.path, draft.parts);
    return { files, kept: undefined, problem, clear };
  } catch (error) {
    await clear();
    throw cacheError(error, folder);
  }
}
