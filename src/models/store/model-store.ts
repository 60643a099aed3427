import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { AppError } from '#core';
import { CATALOGUE, findModel, type CatalogueModel, type ModelFormats } from './catalogue.ts';
import type { FreeBytes } from './disk.ts';
import { downloadFile } from './download-file.ts';
import { HUGGING_FACE, type Hub } from './hub-request.ts';
import type { HubAccess } from './hub.ts';
import {
  filesBelow,
  inspect,
  missingFiles,
  modelNeeds,
  voiceNeeds,
  type Inspection,
  type Place,
} from './inspect.ts';
import { install, type InstallPlan } from './install.ts';
import { DEFAULT_PATIENCE, type Patience } from './patience.ts';
import { DEFAULT_MODELS_FOLDER, DEFAULT_VOICES_FOLDER, modelPath } from './places.ts';
import { MODEL_MANIFEST, planModel } from './plan-model.ts';
import { findVoiceSample, planVoice, voiceManifestName } from './plan-voice.ts';
import { removableFiles, removeInstalled, type Removal } from './remove.ts';
import { assertSafeName } from './safe-path.ts';
import type { OnStoreEvent } from './store-event.ts';
import type { StoreLockOptions } from './store-lock.ts';
import { fetchVoiceList, findVoice, readKeptVoiceList, type VoiceList } from './voice-list.ts';

/** Where things are and where they come from. */
export interface ModelStoreOptions {
  /** Default `data/models`. */
  readonly modelsFolder?: string;
  /** Default `voices`. */
  readonly voicesFolder?: string;
  /** For the list of voices. Default `data/cache`. */
  readonly cacheFolder?: string;
  /** Base of a mirror with Hugging Face's paths. Default Hugging Face itself. */
  readonly mirrorUrl?: string | undefined;
  /** Access token of Hugging Face; never sent to a mirror or any other host. */
  readonly token?: string | undefined;
  readonly patience?: Partial<Patience>;
  readonly lock?: Omit<StoreLockOptions, 'signal' | 'onWaiting'>;
  readonly freeBytes?: FreeBytes;
}

/** How something is pulled. */
export interface PullOptions {
  readonly signal: AbortSignal;
  readonly onEvent?: OnStoreEvent | undefined;
  /** Replaces files that were brought by hand and differ. */
  readonly force?: boolean | undefined;
  /** Another folder than the store's own. */
  readonly folder?: string | undefined;
}

/** What a pull did. */
export interface Pulled {
  readonly name: string;
  /** The folder of a model, the `.onnx` file of a voice. */
  readonly path: string;
  readonly revision: string;
  readonly licence: string | undefined;
  readonly modelCard: string | undefined;
  /** 0 when everything was there. */
  readonly downloadedBytes: number;
}

/** A model of the catalogue or of the models folder. */
export interface StoredModel {
  readonly name: string;
  /** Undefined for a folder that the catalogue does not know. */
  readonly model: CatalogueModel | undefined;
  readonly folder: string;
  readonly state: 'installed' | 'incomplete' | 'absent';
  /** The ONNX files that are there. */
  readonly weights: readonly string[];
}

