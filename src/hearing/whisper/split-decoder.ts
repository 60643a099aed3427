import type { Tensor } from 'onnxruntime-node';
import { AppError } from '#core';
import {
  emptyMemory,
  keep,
  PAST,
  presentOf,
  rowsOf,
  tokenTensor,
  type DecoderShape,
  type Memory,
  type WhisperDecoder,
} from './decoder.ts';
import { readInterface, type OnnxModel } from './onnx-model.ts';

/** A decoder that was taken apart: see `splitDecoder` of #models. */
export interface DecoderParts {
  /** Makes of the encoder's states what is kept of the sound. */
  readonly sound: OnnxModel;
  /** Takes tokens, what is kept of the sound, and what is kept of the text. */
  readonly text: OnnxModel;
}

/**
 * Drives a decoder in two parts. What is kept of the sound is made once, however often its text is written.
 *
 * @throws AppError `MODEL_FILE_INVALID` when the parts do not fit together.
 */
export function createSplitDecoder(
  { sound, text }: DecoderParts,
  path: string,
  shape: DecoderShape,
): WhisperDecoder {
  const shapes = readInterface(text, path, { inputs: ['input_ids'], outputs: ['logits'] });
  const pastNames = [...shapes.keys()].filter((name) => name.startsWith(PAST));
  const soundNames = pastNames.filter((name) => sound.outputNames.includes(name));
  const textNames = pastNames.filter((name) => !soundNames.includes(name));
  const lacking = textNames.map(presentOf).filter((name) => !text.outputNames.includes(name));
  if (soundNames.length === 0 || textNames.length === 0 || lacking.length > 0) {
    throw new AppError('MODEL_FILE_INVALID', {
      message: `The two parts of ${path} do not fit together: ${lacking.join(', ') || 'one keeps nothing'}.`,
      context: { path, lacking },
    });
  }
  const noText = emptyMemory(new Map([...shapes].filter(([name]) => textNames.includes(name))), shape);
  const outputs = ['logits', ...textNames.map(presentOf)];
  const heard = new WeakMap<Tensor, Memory>();

  const listen = async (encoderStates: Tensor): Promise<Memory> => {
    const known = heard.get(encoderStates);
    if (known !== undefined) return known;
    const made = await sound.run({ encoder_hidden_states: encoderStates }, soundNames);
    const memory = Object.fromEntries(soundNames.map((name) => [name, made[name] as Tensor]));
    heard.set(encoderStates, memory);
    return memory;
  };

  return {
    begin(encoderStates) {
      let soundMemory: Memory = {};
      let textMemory = noText;
      const read = async (tokenIds: readonly number[]): Promise<readonly Float32Array[]> => {
        const feeds = { input_ids: tokenTensor(tokenIds), ...soundMemory, ...textMemory };
        const made = await text.run(feeds, outputs);
        textMemory = keep(made, textNames);
        return rowsOf(made, path, tokenIds.length);
      };
      return {
        async prefill(tokenIds) {
          soundMemory = await listen(encoderStates);
          return read(tokenIds);
        },
        async step(tokenId) {
          return (await read([tokenId]))[0]!;
        },
      };
    },
  };
}
