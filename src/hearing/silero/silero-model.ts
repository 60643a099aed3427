import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { HEARING_SAMPLE_RATE_HZ } from '#audio';
import { AppError } from '#core';
import { createOnnxSession } from '#models';

/** New samples of one run, at 16 kHz. */
export const SILERO_WINDOW_SAMPLES = 512;
/** Samples of the window before it that each run has to see again. */
const CONTEXT_SAMPLES = 64;
const INPUT_SAMPLES = CONTEXT_SAMPLES + SILERO_WINDOW_SAMPLES;
const STATE_SHAPE = [2, 1, 128] as const;
const STATE_SIZE = 2 * 128;

/** What the model remembers of one speaker. */
export interface SileroMemory {
  context: Float32Array;
  state: Float32Array;
}

/** A loaded Silero model. */
export interface SileroModel {
  /**
   * Judges the next window of one speaker, whose memory it changes.
   *
   * @param samples - 512 new samples, mono at 16 kHz.
   * @returns the probability of speech, 0…1.
   */
  judge(memory: SileroMemory, samples: Float32Array): Promise<number>;
}

/** What nothing was heard of yet. */
export const newSileroMemory = (): SileroMemory => ({
  context: new Float32Array(CONTEXT_SAMPLES),
  state: new Float32Array(STATE_SIZE),
});

function checkLayout(session: InferenceSession, path: string): void {
  const { inputNames, outputNames } = session;
  const isKnown =
    ['input', 'state', 'sr'].every((name) => inputNames.includes(name)) &&
    ['output', 'stateN'].every((name) => outputNames.includes(name));
  if (isKnown) return;
  const isLegacy = inputNames.includes('h') && inputNames.includes('c');
  throw new AppError('MODEL_FILE_INVALID', {
    message: isLegacy
      ? `${path} is Silero VAD version 4 or older; take version 5 or 6.`
      : `${path} is no Silero VAD: it takes ${inputNames.join(', ')} and gives ${outputNames.join(', ')}.`,
    context: { path },
  });
}

function probabilityOf(output: unknown, path: string): number {
  const value: unknown = output instanceof Tensor ? output.data[0] : undefined;
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new AppError('INFERENCE_FAILED', {
    message: `${path} gave no probability.`,
    context: { path, value },
  });
}

/**
 * Loads Silero VAD 5 or 6 (`silero_vad.onnx` and its variants without branches).
 *
 * Each run takes 576 samples: 64 of the window before and 512 new ones. A bare 512 runs without an error
 * and gives garbage.
 *
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`.
 */
export async function loadSilero(path: string): Promise<SileroModel> {
  const session = await createOnnxSession(path);
  checkLayout(session, path);
  const rate = new Tensor('int64', BigInt64Array.of(BigInt(HEARING_SAMPLE_RATE_HZ)), []);
  return {
    async judge(memory, samples) {
      const input = new Float32Array(INPUT_SAMPLES);
      input.set(memory.context);
      input.set(samples, CONTEXT_SAMPLES);
      const { output, stateN } = await session.run({
        input: new Tensor('float32', input, [1, INPUT_SAMPLES]),
        state: new Tensor('float32', memory.state, [...STATE_SHAPE]),
        sr: rate,
      });
      const state: unknown = stateN instanceof Tensor ? stateN.data : undefined;
      if (!(state instanceof Float32Array) || state.length !== STATE_SIZE) {
        throw new AppError('INFERENCE_FAILED', { message: `${path} gave no state.`, context: { path } });
      }
      memory.state = state;
      memory.context = input.slice(-CONTEXT_SAMPLES);
      return probabilityOf(output, path);
    },
  };
}
