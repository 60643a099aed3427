import { basename } from 'node:path';
import { AppError } from '#core';
import { findModel } from './catalogue.ts';
import { missingFiles, modelNeeds, voiceNeeds } from './inspect.ts';
import type { ModelStore } from './model-store.ts';
import { modelPath, voiceOfPath, voicePath } from './places.ts';
import { MODEL_MANIFEST } from './plan-model.ts';
import { voiceManifestName } from './plan-voice.ts';
import type { OnStoreEvent } from './store-event.ts';

/** How something that is configured is brought about. */
export interface EnsureOptions {
  readonly store: ModelStore;
  /** False: what is missing is an error instead of a download. */
  readonly allowDownload: boolean;
  readonly signal: AbortSignal;
  readonly onEvent?: OnStoreEvent;
}

/** What a start needs to know. */
export interface Ensured {
  /** The folder of a model, the `.onnx` file of a voice. */
  readonly path: string;
  readonly downloaded: boolean;
}

/**
 * Makes sure that a configured model is there: a name (`base`) or a path. Nothing is asked of the network
 * when all its files are. A missing one that the catalogue knows by the name of its folder is fetched.
 *
 * @throws AppError `MODEL_FILE_MISSING` for a folder that is not of the catalogue; `MODEL_DOWNLOADS_OFF`
 * with the command to run; what {@link ModelStore.pullModel} throws.
 */
export async function ensureModel(value: string, options: EnsureOptions): Promise<Ensured> {
  const { store, allowDownload, signal, onEvent } = options;
  const folder = modelPath(value, store.modelsFolder);
  const name = basename(folder);
  const model = findModel(name);
  const place = { name, folder, manifestName: MODEL_MANIFEST, needs: modelNeeds(model) };
  const missing = await missingFiles(place);
  if (missing.length === 0) return { path: folder, downloaded: false };
  if (model === undefined || model.name !== name) throw isMissing(`The model ${folder}`, missing);
  if (!allowDownload) throw downloadsOff(folder, missing, `aichat models pull ${name}`);
  const { downloadedBytes } = await store.pullModel(name, { signal, onEvent, folder });
  return { path: folder, downloaded: downloadedBytes > 0 };
}

/**
 * The same for a voice: a name (`en_US-lessac-medium`) or the path of its `.onnx` file.
 *
 * @throws AppError `MODEL_FILE_MISSING` for a file that has no name of Piper's; `MODEL_DOWNLOADS_OFF`; what
 * {@link ModelStore.pullVoice} throws.
 */
export async function ensureVoice(value: string, options: EnsureOptions): Promise<Ensured> {
  const { store, allowDownload, signal, onEvent } = options;
  const path = voicePath(value, store.voicesFolder);
  const { key, folder } = voiceOfPath(path);
  const place = { name: key, folder, manifestName: voiceManifestName(key), needs: voiceNeeds(key) };
  const missing = await missingFiles(place);
  if (missing.length === 0) return { path, downloaded: false };
  if (!/^\p{L}+_\p{L}+-[^-]+-[^-]+$/u.test(key)) throw isMissing(`The voice ${path}`, missing);
  if (!allowDownload) throw downloadsOff(path, missing, `aichat voices pull ${key}`);
  const pulled = await store.pullVoice(key, { signal, onEvent, folder });
  return { path: pulled.path, downloaded: pulled.downloadedBytes > 0 };
}

function isMissing(what: string, missing: readonly string[]): AppError {
  return new AppError('MODEL_FILE_MISSING', {
    message: `${what} is not there or not whole (missing: ${missing.join(', ')}), and it is none that can be fetched.`,
    context: { missing },
  });
}

function downloadsOff(path: string, missing: readonly string[], command: string): AppError {
  return new AppError('MODEL_DOWNLOADS_OFF', {
    message: `${path} is not whole (missing: ${missing.join(', ')}) and downloads are off. Run: ${command}`,
    context: { path, missing, command },
  });
}
