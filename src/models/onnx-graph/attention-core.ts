import { attributeOf, integersOf, type GraphIndex } from './graph-index.ts';
import type { OnnxNode } from './model.ts';
import { floatsIn } from './tensor-values.ts';

/** Where the values of an attention come from, and by how much they are multiplied on the way. */
interface Source {
  readonly name: string;
  readonly scale: number;
}

/** Keys or values: new ones, behind those that were kept, or kept ones alone. */
export interface Memory {
  /** float32 [1, T, D]; kept keys or values alone are [1, heads, T, size]. */
  readonly source: string;
  /** What is kept of earlier steps: float32 [1, heads, P, size]. */
  readonly past?: string;
  /** Both together: float32 [1, heads, P + T, size]. */
  readonly present?: string;
}

/** The middle of an attention: queries look for keys, and take of the values. */
export interface AttentionCore {
  /** float32 [1, T, D]. */
  readonly queries: string;
  readonly keys: Memory;
  readonly values: Memory;
  readonly scale: number;
  /** Whether something is added to the scores, which is how exporters hide what comes later. */
  readonly isMasked: boolean;
  /** float32 [1, T, D]. */
  readonly output: string;
}

/** They change the order of values and not the values. */
const ARRANGING: ReadonlySet<string> = new Set(['Reshape', 'Transpose', 'Identity', 'Squeeze', 'Unsqueeze']);
/** Axis of the positions in [1, heads, positions, size]. */
const POSITIONS_AXES: ReadonlySet<number> = new Set([2, -2]);

/** Follows the tensors around a Softmax. */
export class AttentionReader {
  readonly #index: GraphIndex;

  constructor(index: GraphIndex) {
    this.#index = index;
  }

  /** The value of a constant number; also of the square root of one. */
  #numberOf(name: string): number | undefined {
    const tensor = this.#index.constantOf(name);
    if (tensor !== undefined) {
      const values = floatsIn(tensor);
      return values?.length === 1 ? values[0] : undefined;
    }
    const node = this.#index.producerOf(name);
    if (node?.opType !== 'Sqrt') return undefined;
    const inner = this.#numberOf(node.inputs[0] ?? '');
    return inner === undefined ? undefined : Math.sqrt(inner);
  }

  /** Back through rearrangements and multiplications by a number. */
  #sourceOf(name: string): Source {
    let source = { name, scale: 1 };
    for (;;) {
      const node = this.#index.producerOf(source.name);
      const [first = '', second = ''] = node?.inputs ?? [];
      if (node !== undefined && ARRANGING.has(node.opType)) {
        source = { ...source, name: first };
        continue;
      }
      if (node?.opType !== 'Mul' && node?.opType !== 'Div') return source;
      const factor = this.#numberOf(second);
      const other = node.opType === 'Mul' ? this.#numberOf(first) : undefined;
      if (factor !== undefined) {
        source = { name: first, scale: source.scale * (node.opType === 'Mul' ? factor : 1 / factor) };
      } else if (other !== undefined) source = { name: second, scale: source.scale * other };
      else return source;
    }
  }

  #memoryOf(name: string): { readonly memory: Memory; readonly scale: number } | undefined {
    const found = this.#sourceOf(name);
    const node = this.#index.producerOf(found.name);
    if (node?.opType !== 'Concat') return { memory: { source: found.name }, scale: found.scale };
    const [past = '', fresh = ''] = node.inputs;
    const axis = Number(attributeOf(node, 'axis')?.int ?? 0n);
    const isKept = this.#index.producerOf(past) === undefined;
    if (node.inputs.length !== 2 || !POSITIONS_AXES.has(axis) || !isKept) return undefined;
    const added = this.#sourceOf(fresh);
    // What is kept must be what is asked for later, so nothing may be multiplied in between.
    if (added.scale !== 1) return undefined;
    const present = node.outputs[0] ?? '';
    return { memory: { source: added.name, past, present }, scale: found.scale };
  }

  #producerThroughShapes(name: string): OnnxNode | undefined {
    let node = this.#index.producerOf(name);
    while (node?.opType === 'Reshape') node = this.#index.producerOf(node.inputs[0] ?? '');
    return node;
  }

  /** The product of queries and keys, with or without something added to it. */
  #scoresOf(name: string): { readonly product: OnnxNode; readonly isMasked: boolean } | undefined {
    const node = this.#producerThroughShapes(name);
    if (node?.opType === 'MatMul') return { product: node, isMasked: false };
    if (node?.opType !== 'Add') return undefined;
    const product = node.inputs
      .map((input) => this.#producerThroughShapes(input))
      .find((producer) => producer?.opType === 'MatMul');
    return product === undefined ? undefined : { product, isMasked: true };
  }

  /** The last of the rearrangements that follow; only while there is one user. */
  #outputOf(product: OnnxNode): string | undefined {
    let name = product.outputs[0] ?? '';
    let turns = 0;
    for (;;) {
      const users = this.#index.consumersOf(name);
      const [user] = users;
      if (user === undefined || users.length > 1 || !ARRANGING.has(user.opType)) break;
      if (user.opType === 'Transpose') {
        if (integersOf(user, 'perm', []).join() !== '0,2,1,3') return undefined;
        turns += 1;
      }
      name = user.outputs[0] ?? '';
    }
    return turns === 1 ? name : undefined;
  }

  /** The product that takes of the values; some exporters put a guard against rows without any score before it. */
  #userOf(softmax: OnnxNode): OnnxNode | undefined {
    let [name = ''] = softmax.outputs;
    for (;;) {
      const users = this.#index.consumersOf(name).filter(({ opType }) => opType !== 'IsNaN');
      const [user] = users;
      if (user === undefined || users.length > 1 || this.#index.isOutput(name)) return undefined;
      if (user.opType === 'MatMul') return user.inputs[0] === name ? user : undefined;
      const isGuard = user.opType === 'Where' && user.inputs[2] === name;
      if (user.opType !== 'Reshape' && !isGuard) return undefined;
      name = user.outputs[0] ?? '';
    }
  }

  /** The attention around a Softmax; nothing when it has another form. */
  read(softmax: OnnxNode): AttentionCore | undefined {
    const user = this.#userOf(softmax);
    if (user === undefined) return undefined;
    const scores = this.#scoresOf(softmax.inputs[0] ?? '');
    const output = this.#outputOf(user);
    if (scores === undefined || output === undefined) return undefined;
    const queries = this.#sourceOf(scores.product.inputs[0] ?? '');
    const keys = this.#memoryOf(scores.product.inputs[1] ?? '');
    const values = this.#memoryOf(user.inputs[1] ?? '');
    if (keys === undefined || values === undefined || values.scale !== 1) return undefined;
    return {
      queries: queries.name,
      keys: keys.memory,
      values: values.memory,
      scale: queries.scale * keys.scale,
      isMasked: scores.isMasked,
      output,
    };
  }
}
