import { createResampler, dbToAmplitude, joinSamples, limit, PLAYOUT_SAMPLE_RATE_HZ } from '#audio';
import { AppError } from '#core';

import { createChunkSchedule, type VocoderPace } from './chunk-schedule.ts';
import { createEspeak } from './espeak.ts';
import { loadVoiceModel } from './load-voice-model.ts';
import { createPartReader } from './sentences.ts';
import { openVoiceFacts } from './voice-facts.ts';
import { createVoiceGains } from './voice-gains.ts';
import type { VoiceScales } from './voice-tensors.ts';
import type { PiperVoice } from './voice.ts';
import { wordTimes, type TimedWord } from './word-times.ts';

/** How a {@link Speaker} is made. Plain data, so that it can go to a thread. */
export interface SpeakerOptions {
  readonly voice: PiperVoice;
  /** How the voice speaks unless it is told otherwise. */
  readonly scales: VoiceScales;
  /** Silence after each sentence. */
  readonly sentencePauseMs: number;
  /** Fixed gain; measured once for each speaker of the voice when left out. */
  readonly gainDb?: number | undefined;
  readonly threads?: number | undefined;
  /** Where the two halves of the network and what was measured are kept. */
  readonly cacheFolder?: string | undefined;
}

/** What became of a voice when it was loaded. */
export interface SpeakerFigures {
  /** Gain of the speaker who speaks unless another is asked for. */
  readonly gainDb: number;
  /** Why sentences come as one piece each; absent when they come in chunks. */
  readonly unsplitReason?: string | undefined;
  readonly tellsWords: boolean;
  /** Why the next start has to measure the voice again. */
  readonly cacheProblem?: string | undefined;
}

/** A stretch of speech on its way to the listeners. */
export interface SpokenPiece {
  /** Mono at 48 kHz. */
  readonly samples: Float32Array<ArrayBuffer>;
  /** Of the sentence that begins here; absent otherwise, and where the voice does not tell. */
  readonly words?: readonly TimedWord[];
}

/** A loaded voice that speaks plain text. */
export interface Speaker {
  readonly figures: SpeakerFigures;
  /**
   * Speaks piece by piece, one stream without seams, gain and limiter applied.
   *
   * @param checkpoint - called before each step that takes time; what it throws ends the speech.
   * @throws AppError `SYNTHESIS_FAILED`.
   */
  speak(
    text: string,
    scales: VoiceScales,
    checkpoint: () => void,
  ): AsyncGenerator<SpokenPiece, void, undefined>;
}

/** Figures, because espeak reads them in every language. */
const SAMPLE_TEXT = '1, 2, 3, 4, 5, 6, 7, 8, 9.';
const WARM_UP_TEXT = '1.';

/**
 * Loads espeak-ng and the network, and has the voice say something: that warms it up and shows that it
 * works. The first time it is also measured: whether its chunks are exact, and how loud it is.
 *
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`, `VOICE_CONFIG_INVALID`,
 * `AUDIO_RATE_UNSUPPORTED`.
 */
export async function loadSpeaker(options: SpeakerOptions, signal: AbortSignal): Promise<Speaker> {
  const { voice, scales, sentencePauseMs, threads, cacheFolder } = options;
  const espeak = voice.phonemeType === 'espeak' ? await createEspeak(voice.espeakVoice) : undefined;
  const reader = createPartReader(voice, espeak);
  createResampler(voice.sampleRateHz, PLAYOUT_SAMPLE_RATE_HZ);
  const steady = { ...scales, noiseScale: 0, noiseW: 0 };
  const sampleIds = reader(SAMPLE_TEXT)[0]?.ids ?? [];

  const store = cacheFolder === undefined ? undefined : await openVoiceFacts(cacheFolder, voice);
  const known = await store?.read();
  const loaded = await blaming(voice, () =>
    loadVoiceModel({
      path: voice.modelPath,
      sampleRateHz: voice.sampleRateHz,
      threads,
      cacheFolder,
      sample: { ids: sampleIds, scales: { ...steady, lengthScale: 1 } },
      chunkDifference: known?.chunkDifference,
      signal,
    }),
  );
  const { model } = loaded;
  const pace: VocoderPace = { costMs: 0 };

  let tellsWords = false;
  /** The sound of a text at the voice's own rate. */
  const sample = async (text: string, speakerId: number): Promise<Float32Array> => {
    const pieces: Float32Array[] = [];
    for (const { ids } of reader(text)) {
      const sounds = model.speak(ids, { ...steady, speakerId }, createChunkSchedule(pace, true));
      for await (const { samples, idSamples } of sounds) {
        pieces.push(samples);
        tellsWords ||= idSamples !== undefined;
      }
    }
    const sound = joinSamples(pieces);
    if (sound.some((value) => value !== 0)) return sound;
    throw new AppError('SYNTHESIS_FAILED', { message: 'The voice stays silent.' });
  };
  const gains = createVoiceGains({
    fixedDb: options.gainDb,
    known: { gainsDb: known?.gainsDb ?? {}, chunkDifference: loaded.chunkDifference },
    store,
    sample: (speakerId) => sample(SAMPLE_TEXT, speakerId),
    sampleRateHz: voice.sampleRateHz,
  });
  const gainDb = await blaming(voice, async () => {
    await sample(WARM_UP_TEXT, scales.speakerId);
    return gains.of(scales.speakerId);
  });
  const silence = (pauseMs: number): Float32Array =>
    new Float32Array(Math.round((voice.sampleRateHz * pauseMs) / 1000));

  return {
    figures: {
      gainDb,
      unsplitReason: loaded.unsplitReason,
      tellsWords,
      cacheProblem: gains.cacheProblem(),
    },
    async *speak(text, asked, checkpoint) {
      const gain = dbToAmplitude(await gains.of(asked.speakerId));
      const resampler = createResampler(voice.sampleRateHz, PLAYOUT_SAMPLE_RATE_HZ);
      const isSteady = asked.noiseScale === 0 && asked.noiseW === 0;
      const schedule = createChunkSchedule(pace, isSteady);
      const parts = reader(text);
      /** Samples of the voice so far. */
      let position = 0;
      for (const [n, { ids, words, endsSentence, pauseMs }] of parts.entries()) {
        checkpoint();
        const pause = silence(pauseMs + (endsSentence ? sentencePauseMs : 0));
        for await (const { samples, isLast, idSamples } of model.speak(ids, asked, schedule)) {
          const timed = idSamples && wordTimes(words, idSamples, position, voice.sampleRateHz);
          const pieces = [resampler.push(samples)];
          position += samples.length;
          if (isLast) {
            pieces.push(resampler.push(pause));
            position += pause.length;
          }
          if (isLast && n === parts.length - 1) pieces.push(resampler.flush());
          yield { samples: limit(joinSamples(pieces), gain), ...(timed && { words: timed }) };
          checkpoint();
        }
      }
    },
  };
}

/** What keeps a voice from its first words is a fault of its file. */
async function blaming<Result>(voice: PiperVoice, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== 'SYNTHESIS_FAILED') throw cause;
    throw new AppError('MODEL_FILE_INVALID', {
      message: `${voice.modelPath} cannot speak: ${cause.message}`,
      cause,
      context: { path: voice.modelPath },
    });
  }
}
