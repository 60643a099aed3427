import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';

import { AppError } from '#core';

import type { PhonemeMap, VowelClusters } from './phoneme-changes.ts';
import { voiceFile, type VoiceFile } from './voice-file.ts';

/** A Piper voice as its `.onnx.json` file describes it. Plain data, so that it can go to a thread. */
export interface PiperVoice {
  /** The file name without `.onnx`: `en_US-lessac-medium`. */
  readonly name: string;
  readonly modelPath: string;
  readonly sampleRateHz: number;
  /** Samples that one frame of the network stands for. */
  readonly hopLength: number;
  /** `x_low`, `low`, `medium` or `high`. */
  readonly quality?: string | undefined;
  /** What the voice learnt from: `lessac`. */
  readonly dataset?: string | undefined;
  /** Piper's version when the voice was made. */
  readonly piperVersion?: string | undefined;
  /** `en_US`. */
  readonly languageCode?: string | undefined;
  readonly language?: VoiceLanguage | undefined;
  readonly phonemeType: 'espeak' | 'text';
  /** espeak-ng's voice; empty for voices that read letters. */
  readonly espeakVoice: string;
  readonly phonemeIds: Readonly<Record<string, readonly number[]>>;
  /** Phonemes that stand for others in this voice. */
  readonly phonemeMap: PhonemeMap;
  readonly vowelClusters: VowelClusters;
  /** Silence after some phonemes, in ms. */
  readonly phonemePausesMs: Readonly<Record<string, number>>;
  readonly speakers: number;
  /** The ids of speakers that have names. */
  readonly speakerIds: Readonly<Record<string, number>>;
  readonly defaultSpeakerId: number;
  readonly noiseScale: number;
  readonly lengthScale: number;
  readonly noiseW: number;
}

/** The language of a voice, as far as its file tells. */
export interface VoiceLanguage {
  /** `en`. */
  readonly family?: string | undefined;
  /** `US`. */
  readonly region?: string | undefined;
  readonly nameNative?: string | undefined;
  readonly nameEnglish?: string | undefined;
  readonly countryEnglish?: string | undefined;
}

/** What these voices need before their text can be read, and what is not part of aichat. */
const UNSUPPORTED_PHONEMES = {
  pinyin: 'the pinyin of Chinese text, which Piper takes from the model g2pW',
  hebrew: 'vowel points for Hebrew text, which Piper takes from the model Nakdimon',
  japanese: 'the readings of Japanese text, which Piper takes from OpenJTalk',
  thai: 'the words of Thai text, which Piper takes from TLTK',
} as const;
const ARABIC = 'ar';
/** Until this version Piper gave "k" to voices of Brazil wherever espeak-ng says "c". */
const WITHOUT_RULE_FOR_BRAZIL = [1, 3] as const;
const RULE_FOR_BRAZIL = { c: ['k'] } as const;

/**
 * Reads what belongs to a voice: `<name>.onnx` must be there, `<name>.onnx.json` is read and checked.
 *
 * @param path the `.onnx` file; the ending may be left out.
 * @throws AppError `MODEL_FILE_MISSING`, `VOICE_CONFIG_MISSING`, `VOICE_CONFIG_INVALID`, naming the file
 * and the field; `VOICE_UNSUPPORTED`, naming what the voice needs and aichat lacks.
 */
export async function loadVoice(path: string, signal?: AbortSignal): Promise<PiperVoice> {
  const modelPath = path.endsWith('.onnx') ? path : `${path}.onnx`;
  const configPath = `${modelPath}.json`;
  await mustExist(modelPath, 'MODEL_FILE_MISSING', 'The voice');
  await mustExist(configPath, 'VOICE_CONFIG_MISSING', 'The description of the voice');
  const content = parseJson(await readFile(configPath, { encoding: 'utf8', signal }), configPath);
  const parsed = voiceFile.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(configPath, issue?.path.join('.') ?? '', issue?.message ?? 'is not as it should be');
  }
  const file = parsed.data;
  return {
    name: basename(modelPath, '.onnx'),
    modelPath,
    sampleRateHz: file.audio.sample_rate,
    hopLength: file.hop_length,
    quality: file.audio.quality ?? undefined,
    dataset: file.dataset ?? undefined,
    piperVersion: file.piper_version ?? undefined,
    languageCode: file.language?.code ?? undefined,
    language: languageOf(file),
    phonemeType: supportedType(file, configPath),
    espeakVoice: file.espeak?.voice ?? '',
    phonemeIds: file.phoneme_id_map,
    phonemeMap: phonemeMapOf(file),
    vowelClusters: file.vowel_clusters ?? [],
    phonemePausesMs: Object.fromEntries(
      Object.entries(file.inference.phoneme_silence ?? {}).map(([phoneme, seconds]) => [
        phoneme,
        seconds * 1_000,
      ]),
    ),
    speakers: file.num_speakers,
    speakerIds: file.speaker_id_map ?? {},
    defaultSpeakerId: file.default_speaker_id,
    noiseScale: file.inference.noise_scale,
    lengthScale: file.inference.length_scale,
    noiseW: file.inference.noise_w,
  };
}

function supportedType(file: VoiceFile, path: string): PiperVoice['phonemeType'] {
  const type = file.phoneme_type;
  if (type !== 'espeak' && type !== 'text')
    throw unsupported(path, 'phoneme_type', UNSUPPORTED_PHONEMES[type]);
  if (type === 'espeak' && file.espeak?.voice === ARABIC) {
    throw unsupported(
      path,
      'espeak.voice',
      'vowel signs for Arabic text, which Piper takes from the model tashkeel',
    );
  }
  if (file.streaming === true) {
    throw unsupported(path, 'streaming', 'the two networks that a voice made for streaming is split into');
  }
  return type;
}

function phonemeMapOf(file: VoiceFile): PiperVoice['phonemeMap'] {
  const own = file.phoneme_map ?? {};
  if (Object.keys(own).length > 0) return own;
  const ruled =
    file.espeak?.voice === 'pt-br' && !isAtLeast(file.piper_version ?? '', WITHOUT_RULE_FOR_BRAZIL);
  return ruled ? RULE_FOR_BRAZIL : {};
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

function languageOf({ language }: VoiceFile): VoiceLanguage | undefined {
  if (language === null || language === undefined) return undefined;
  return {
    family: language.family ?? undefined,
    region: language.region ?? undefined,
    nameNative: language.name_native ?? undefined,
    nameEnglish: language.name_english ?? undefined,
    countryEnglish: language.country_english ?? undefined,
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

function unsupported(path: string, field: string, need: string): AppError {
  return new AppError('VOICE_UNSUPPORTED', {
    message: `${path}: the field ${field} asks for what aichat does not have: ${need}.`,
    context: { path, field },
  });
}
