import { basename } from 'node:path';
import { AppError } from '#core';
import { DEFAULT_FORMATS, findModel, weightFiles, type ModelFormats } from './catalogue.ts';
import { exactly, lackingFiles, modelNeeds, voiceNeeds, type NeededFile } from './inspect.ts';
import type { ModelStore } from './model-store.ts';
import { isModelName, isVoiceName, modelPath, voicePath } from './places.ts';
import type { OnStoreEvent } from './store-event.ts';

/** How something that is configured is brought about. */
export interface EnsureOptions {
  readonly store: ModelStore;
  /** False: what is missing is an error instead of a download. */
  readonly allowDownload: boolean;
  readonly signal: AbortSignal;
  readonly onEvent?: OnStoreEvent;
}

/** How a model is brought about. */
interface EnsureModelOptions extends EnsureOptions {
  /** Formats that a recogniser has to be in; a part that is not named may be in any. */
  readonly formats?: Partial<ModelFormats>;
}

/** What a start needs to know. */
export interface Ensured {
  /** The folder of a model, the `.onnx` file of a voice. */
  readonly path: string;
  readonly downloaded: boolean;
}

/**
 * Makes sure that a configured model is there. A name (`base`) stands for one of the store's own: when a
 * file of it lacks it is fetched, and when none lacks nobody is asked. A path is left to whoever loads it.
 *
 * @throws AppError `MODEL_FILE_MISSING` for a name that the catalogue does not have; `MODEL_DOWNLOADS_OFF`
 * with the command to run; what {@link ModelStore.pullModel} throws.
 */
export async function ensureModel(value: string, options: EnsureModelOptions): Promise<Ensured> {
  const { store, allowDownload, signal, onEvent, formats = {} } = options;
  const path = modelPath(value, store.modelsFolder);
  if (!isModelName(value)) return { path, downloaded: false };
  const name = basename(path);
  const model = findModel(name);
  const needs = [...modelNeeds(model), ...formatNeeds(formats)];
  const missing = await lackingFiles({ folder: path, needs });
  if (missing.length === 0) return { path, downloaded: false };
  if (model?.name !== name) throw isMissing(path, missing, 'aichat models list');
  const wanted = { ...DEFAULT_FORMATS, ...formats };
  if (!allowDownload) throw downloadsOff(path, missing, pullCommand(name, formats));
  const { downloadedBytes } = await store.pullModel(name, { signal, onEvent, formats: wanted });
  return { path, downloaded: downloadedBytes > 0 };
}

/**
 * The same for a voice: `en_US-lessac-medium` stands for one of the store's own, all else is a path.
 *
 * @throws AppError as {@link ensureModel}; what {@link ModelStore.pullVoice} throws.
 */
export async function ensureVoice(value: string, options: EnsureOptions): Promise<Ensured> {
  const { store, allowDownload, signal, onEvent } = options;
  const path = voicePath(value, store.voicesFolder);
  if (!isVoiceName(value)) return { path, downloaded: false };
  const missing = await lackingFiles({ folder: store.voicesFolder, needs: voiceNeeds(value) });
  if (missing.length === 0) return { path, downloaded: false };
  if (!/^[^-]+_[^-]+-[^-]+-[^-]+$/u.test(value)) throw isMissing(path, missing, 'aichat voices list');
  if (!allowDownload) throw downloadsOff(path, missing, `aichat voices pull ${value}`);
  const pulled = await store.pullVoice(value, { signal, onEvent });
  return { path: pulled.path, downloaded: pulled.downloadedBytes > 0 };
}

function formatNeeds(formats: Partial<ModelFormats>): readonly NeededFile[] {
  const [encoder, decoder] = weightFiles({ ...DEFAULT_FORMATS, ...formats });
  return [
    ...(formats.encoder === undefined ? [] : [exactly(encoder)]),
    ...(formats.decoder === undefined ? [] : [exactly(decoder)]),
  ];
}

function pullCommand(name: string, { encoder, decoder }: Partial<ModelFormats>): string {
  const choices = [encoder && `--encoder ${encoder}`, decoder && `--decoder ${decoder}`];
  return ['aichat models pull', name, ...choices].filter(Boolean).join(' ');
}

function isMissing(path: string, missing: readonly string[], command: string): AppError {
  return new AppError('MODEL_FILE_MISSING', {
    message:
      `${path} is not whole (missing: ${missing.join(', ')}), and nothing of that name can be fetched. ` +
      `What can be shows: ${command}`,
    context: { path, missing },
  });
}

function downloadsOff(path: string, missing: readonly string[], command: string): AppError {
  return new AppError('MODEL_DOWNLOADS_OFF', {
    message: `${path} is not whole (missing: ${missing.join(', ')}) and downloads are off. Run: ${command}`,
    context: { path, missing, command },
  });
}
