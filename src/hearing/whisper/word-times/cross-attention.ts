import { Tensor } from 'onnxruntime-node';
import { AppError } from '#core';
import type { PromptFeeder } from '../decoder.ts';
import type { OnnxModel } from '../onnx-model.ts';
import type { WhisperFolder } from '../whisper-folder.ts';
import { alignmentHeadsOf } from './alignment-heads.ts';
import type { Matrix } from './dynamic-time-warping.ts';

const OUTPUT = 'cross_attentions.';

/** Tells where in the sound a decoder looks while it reads a text. */
export interface AttentionReader {
  readonly medianFilterWidth: number;
  /**
   * @param encoderStates - float32 [1, T, D].
   * @returns for each alignment head a matrix with a row for each token and T columns of 20 ms.
   */
  read(encoderStates: Tensor, tokenIds: readonly number[]): Promise<readonly Matrix[]>;
}

/** Whisper's own. */
const MEDIAN_FILTER_WIDTH = 7;

/** How many layers' attention a decoder gives out. */
function layersOf({ outputNames }: OnnxModel): number {
  return outputNames.filter((name) => name.startsWith(OUTPUT)).length;
}

/**
 * Reads the outputs `cross_attentions.N` that decoders of the `_timestamped` repositories have, and others
 * when they were edited for it.
 *
 * @returns nothing for a decoder that lacks the layers of the alignment heads.
 */
export function createAttentionReader(
  model: OnnxModel,
  decoder: PromptFeeder,
  { config, generation }: Pick<WhisperFolder, 'config' | 'generation'>,
): AttentionReader | undefined {
  const heads = alignmentHeadsOf(generation.alignment_heads, {
    layers: config.decoder_layers ?? layersOf(model),
    heads: config.decoder_attention_heads,
    vocabularySize: config.vocab_size,
  });
  const medianFilterWidth = config.median_filter_width ?? MEDIAN_FILTER_WIDTH;
  const names = [...new Set(heads.map(([layer]) => OUTPUT + layer))];
  if (names.length === 0 || names.some((name) => !model.outputNames.includes(name))) return undefined;
  return {
    medianFilterWidth,
    async read(encoderStates, tokenIds) {
      const outputs = await model.run(decoder.promptFeeds(tokenIds, encoderStates), names);
      return heads.map(([layer, head]) => {
        const weights = outputs[OUTPUT + layer];
        const [, headCount = 0, rows = 0, columns = 0] = weights?.dims ?? [];
        const isFitting = head < headCount && rows === tokenIds.length && columns > 0;
        if (!(weights instanceof Tensor) || !(weights.data instanceof Float32Array) || !isFitting) {
          throw new AppError('INFERENCE_FAILED', {
            message: `The decoder gave no attention for layer ${layer}, head ${head}.`,
            context: { layer, head, dims: weights?.dims },
          });
        }
        const { data } = weights;
        return Array.from({ length: rows }, (_unused, row) => {
          const from = (head * rows + row) * columns;
          return data.subarray(from, from + columns);
        });
      });
    },
  };
}
