import { makeIntegers, makeNode } from './build-model.ts';
import type { GraphIndex } from './graph-index.ts';
import type { OnnxNode, OnnxTensor } from './model.ts';
import { integersIn } from './tensor-values.ts';

/**
 * Replaces a number of positions that an export wrote into its shapes by one that is measured when the model
 * runs. What it makes is in `added` and `initializers`.
 */
export class ShapeRewriter {
  readonly added: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  readonly #index: GraphIndex;
  readonly #positions: number;
  readonly #lengthVector: string;
  readonly #lengthScalar: string;
  readonly #done = new Map<string, string>();

  constructor(
    index: GraphIndex,
    positions: number,
    length: { readonly vector: string; readonly scalar: string },
  ) {
    this.#index = index;
    this.#positions = positions;
    this.#lengthVector = length.vector;
    this.#lengthScalar = length.scalar;
  }

  /** Gives the name of the tensor that stands for `name` at any length; often `name` itself. */
  rewrite(name: string): string {
    const known = this.#done.get(name);
    if (known !== undefined) return known;
    const constant = this.#index.constantOf(name);
    const rewritten = constant === undefined ? this.#throughProducer(name) : this.#constant(name, constant);
    this.#done.set(name, rewritten);
    return rewritten;
  }

  #constant(name: string, constant: OnnxTensor): string {
    const values = integersIn(constant);
    if (values === undefined || !values.includes(this.#positions)) return name;
    if (constant.dims.length === 0) return this.#lengthScalar;
    const parts = values.map((value) =>
      value === this.#positions ? this.#lengthVector : this.#integer(value),
    );
    return parts.length === 1 ? this.#lengthVector : this.#add('Concat', parts, { axis: 0n });
  }

  #throughProducer(name: string): string {
    const node = this.#index.producerOf(name);
    if (node === undefined || !['Concat', 'Unsqueeze', 'Cast', 'Identity'].includes(node.opType)) return name;
    // Only the data of Unsqueeze is a size; its second input is an axis.
    const inputs = node.inputs.map((input, place) =>
      node.opType === 'Concat' || place === 0 ? this.rewrite(input) : input,
    );
    if (inputs.every((input, place) => input === node.inputs[place])) return name;
    const output = this.#index.freshName('aichat_shape');
    this.added.push({ ...node, name: output, inputs, outputs: [output] });
    return output;
  }

  #integer(value: number): string {
    const key = `integer ${value}`;
    const known = this.#done.get(key);
    if (known !== undefined) return known;
    const name = this.#index.freshName(`aichat_integer_${value}`);
    this.initializers.push(makeIntegers(name, [value]));
    this.#done.set(key, name);
    return name;
  }

  #add(opType: string, inputs: readonly string[], attributes: Readonly<Record<string, bigint>>): string {
    const output = this.#index.freshName('aichat_shape');
    this.added.push(makeNode(opType, inputs, [output], attributes));
    return output;
  }
}
