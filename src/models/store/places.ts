import { basename, dirname, join, resolve } from 'node:path';

/** Where models are when nothing else is said, from the working folder. */
export const DEFAULT_MODELS_FOLDER = join('data', 'models');
/** Where voices are. */
export const DEFAULT_VOICES_FOLDER = 'voices';

/**
 * The folder of a recogniser: a plain word is a size or the name of a folder of ours (`base`,
 * `whisper-base`), everything else is a path.
 */
export function modelPath(value: string, modelsFolder: string = DEFAULT_MODELS_FOLDER): string {
  if (!/^[\w.-]+$/u.test(value) || value.startsWith('.')) return resolve(value);
  const isFullName = /^(?:whisper|silero|smart-turn)-/u.test(value);
  return resolve(modelsFolder, isFullName ? value : `whisper-${value}`);
}

/** The `.onnx` file of a voice: a plain name is one of ours (`en_US-lessac-medium`), all else is a path. */
export function voicePath(value: string, voicesFolder: string = DEFAULT_VOICES_FOLDER): string {
  const isPath = basename(value) !== value || value.endsWith('.onnx') || value.startsWith('.');
  return isPath ? resolve(value) : resolve(voicesFolder, `${value}.onnx`);
}

/** The other way: what a path to a voice is called and where it lies. */
export function voiceOfPath(path: string): { readonly key: string; readonly folder: string } {
  return { key: basename(path, '.onnx'), folder: dirname(path) };
}
