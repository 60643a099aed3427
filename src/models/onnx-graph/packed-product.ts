import { makeNode } from './build-model.ts';
import type { OnnxModel, OnnxNode } from './model.ts';
import { blockLengthOf } from './packed-rows.ts';

/** Where the runtime's own operators are. */
export const RUNTIME_DOMAIN = 'com.microsoft';

/** A product with rows that are packed as `PackedRows` says: MatMulNBits of the runtime. */
export const packedProduct = (
  inputs: readonly string[],
  outputs: readonly string[],
  width: number,
  rows: number,
): OnnxNode =>
  makeNode(
    'MatMulNBits',
    inputs,
    outputs,
    {
      K: BigInt(width),
      N: BigInt(rows),
      bits: 8n,
      block_size: BigInt(blockLengthOf(width) ?? width),
      // Products of integers; with any other level the operator is slower than floats.
      accuracy_level: 4n,
    },
    RUNTIME_DOMAIN,
  );

/** Says that a model uses the runtime's own operators. */
export function withRuntimeOperators(model: OnnxModel): OnnxModel {
  const isKnown = model.opsets.some(({ domain }) => domain === RUNTIME_DOMAIN);
  return isKnown ? model : { ...model, opsets: [...model.opsets, { domain: RUNTIME_DOMAIN, version: 1 }] };
}
