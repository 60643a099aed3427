import { join, resolve } from 'node:path';
import { isSafeName } from './safe-path.ts';

/** Where models are when nothing else is said, from the working folder. */
export const DEFAULT_MODELS_FOLDER = join('data', 'models');
/** Where edited models are kept. */
export const DEFAULT_ONNX_CACHE_FOLDER = join('data', 'cache', 'onnx');
/** Where voices are. */
export const DEFAULT_VOICES_FOLDER = 'voices';

/** Whether a setting is the name of a model of ours (`base`, `whisper-base`) and not a path. */
export function isModelName(value: string): boolean {
  return /^[\w.-]+$/u.test(value) && !value.startsWith('.');
}

/** Whether a setting is the name of a voice of ours (`en_US-lessac-medium`) and not a path. */
export function isVoiceName(value: string): boolean {
  return isSafeName(value) && !value.endsWith('.onnx');
}

/** The folder of a model: one of ours for a name, of which `whisper-` may be left out; else a path. */
export function modelPath(value: string, modelsFolder: string = DEFAULT_MODELS_FOLDER): string {
  if (!isModelName(value)) return resolve(value);
  const isFullName = /^(?:whisper|silero|smart-turn)-/u.test(value);
  return resolve(modelsFolder, isFullName ? value : `whisper-${value}`);
}

/** The `.onnx` file of a voice: one of ours for a name, else a path. */
export function voicePath(value: string, voicesFolder: string = DEFAULT_VOICES_FOLDER): string {
  return isVoiceName(value) ? resolve(voicesFolder, `${value}.onnx`) : resolve(value);
}
