import { Tensor, type InferenceSession } from 'onnxruntime-node';

import { AppError } from '#core';
import { createOnnxSession } from '#models';

/** How a sentence is to be said. */
export interface SpeakingStyle {
  /** 0 … 1: how much the sound of the voice varies. */
  readonly noiseScale: number;
  /** 1 is the voice's own pace, 2 is half as fast. */
  readonly lengthScale: number;
  /** 0 … 1: how much its rhythm varies. */
  readonly noiseW: number;
  readonly speakerId: number;
}

/** A Piper network: phoneme ids in, sound at the voice's own rate out. */
export interface VoiceModel {
  /** @returns at least one sample, all finite. @throws AppError `SYNTHESIS_FAILED`. */
  speak(ids: readonly number[], style: SpeakingStyle): Promise<Float32Array>;
}

const INPUTS = ['input', 'input_lengths', 'scales'];

/**
 * Loads a voice's network.
 *
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`.
 */
export async function loadVoiceModel(path: string, threads?: number): Promise<VoiceModel> {
  const session = await createOnnxSession(path, threads === undefined ? {} : { threads });
  const missing = INPUTS.filter((input) => !session.inputNames.includes(input));
  const [output] = session.outputNames;
  if (missing.length > 0 || output === undefined) {
    throw new AppError('MODEL_FILE_INVALID', {
      message: `${path} is no Piper voice: it has no input named ${missing.join(', ')}.`,
      context: { path, inputs: session.inputNames, outputs: session.outputNames },
    });
  }
  const wantsSpeaker = session.inputNames.includes('sid');
  return {
    async speak(ids, style) {
      const { noiseScale, lengthScale, noiseW, speakerId } = style;
      const result = await run(session, {
        input: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
        input_lengths: new Tensor('int64', [BigInt(ids.length)], [1]),
        scales: new Tensor('float32', [noiseScale, lengthScale, noiseW], [3]),
        ...(wantsSpeaker ? { sid: new Tensor('int64', [BigInt(speakerId)], [1]) } : {}),
      });
      return checkedSamples(result[output]?.data, ids.length);
    },
  };
}

async function run(
  session: InferenceSession,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<InferenceSession.ReturnType> {
  try {
    return await session.run(feeds);
  } catch (cause) {
    throw new AppError('SYNTHESIS_FAILED', { message: 'The voice could not process a sentence.', cause });
  }
}

function checkedSamples(data: unknown, ids: number): Float32Array {
  if (!(data instanceof Float32Array) || data.length === 0) {
    throw new AppError('SYNTHESIS_FAILED', { message: 'The voice made no sound.', context: { ids } });
  }
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new AppError('SYNTHESIS_FAILED', {
      message: 'The voice made values that are no sound.',
      context: { ids, sample: at, value: String(data[at]) },
    });
  }
  return data;
}