/** A voice in the voices folder. */
export interface StoredVoice {
  readonly key: string;
  /** Its `.onnx` file. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly state: 'installed' | 'incomplete';
}

/** The models and voices of this machine, and where more come from. */
export type ModelStore = ReturnType<typeof createModelStore>;

/** Opens the store. Nothing is read or asked before one of its functions is called. */
export function createModelStore(options: ModelStoreOptions = {}) {
  const modelsFolder = resolve(options.modelsFolder ?? DEFAULT_MODELS_FOLDER);
  const voicesFolder = resolve(options.voicesFolder ?? DEFAULT_VOICES_FOLDER);
  const listPath = join(resolve(options.cacheFolder ?? join('data', 'cache')), 'voices.json');
  const hub: Hub =
    options.mirrorUrl === undefined
      ? { baseUrl: HUGGING_FACE, token: options.token }
      : { baseUrl: options.mirrorUrl.replace(/\/+$/u, '') };
  const patience: Patience = { ...DEFAULT_PATIENCE, ...options.patience };
  const access = (signal: AbortSignal): HubAccess => ({ hub, patience, signal });

  const pull = async (plan: InstallPlan, path: string, how: PullOptions): Promise<Pulled> => {
    const { name, revision, licence, modelCard } = plan;
    const downloadedBytes = await install(plan, {
      access: access(how.signal),
      onEvent: how.onEvent,
      force: how.force,
      freeBytes: options.freeBytes,
      lock: options.lock,
    });
    return { name, path, revision, licence, modelCard, downloadedBytes };
  };
  const modelPlace = (name: string): Place => placeAt(modelPath(name, modelsFolder));
  const voicePlace = (key: string): Place => {
    assertSafeName(key, 'The command');
    return { name: key, folder: voicesFolder, manifestName: voiceManifestName(key), needs: voiceNeeds(key) };
  };
  const stored = async (folderName: string): Promise<StoredModel> => {
    // A folder that was brought by hand has whatever name it has.
    const place = placeAt(join(modelsFolder, folderName));
    const found = await filesBelow(place.folder);
    const missing = await missingFiles(place);
    const model = findModel(place.name);
    return {
      name: place.name,
      model: model?.name === place.name ? model : undefined,
      folder: place.folder,
      state: missing.length === 0 ? 'installed' : found.length === 0 ? 'absent' : 'incomplete',
      weights: found.filter((path) => path.endsWith('.onnx')),
    };
  };

  return {
    modelsFolder,
    voicesFolder,
    /** Host of the source, for people. */
    sourceHost: new URL(hub.baseUrl).host,

    /** Every model of the catalogue and every other folder among the models. */
    async listModels(): Promise<readonly StoredModel[]> {
      const folders = (await filesBelow(modelsFolder)).flatMap((path) => path.split('/').slice(0, -1));
      const names = new Set([...CATALOGUE.map(({ name }) => name), ...folders]);
      return Promise.all([...names].filter((name) => !name.startsWith('.')).map(stored));
    },

    /**
     * Fetches a model.
     *
     * @throws AppError `MODEL_UNKNOWN`; what `planModel` and `install` throw.
     */
    async pullModel(name: string, how: PullOptions & { readonly formats?: ModelFormats }): Promise<Pulled> {
      const model = knownModel(name);
      const folder = how.folder ?? join(modelsFolder, model.name);
      const plan = await planModel(model, folder, access(how.signal), how.formats);
      return pull(plan, folder, how);
    },

    /** @throws AppError as {@link inspect}. */
    verifyModel: (name: string, signal: AbortSignal): Promise<Inspection> =>
      inspect(modelPlace(name), signal),
    /** @throws AppError as {@link inspect}. */
    verifyVoice: (key: string, signal: AbortSignal): Promise<Inspection> => inspect(voicePlace(key), signal),
    /** The files that {@link removeModel} would delete. @throws AppError `MODEL_UNKNOWN`, `MODEL_NOT_OURS`. */
    removableModel: (name: string) => removableFiles(modelPlace(name)),
    removableVoice: (key: string) => removableFiles(voicePlace(key)),
    removeModel: (name: string, signal: AbortSignal): Promise<Removal> =>
      removeInstalled(modelPlace(name), { ...options.lock, signal }),
    removeVoice: (key: string, signal: AbortSignal): Promise<Removal> =>
      removeInstalled(voicePlace(key), { ...options.lock, signal }),

    /** Piper's list of voices, asked for anew. @throws AppError as {@link fetchVoiceList}. */
    fetchVoiceList: (signal: AbortSignal): Promise<VoiceList> => fetchVoiceList(access(signal), listPath),
    /** The list as it was when it was last asked for. */
    keptVoiceList: (signal: AbortSignal): Promise<VoiceList | undefined> =>
      readKeptVoiceList(access(signal), listPath),

    /** The voices in the voices folder. */
    async listVoices(): Promise<readonly StoredVoice[]> {
      const found = await filesBelow(voicesFolder);
      const keys = found.flatMap((path) => /^([^/]+)\.onnx$/u.exec(path)?.[1] ?? []);
      return Promise.all(
        keys.map(async (key) => {
          const path = join(voicesFolder, `${key}.onnx`);
          const { size } = await stat(path);
          return {
            key,
            path,
            sizeBytes: size,
            state: found.includes(`${key}.onnx.json`) ? 'installed' : 'incomplete',
          };
        }),
      );
    },

    /**
     * Fetches a voice, by its key or a former name.
     *
     * @throws AppError `MODEL_UNKNOWN`; what `fetchVoiceList` and `install` throw.
     */
    async pullVoice(name: string, how: PullOptions): Promise<Pulled> {
      const list = await fetchVoiceList(access(how.signal), listPath);
      const voice = findVoice(list, name);
      const folder = how.folder ?? voicesFolder;
      const plan = planVoice(list, voice, folder, access(how.signal));
      return pull(plan, join(folder, `${voice.key}.onnx`), how);
    },

    /**
     * Fetches the recording that the makers of a voice published (MP3).
     *
     * @throws AppError `MODEL_UNKNOWN`, `MODEL_SOURCE_NOT_FOUND`; what `downloadFile` throws.
     */
    async fetchVoiceSample(
      name: string,
      speaker: number,
      target: string,
      signal: AbortSignal,
    ): Promise<void> {
      const list = await fetchVoiceList(access(signal), listPath);
      const sample = await findVoiceSample(list, findVoice(list, name), speaker, access(signal));
      await downloadFile(sample, target, access(signal));
    },
  };
}

function placeAt(folder: string): Place {
  const name = basename(folder);
  return { name, folder, manifestName: MODEL_MANIFEST, needs: modelNeeds(findModel(name)) };
}

function knownModel(name: string): CatalogueModel {
  const model = findModel(name);
  if (model) return model;
  const names = CATALOGUE.map((known) => known.name).join(', ');
  throw new AppError('MODEL_UNKNOWN', {
    message: `There is no model ${JSON.stringify(name)} in the catalogue. It has ${names}.`,
    context: { name },
  });
}
