import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { AppError } from '#core';
import { readInterface, type InputShape, type OnnxModel } from './onnx-model.ts';

/** How the inputs begin that take what is kept. */
export const PAST = 'past_key_values.';
const PRESENT = 'present.';

/** Writes one text, token by token. The rows of numbers may be changed by the caller. */
export interface DecoderPass {
  /** Takes the whole prompt, once, and gives for each of its tokens a number for each token that may follow. */
  prefill(tokenIds: readonly number[]): Promise<readonly Float32Array[]>;
  /** Takes the token that was chosen and gives a number for each token that may follow. */
  step(tokenId: number): Promise<Float32Array>;
}

/** A Whisper decoder with a memory of its earlier steps. */
export interface WhisperDecoder {
  /** @param encoderStates - float32 [1, T, D]. */
  begin(encoderStates: Tensor): DecoderPass;
}

/** Whoever knows what a merged decoder is fed with. */
export interface PromptFeeder {
  /** What the branch for whole texts is fed with, for whoever wants other outputs of it. */
  promptFeeds(tokenIds: readonly number[], encoderStates: Tensor): InferenceSession.OnnxValueMapType;
}

/** How a model divides its width. */
export interface DecoderShape {
  readonly heads: number;
  readonly headSize: number;
}

/** What is kept of the sound or of the text, by the names of a decoder's inputs. */
export type Memory = Readonly<Record<string, Tensor>>;

/** The output that becomes an input of the next call. */
export const presentOf = (pastName: string): string => PRESENT + pastName.slice(PAST.length);

export const tokenTensor = (tokenIds: readonly number[]): Tensor =>
  new Tensor('int64', BigInt64Array.from(tokenIds, BigInt), [1, tokenIds.length]);

const cacheBranch = (used: boolean): Tensor => new Tensor('bool', Uint8Array.of(used ? 1 : 0), [1]);

/** Memory of length 0 in the shape that the file declares: [batch, heads, length, size]. */
export function emptyMemory(
  shapes: ReadonlyMap<string, InputShape>,
  { heads, headSize }: DecoderShape,
): Memory {
  const memory: Record<string, Tensor> = {};
  for (const [name, shape] of shapes) {
    if (!name.startsWith(PAST)) continue;
    const [, h, , size] = shape;
    const dims = [1, typeof h === 'number' ? h : heads, 0, typeof size === 'number' ? size : headSize];
    memory[name] = new Tensor('float32', new Float32Array(0), dims);
  }
  return memory;
}

/** What a call gives to be kept, under the names by which the next one takes it. */
export const keep = (outputs: InferenceSession.OnnxValueMapType, names: readonly string[]): Memory =>
  Object.fromEntries(names.map((name) => [name, outputs[presentOf(name)] as Tensor]));

/** The rows of the logits, one for each token that went in; views, not copies. */
export function rowsOf(
  outputs: InferenceSession.OnnxValueMapType,
  path: string,
  count: number,
): readonly Float32Array[] {
  const logits = outputs['logits'];
  if (logits instanceof Tensor && logits.data instanceof Float32Array) {
    const { data } = logits;
    const width = logits.dims.at(-1) ?? 0;
    return Array.from({ length: count }, (_unused, row) => data.subarray(row * width, (row + 1) * width));
  }
  throw new AppError('INFERENCE_FAILED', {
    message: 'The decoder gave no float32 logits.',
    context: { path },
  });
}

/**
 * Drives a merged decoder as Hugging Face optimum exports it: one file with a branch for the prompt and one
 * for single tokens with a memory (`past_key_values.N.{decoder,encoder}.{key,value}`).
 *
 * The memory of the sound (`encoder`) is made by the first call only; later calls return dummies for it,
 * which are never asked for.
 *
 * @throws AppError `MODEL_FILE_INVALID` when the file has another interface.
 */
export function createWhisperDecoder(
  model: OnnxModel,
  path: string,
  shape: DecoderShape,
): WhisperDecoder & PromptFeeder {
  const plain = ['input_ids', 'encoder_hidden_states', 'use_cache_branch'];
  const shapes = readInterface(model, path, { inputs: plain, outputs: ['logits'] });
  const pastNames = [...shapes.keys()].filter((name) => name.startsWith(PAST));
  const unknown = [...shapes.keys()].filter((name) => !name.startsWith(PAST) && !plain.includes(name));
  const lacking = pastNames.map(presentOf).filter((name) => !model.outputNames.includes(name));
  if (unknown.length > 0 || lacking.length > 0 || pastNames.length === 0) {
    throw new AppError('MODEL_FILE_INVALID', {
      message:
        `${path} is a decoder of an unknown kind: ` +
        `${[...unknown.map((name) => `it wants ${name}`), ...lacking.map((name) => `it lacks ${name}`)].join(', ') || 'it has no memory'}.`,
      context: { path, unknown, lacking },
    });
  }
  const soundNames = pastNames.filter((name) => name.includes('.encoder.'));
  const textNames = pastNames.filter((name) => !soundNames.includes(name));
  const textOutputs = ['logits', ...textNames.map(presentOf)];
  const allOutputs = ['logits', ...pastNames.map(presentOf)];
  const zeroMemory = emptyMemory(shapes, shape);

  const promptFeeds: PromptFeeder['promptFeeds'] = (tokenIds, encoderStates) => ({
    input_ids: tokenTensor(tokenIds),
    encoder_hidden_states: encoderStates,
    use_cache_branch: cacheBranch(false),
    ...zeroMemory,
  });

  return {
    promptFeeds,
    begin(encoderStates) {
      const size = encoderStates.dims[2] ?? 0;
      const noStates = new Tensor('float32', new Float32Array(0), [1, 0, size]);
      let sound: Memory = {};
      let text: Memory = {};
      return {
        async prefill(tokenIds) {
          const outputs = await model.run(promptFeeds(tokenIds, encoderStates), allOutputs);
          sound = keep(outputs, soundNames);
          text = keep(outputs, textNames);
          return rowsOf(outputs, path, tokenIds.length);
        },
        async step(tokenId) {
          const outputs = await model.run(
            {
              input_ids: tokenTensor([tokenId]),
              encoder_hidden_states: noStates,
              use_cache_branch: cacheBranch(true),
              ...sound,
              ...text,
            },
            textOutputs,
          );
          text = keep(outputs, textNames);
          return rowsOf(outputs, path, 1)[0]!;
        },
      };
    },
  };
}
