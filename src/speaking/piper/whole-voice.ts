import type { InferenceSession } from 'onnxruntime-node';

import { AppError } from '#core';

import type { VoiceModel } from './voice-model.ts';
import { checkedSound, runVoice, voiceInputs } from './voice-tensors.ts';

const INPUTS = ['input', 'input_lengths', 'scales'];

/**
 * A voice whose network is one piece: each sentence is one stretch. Files that were made for alignment have
 * a second output with the frames of each id, and tell word times too.
 *
 * @throws AppError `MODEL_FILE_INVALID` when it is no Piper voice.
 */
export function createWholeVoice(session: InferenceSession, path: string): VoiceModel {
  const missing = INPUTS.filter((input) => !session.inputNames.includes(input));
  const [output, durations] = session.outputNames;
  if (missing.length > 0 || output === undefined) {
    throw new AppError('MODEL_FILE_INVALID', {
      message: `${path} is no Piper voice: it has no input named ${missing.join(', ')}.`,
      context: { path, inputs: session.inputNames, outputs: session.outputNames },
    });
  }
  return {
    async *speak(ids, scales) {
      const result = await runVoice(session, voiceInputs(ids, scales));
      const samples = checkedSound(result[output]?.data);
      const frames = durations === undefined ? undefined : result[durations]?.data;
      const idSamples = samplesOfIds(frames, ids.length, samples.length);
      yield { samples, isLast: true, ...(idSamples && { idSamples }) };
    },
  };
}

/** Whether it is what it seems shows in the sum: the frames of all ids are the whole sound. */
function samplesOfIds(frames: unknown, ids: number, samples: number): Float32Array | undefined {
  if (!(frames instanceof Float32Array) || frames.length !== ids) return undefined;
  const hop = samples / frames.reduce((sum, count) => sum + count, 0);
  return Number.isInteger(hop) ? frames.map((count) => count * hop) : undefined;
}
