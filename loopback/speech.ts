import loadEspeak, { type EspeakWorker } from '@echogarden/espeak-ng-emscripten';
import { PLAYOUT_SAMPLE_RATE_HZ, resample } from '#audio';
import { AppError } from '#core';

/** How a text is to be spoken. */
export interface SpeakTextOptions {
  /** A voice of espeak-ng, by its language: `en-us`, `de`, `fr-fr`; `en-us` when absent. */
  readonly voice?: string;
  /** Another speaker: `f1`–`f5`, `m1`–`m8`, `croak`, `whisper`, and so on. */
  readonly variant?: string;
  /** Words per minute, 80–450; 175 when absent. */
  readonly rate?: number;
  /** 0–99; 50 when absent. */
  readonly pitch?: number;
}

const DEFAULT_RATE = 175;
const DEFAULT_PITCH = 50;
/** Softer than this at the beginning and at the end counts as silence: -50 dB of full scale. */
const SILENCE_AMPLITUDE = 0.003;
/** Kept on both sides of what is heard, so that no consonant is cut. */
const MARGIN_SAMPLES = (PLAYOUT_SAMPLE_RATE_HZ * 10) / 1000;

let loading: Promise<EspeakWorker> | undefined;

/**
 * Makes speech of a text with espeak-ng, so that a scripted member can say anything without a file.
 *
 * The work is done on the calling thread, about 30 ms for a second of speech.
 *
 * @returns mono samples in −1…1 at 48 kHz, without silence before and after.
 * @throws AppError LOOPBACK_USAGE when there is no such voice or nothing to say.
 */
export async function speakText(text: string, options: SpeakTextOptions = {}): Promise<Float32Array> {
  const { voice = 'en-us', variant, rate = DEFAULT_RATE, pitch = DEFAULT_PITCH } = options;
  loading ??= loadEspeak().then((module) => new module.eSpeakNGWorker());
  const espeak = await loading;
  const name = variant === undefined ? voice : `${voice}+${variant}`;
  if (espeak.set_voice(name) !== 0) {
    throw new AppError('LOOPBACK_USAGE', { message: `espeak-ng has no voice "${name}".` });
  }
  espeak.set_rate(rate);
  espeak.set_pitch(pitch);
  const pieces: Int16Array[] = [];
  espeak.synthesize(text.replaceAll('\0', ' '), (piece) => {
    pieces.push(piece);
    return false;
  });
  const samples = trimSilence(resample(joined(pieces), espeak.get_samplerate(), PLAYOUT_SAMPLE_RATE_HZ));
  if (samples.length === 0) {
    throw new AppError('LOOPBACK_USAGE', { message: 'There is nothing in the text that can be spoken.' });
  }
  return samples;
}

function joined(pieces: readonly Int16Array[]): Float32Array {
  const samples = new Float32Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let position = 0;
  for (const piece of pieces) {
    for (const value of piece) {
      samples[position] = value / 32_768;
      position += 1;
    }
  }
  return samples;
}

/** The sound without what is too soft to hear at its ends; empty when nothing is left. */
export function trimSilence(samples: Float32Array): Float32Array {
  const first = samples.findIndex(isLoud);
  if (first === -1) return new Float32Array(0);
  const last = samples.findLastIndex(isLoud);
  return samples.slice(Math.max(0, first - MARGIN_SAMPLES), last + 1 + MARGIN_SAMPLES);
}

function isLoud(sample: number): boolean {
  return Math.abs(sample) > SILENCE_AMPLITUDE;
}
