import { createResampler, dbToAmplitude, limit, PLAYOUT_SAMPLE_RATE_HZ } from '#audio';
import { AppError } from '#core';

import { createEspeak, type Espeak } from './espeak.ts';
import { speakableParts } from './sentences.ts';
import { loadVoiceModel, type SpeakingStyle, type VoiceModel } from './voice-model.ts';
import type { PiperVoice } from './voice.ts';
import { voiceGainDb } from './voice-gain.ts';

/** How a {@link Speaker} is made. Plain data, so that it can go to a thread. */
export interface SpeakerOptions {
  readonly voice: PiperVoice;
  readonly style: SpeakingStyle;
  /** Silence after each sentence. */
  readonly sentencePauseMs: number;
  /** Fixed gain; measured once with the voice's own speech when left out. */
  readonly gainDb?: number | undefined;
  readonly threads?: number | undefined;
}

/** A loaded voice that speaks plain text. */
export interface Speaker {
  readonly gainDb: number;
  /**
   * Speaks sentence by sentence: mono at 48 kHz, one stream without seams, gain and limiter applied.
   *
   * @throws AppError `SYNTHESIS_FAILED`.
   */
  speak(text: string): AsyncGenerator<Float32Array<ArrayBuffer>, void, undefined>;
}

/** Figures, because espeak reads them in every language. */
const SAMPLE_TEXT = '1, 2, 3, 4, 5, 6, 7, 8, 9.';

/**
 * Loads espeak-ng and the network, and has the voice say a sample once: that warms the network up, shows
 * that it works, and gives the voice's gain.
 *
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`, `VOICE_CONFIG_INVALID`,
 * `AUDIO_RATE_UNSUPPORTED`.
 */
export async function loadSpeaker(options: SpeakerOptions): Promise<Speaker> {
  const { voice, style, sentencePauseMs } = options;
  const espeak = voice.phonemeType === 'espeak' ? await createEspeak(voice.espeakVoice) : undefined;
  const model = await loadVoiceModel(voice.modelPath, options.threads);
  createResampler(voice.sampleRateHz, PLAYOUT_SAMPLE_RATE_HZ);
  const sample = await speakSample(voice, espeak, model, style);
  const gainDb = options.gainDb ?? voiceGainDb(sample, voice.sampleRateHz);
  const gain = dbToAmplitude(gainDb);
  const pause = new Float32Array(Math.round((voice.sampleRateHz * sentencePauseMs) / 1000));

  return {
    gainDb,
    async *speak(text) {
      const resampler = createResampler(voice.sampleRateHz, PLAYOUT_SAMPLE_RATE_HZ);
      const parts = speakableParts(voice, espeak, text);
      for (const [n, { ids, endsSentence }] of parts.entries()) {
        const pieces = [resampler.push(await model.speak(ids, style))];
        if (endsSentence) pieces.push(resampler.push(pause));
        if (n === parts.length - 1) pieces.push(resampler.flush());
        yield limit(joined(pieces), gain);
      }
    },
  };
}

/** A voice that stays silent is as broken as one that fails. */
async function speakSample(
  voice: PiperVoice,
  espeak: Espeak | undefined,
  model: VoiceModel,
  style: SpeakingStyle,
): Promise<Float32Array> {
  const steady = { ...style, noiseScale: 0, noiseW: 0 };
  try {
    const samples: Float32Array[] = [];
    for (const { ids } of speakableParts(voice, espeak, SAMPLE_TEXT))
      samples.push(await model.speak(ids, steady));
    const sample = joined(samples);
    if (sample.every((value) => value === 0)) {
      throw new AppError('SYNTHESIS_FAILED', { message: 'The voice stays silent.' });
    }
    return sample;
  } catch (cause) {
    const detail = cause instanceof AppError ? cause.message : 'It does not work.';
    throw new AppError('MODEL_FILE_INVALID', {
      message: `${voice.modelPath} cannot speak: ${detail}`,
      cause,
      context: { path: voice.modelPath },
    });
  }
}

function joined(pieces: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const whole = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
