import { Tensor, type InferenceSession } from 'onnxruntime-node';

import { AppError } from '#core';

/** How the network is to say a sentence, as the network takes it. */
export interface VoiceScales {
  /** 0 or more: how much the sound of the voice varies. */
  readonly noiseScale: number;
  /** 1 is the voice's own pace, 2 is half as fast. */
  readonly lengthScale: number;
  /** 0 or more: how much its rhythm varies. */
  readonly noiseW: number;
  readonly speakerId: number;
}

type Values = Readonly<Record<string, Tensor>>;

/** The tensors that a voice's network reads; `sid` for those that take a speaker. */
export function voiceInputs(ids: readonly number[], scales: VoiceScales): Values {
  const { noiseScale, lengthScale, noiseW, speakerId } = scales;
  return {
    input: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
    input_lengths: new Tensor('int64', [BigInt(ids.length)], [1]),
    scales: new Tensor('float32', [noiseScale, lengthScale, noiseW], [3]),
    sid: new Tensor('int64', [BigInt(speakerId)], [1]),
  };
}

/**
 * Runs a network on those of `values` that it takes.
 *
 * @throws AppError `SYNTHESIS_FAILED`.
 */
export async function runVoice(session: InferenceSession, values: Values): Promise<Values> {
  const feeds = Object.fromEntries(
    Object.entries(values).filter(([name]) => session.inputNames.includes(name)),
  );
  try {
    return await session.run(feeds);
  } catch (cause) {
    throw new AppError('SYNTHESIS_FAILED', { message: 'The voice could not process a sentence.', cause });
  }
}

/** @returns at least one sample, all finite. @throws AppError `SYNTHESIS_FAILED`. */
export function checkedSound(data: unknown): Float32Array {
  if (!(data instanceof Float32Array) || data.length === 0) {
    throw new AppError('SYNTHESIS_FAILED', { message: 'The voice made no sound.' });
  }
  for (let at = 0; at < data.length; at += 1) {
    if (Number.isFinite(data[at])) continue;
    throw new AppError('SYNTHESIS_FAILED', {
      message: 'The voice made values that are no sound.',
      context: { sample: at, value: String(data[at]) },
    });
  }
  return data;
}
