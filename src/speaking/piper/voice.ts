import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';

import { z } from 'zod';

import { AppError } from '#core';

import type { VowelClusters } from './phonemize.ts';

/** A Piper voice as its `.onnx.json` file describes it. Plain data, so that it can go to a thread. */
export interface PiperVoice {
  /** The file name without `.onnx`: `en_US-lessac-medium`. */
  readonly name: string;
  readonly modelPath: string;
  readonly sampleRateHz: number;
  /** `x_low`, `low`, `medium` or `high`. */
  readonly quality?: string | undefined;
  /** `en_US`. */
  readonly languageCode?: string | undefined;
  readonly phonemeType: 'espeak' | 'text';
  readonly espeakVoice: string;
  readonly phonemeIds: Readonly<Record<string, readonly number[]>>;
  readonly vowelClusters: VowelClusters;
  readonly speakers: number;
  readonly defaultSpeakerId: number;
  readonly noiseScale: number;
  readonly lengthScale: number;
  readonly noiseW: number;
}

const scale = z.number().nonnegative();

/** The parts of the file that matter for speaking; Piper's defaults where it may be silent. */
const voiceFile = z.object({
  audio: z.object({ sample_rate: z.int().min(8_000).max(96_000), quality: z.string().optional() }),
  espeak: z.object({ voice: z.string().min(1) }),
  inference: z
    .object({
      noise_scale: scale.default(0.667),
      length_scale: z.number().positive().default(1),
      noise_w: scale.default(0.8),
    })
    .prefault({}),
  phoneme_type: z.enum(['espeak', 'text']).default('espeak'),
  phoneme_id_map: z.record(z.string(), z.array(z.int().nonnegative())).check(({ value, issues }) => {
    for (const needed of ['_', '^', '$']) {
      if ((value[needed] ?? []).length > 0) continue;
      issues.push({ code: 'custom', path: [needed], message: 'is missing', input: value });
    }
  }),
  num_symbols: z.int().positive(),
  num_speakers: z.int().positive().default(1),
  default_speaker_id: z.int().nonnegative().default(0),
  vowel_clusters: z.array(z.array(z.string()).min(2)).nullish(),
  language: z.object({ code: z.string().optional() }).optional(),
});

/**
 * Reads what belongs to a voice: `<name>.onnx` must be there, `<name>.onnx.json` is read and checked.
 *
 * @param path the `.onnx` file; the ending may be left out.
 * @throws AppError `MODEL_FILE_MISSING`, `VOICE_CONFIG_MISSING`, `VOICE_CONFIG_INVALID`, naming the file
 * and the field.
 */
export async function loadVoice(path: string, signal?: AbortSignal): Promise<PiperVoice> {
  const modelPath = path.endsWith('.onnx') ? path : `${path}.onnx`;
  const configPath = `${modelPath}.json`;
  await mustExist(modelPath, 'MODEL_FILE_MISSING', 'The voice');
  await mustExist(configPath, 'VOICE_CONFIG_MISSING', 'The description of the voice');
  const parsed = voiceFile.safeParse(
    parseJson(await readFile(configPath, { encoding: 'utf8', signal }), configPath),
  );
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(configPath, issue?.path.join('.') ?? '', issue?.message ?? 'is not as it should be');
  }
  const file = parsed.data;
  for (const [phoneme, ids] of Object.entries(file.phoneme_id_map)) {
    if (ids.every((id) => id < file.num_symbols)) continue;
    throw invalid(configPath, `phoneme_id_map.${phoneme}`, `is beyond num_symbols (${file.num_symbols})`);
  }
  if (file.default_speaker_id >= file.num_speakers) {
    throw invalid(configPath, 'default_speaker_id', `is beyond num_speakers (${file.num_speakers})`);
  }
  return {
    name: basename(modelPath, '.onnx'),
    modelPath,
    sampleRateHz: file.audio.sample_rate,
    quality: file.audio.quality,
    languageCode: file.language?.code,
    phonemeType: file.phoneme_type,
    espeakVoice: file.espeak.voice,
    phonemeIds: file.phoneme_id_map,
    vowelClusters: file.vowel_clusters ?? [],
    speakers: file.num_speakers,
    defaultSpeakerId: file.default_speaker_id,
    noiseScale: file.inference.noise_scale,
    lengthScale: file.inference.length_scale,
    noiseW: file.inference.noise_w,
  };
}

async function mustExist(
  path: string,
  code: 'MODEL_FILE_MISSING' | 'VOICE_CONFIG_MISSING',
  what: string,
): Promise<void> {
  try {
    if ((await stat(path)).isFile()) return;
  } catch (cause) {
    throw new AppError(code, { message: `${what} is missing: ${path}.`, cause, context: { path } });
  }
  throw new AppError(code, { message: `${what} is not a file: ${path}.`, context: { path } });
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('VOICE_CONFIG_INVALID', { message: `${path} is no JSON.`, cause, context: { path } });
  }
}

function invalid(path: string, field: string, problem: string): AppError {
  return new AppError('VOICE_CONFIG_INVALID', {
    message: `${path}: the field ${field === '' ? '(the whole file)' : field} cannot be used: ${problem}.`,
    context: { path, field },
  });
}
