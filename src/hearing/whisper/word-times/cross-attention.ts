import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { AppError } from '#core';
import type { OnnxModel } from '../onnx-model.ts';
import type { AlignmentHead } from './alignment-heads.ts';
import type { Matrix } from './dynamic-time-warping.ts';

const OUTPUT = 'cross_attentions.';

/** Whoever knows what the decoder's branch for whole texts is fed with. */
export interface PromptFeeder {
  promptFeeds(tokenIds: readonly number[], encoderStates: Tensor): InferenceSession.OnnxValueMapType;
}

/** Tells where in the sound a decoder looks while it reads a text. */
export interface AttentionReader {
  readonly medianFilterWidth: number;
  /**
   * @param encoderStates - float32 [1, T, D].
   * @returns for each alignment head a matrix with a row for each token and T columns of 20 ms.
   */
  read(encoderStates: Tensor, tokenIds: readonly number[]): Promise<readonly Matrix[]>;
}

/**
 * Reads the outputs `cross_attentions.N` that decoders of the `_timestamped` repositories have.
 *
 * @returns nothing for a decoder that lacks the layers of the alignment heads.
 */
export function createAttentionReader(
  model: OnnxModel,
  decoder: PromptFeeder,
  heads: readonly AlignmentHead[],
  medianFilterWidth: number,
): AttentionReader | undefined {
  const names = [...new Set(heads.map(([layer]) => OUTPUT + layer))];
  if (names.length === 0 || names.some((name) => !model.outputNames.includes(name))) return undefined;
  return {
    medianFilterWidth,
    async read(encoderStates, tokenIds) {
      const outputs = await model.run(decoder.promptFeeds(tokenIds, encoderStates), names);
      return heads.map(([layer, head]) => {
        const weights = outputs[OUTPUT + layer];
        const [, headCount = 0, rows = 0, columns = 0] = weights?.dims ?? [];
        const isUsable = weights instanceof Tensor && weights.data instanceof Float32Array;
        if (!isUsable || head >= headCount || rows !== tokenIds.length || columns === 0) {
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
