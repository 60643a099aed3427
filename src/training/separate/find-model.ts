import { readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ifPresent, UserError } from '#core';
import { mdxNetFacts } from './mdx-net.ts';
import type { SeparationModelChoice } from './worker.ts';

/** A separation model that is there. */
export interface FoundSeparationModel {
  /** Its name, for the record of a run. */
  readonly id: string;
  readonly choice: SeparationModelChoice;
}

/** The forms in which Spleeter is exported, the most exact one first. */
const SUFFIXES = ['', '.fp16', '.int8'] as const;

/**
 * Tells what kind of model lies at a path: an MDX-Net is one `.onnx` file, Spleeter a folder with two.
 *
 * @throws UserError `USAGE_INVALID` when it is neither; AppError `MODEL_FILE_INVALID` for an unknown MDX-Net.
 */
export async function findSeparationModel(path: string): Promise<FoundSeparationModel> {
  const found = await ifPresent(stat(path), path);
  if (found?.isFile() === true) {
    mdxNetFacts(path);
    return { id: basename(path, '.onnx'), choice: { kind: 'mdx-net', path } };
  }
  const names = new Set(found?.isDirectory() === true ? await readdir(path) : []);
  const suffix = SUFFIXES.find(
    (form) => names.has(`vocals${form}.onnx`) && names.has(`accompaniment${form}.onnx`),
  );
  if (suffix !== undefined) return { id: `spleeter${suffix}`, choice: { kind: 'spleeter', path, suffix } };
  throw new UserError('USAGE_INVALID', {
    message: `${path} is no separation model: an MDX-Net's .onnx file or a folder with vocals.onnx and accompaniment.onnx is.`,
    context: { path },
  });
}
