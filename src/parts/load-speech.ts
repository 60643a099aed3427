import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  createSileroVoiceActivity,
  createSmartTurn,
  createWhisperTranscriber,
  openEnergyVoiceActivity,
  type EndOfTurnModel,
  type OpenVoiceActivity,
  type WhisperTranscriber,
} from '#hearing';
import {
  DEFAULT_ONNX_CACHE_FOLDER,
  createModelStore,
  ensureModel,
  ensureVoice,
  findModel,
  modelPath,
  type EnsureOptions,
  type InferenceWorkerEvent,
  type ModelFormats,
  type OnStoreEvent,
} from '#models';
import { createPiperSynthesizer, type PiperSynthesizer } from '#speaking';
import type { Config } from '../config.ts';

/** What the loading of the models needs. */
export interface SpeechPartsOptions {
  readonly config: Config;
  /** Closes what was loaded, the last first. */
  readonly parts: AsyncDisposableStack;
  readonly signal: AbortSignal;
  readonly onStoreEvent: OnStoreEvent;
  readonly onWorkerEvent: (event: InferenceWorkerEvent) => void;
  /** A model runs, though not as fast as it could. */
  readonly onSlower: (model: string, reason: string) => void;
}

/** Everything between sound and text, and back. */
export interface SpeechParts {
  readonly transcriber: WhisperTranscriber;
  readonly synthesizer: PiperSynthesizer;
  readonly openVoiceActivity: OpenVoiceActivity;
  readonly endOfTurnModel: EndOfTurnModel | undefined;
  /** How voice is told from other sound, and the end of a turn, for the log and `/status`. */
  readonly modes: { readonly voiceActivity: string; readonly endOfTurn: string };
  /** True while one of the large models is at work. */
  readonly isInferring: () => boolean;
}

/**
 * Brings the configured models about and loads them, each on its own thread.
 *
 * @throws AppError what the store and the loaders throw; what had been loaded by then is left to `parts`.
 */
export async function loadSpeechParts(options: SpeechPartsOptions): Promise<SpeechParts> {
  const { config, parts, signal, onWorkerEvent, onSlower } = options;
  const { allowDownloads, mirrorUrl, huggingFaceToken } = config.models;
  const store = createModelStore({ mirrorUrl, token: huggingFaceToken });
  const how = { store, allowDownload: allowDownloads, signal, onEvent: options.onStoreEvent };
  // One after the other, so that progress reads well and a slow line is not shared.
  const formats = chosenFormats(config.whisper.options);
  const recogniser = await ensureModel(config.whisper.model, { ...how, formats });
  const voice = await ensureVoice(config.piperVoice, how);
  const sileroPath = await smallModel(config.voiceActivity, 'silero', 'silero-vad', how);
  const smartTurnPath = await smallModel(config.endOfTurn, 'smart-turn', 'smart-turn-v3', how);
  const adopt = async <Part extends { close(): Promise<void> }>(loading: Promise<Part>): Promise<Part> =>
    parts.adopt(await loading, (part) => part.close());

  // Each is closed even when another failed: a process must not end while a thread loads a model.
  const [transcriber, synthesizer, activity, endOfTurn] = await Promise.allSettled([
    adopt(
      createWhisperTranscriber(
        {
          modelPath: recogniser.path,
          ...config.whisper.options,
          cacheFolder: DEFAULT_ONNX_CACHE_FOLDER,
          onWorkerEvent,
          onModelEvent: ({ file, reason }) => onSlower(file, reason),
        },
        signal,
      ),
    ),
    adopt(
      createPiperSynthesizer(
        {
          voicePath: voice.path,
          cacheFolder: DEFAULT_ONNX_CACHE_FOLDER,
          onWorkerEvent,
          onNotice: (notice) => onSlower(notice.voice, notice.reason),
        },
        signal,
      ),
    ),
    sileroPath === undefined
      ? undefined
      : adopt(createSileroVoiceActivity({ modelPath: sileroPath, onWorkerEvent }, signal)),
    smartTurnPath === undefined
      ? undefined
      : adopt(createSmartTurn({ modelPath: smartTurnPath, onWorkerEvent }, signal)),
  ]);
  const loaded = {
    transcriber: valueOf(transcriber),
    synthesizer: valueOf(synthesizer),
    silero: valueOf(activity),
    smartTurn: valueOf(endOfTurn),
  };
  return {
    transcriber: loaded.transcriber,
    synthesizer: loaded.synthesizer,
    openVoiceActivity: loaded.silero?.open ?? openEnergyVoiceActivity,
    endOfTurnModel: loaded.smartTurn,
    modes: {
      voiceActivity: loaded.silero ? 'Silero' : 'level above the noise',
      endOfTurn: loaded.smartTurn ? 'Smart Turn' : 'silence',
    },
    isInferring: () =>
      [loaded.transcriber, loaded.synthesizer].some((part) => part.describe().worker.running),
  };
}

function chosenFormats({
  encoderFormat = 'auto',
  decoderFormat = 'auto',
}: Config['whisper']['options']): Partial<ModelFormats> {
  return {
    ...(encoderFormat !== 'auto' && { encoder: encoderFormat }),
    ...(decoderFormat !== 'auto' && { decoder: decoderFormat }),
  };
}

/** The file of an optional model: when it is demanded, or when the choice is `auto` and it is installed. */
async function smallModel(
  choice: string,
  demand: string,
  name: string,
  how: EnsureOptions,
): Promise<string | undefined> {
  const folder = modelPath(name, how.store.modelsFolder);
  const path = join(folder, findModel(name)?.requiredFiles[0] ?? '');
  if (choice === demand) await ensureModel(name, how);
  else if (choice !== 'auto' || !existsSync(path)) return undefined;
  return path;
}

function valueOf<Value>(result: PromiseSettledResult<Value>): Value {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
