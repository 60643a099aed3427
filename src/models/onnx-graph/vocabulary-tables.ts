import { makeTensor } from './build-model.ts';
import { DATA_TYPE, type OnnxGraph, type OnnxTensor } from './model.ts';
import { blockLengthOf, packRows, repackRows, type PackedRows } from './packed-rows.ts';
import { bytesIn, floatsIn, signedBytesIn } from './tensor-values.ts';

/** A smaller vocabulary is no burden. */
const MIN_WORDS = 1024;

/** The matrix that turns a state into one number for each word, a row for each word. */
export interface Vocabulary {
  /** Name of the constant [words, width]. */
  readonly table: string;
  readonly words: number;
  readonly width: number;
  /** Names of the packed table's parts: the inputs of MatMulNBits after the first. */
  readonly packed: readonly string[];
  /** For a table of 8-bit integers: names of its step and, if there is one, its zero. */
  readonly stored?: readonly string[];
}

/** The tables of words among a model's constants, and what they are packed to. */
export class VocabularyTables {
  /** The packed tables. */
  readonly made: OnnxTensor[] = [];
  readonly #constants: Map<string, OnnxTensor>;
  readonly #freshName: (wish: string) => string;
  /** Names of tables by the names of the matrices that they are in other order. */
  readonly #tableOf = new Map<string, string>();
  readonly #found = new Map<string, Vocabulary | undefined>();

  constructor(graph: OnnxGraph, freshName: (wish: string) => string) {
    this.#constants = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
    this.#freshName = freshName;
  }

  /** The table of a float constant [words, width]. */
  ofFloats(name: string): Vocabulary | undefined {
    return this.#remember(name, () => {
      const table = this.#constants.get(name);
      const values = table === undefined ? undefined : floatsIn(table);
      const pack = (blockLength: number): PackedRows => packRows(values ?? new Float32Array(0), blockLength);
      return values === undefined ? undefined : this.#make(table, pack);
    });
  }

  /** The table of a constant [words, width] of 8-bit integers with one step for all. */
  ofIntegers(name: string, step: string, zero: string | undefined): Vocabulary | undefined {
    return this.#remember(name, () => {
      const table = this.#constants.get(name);
      const stepTensor = this.#constants.get(step);
      const zeroTensor = this.#constants.get(zero ?? '');
      const values = table === undefined ? undefined : (bytesIn(table) ?? signedBytesIn(table));
      const steps = stepTensor === undefined ? undefined : floatsIn(stepTensor);
      const zeros = zeroTensor === undefined ? undefined : (bytesIn(zeroTensor) ?? signedBytesIn(zeroTensor));
      const hasZero = zero !== undefined && zero !== '';
      if (values === undefined || steps?.length !== 1 || (hasZero && zeros?.length !== 1)) return undefined;
      const pack = (length: number): PackedRows => repackRows(values, length, steps[0] ?? 1, zeros?.[0] ?? 0);
      return this.#make(table, pack, hasZero ? [step, zero] : [step]);
    });
  }

  /**
   * The table whose columns are the rows of the float constant [width, words]: the one that tells what each
   * word looks like to the decoder, if it has the same values, or else one that is made.
   */
  ofMatrix(name: string): Vocabulary | undefined {
    const known = this.#tableOf.get(name);
    if (known !== undefined) return this.ofFloats(known);
    const matrix = this.#constants.get(name);
    const values = matrix === undefined ? undefined : floatsIn(matrix);
    const [width = 0, words = 0] = matrix?.dims ?? [];
    if (values === undefined || matrix?.dims.length !== 2 || words < MIN_WORDS) return undefined;
    const twin = [...this.#constants.values()].find((other) => {
      if (other.dims.join() !== `${words},${width}` || other.dataType !== DATA_TYPE.float) return false;
      return floatsIn(other)?.every(
        (value, place) => value === values[(place % width) * words + Math.floor(place / width)],
      );
    });
    const table = twin?.name ?? this.#transpose(name, values, width, words);
    this.#tableOf.set(name, table);
    return this.ofFloats(table);
  }

  #transpose(name: string, values: Float32Array, width: number, words: number): string {
    const rows = Float32Array.from(
      values,
      (_value, place) => values[(place % width) * words + Math.floor(place / width)] ?? 0,
    );
    const table = makeTensor(this.#freshName(`${name}_rows`), [words, width], rows);
    this.#constants.set(table.name, table);
    this.made.push(table);
    return table.name;
  }

  #remember(name: string, make: () => Vocabulary | undefined): Vocabulary | undefined {
    if (!this.#found.has(name)) this.#found.set(name, make());
    return this.#found.get(name);
  }

  #make(
    table: OnnxTensor | undefined,
    pack: (blockLength: number) => PackedRows,
    stored?: readonly string[],
  ): Vocabulary | undefined {
    const [words = 0, width = 0] = table?.dims ?? [];
    const blockLength = blockLengthOf(width);
    if (table?.dims.length !== 2 || words < MIN_WORDS || blockLength === undefined) return undefined;
    const { values, steps, zeros } = pack(blockLength);
    const blocks = width / blockLength;
    const name = (part: string): string => this.#freshName(`${table.name}_${part}`);
    const tensors = [
      makeTensor(name('packed'), [words, blocks, blockLength], values),
      makeTensor(name('steps'), [words * blocks], steps),
      ...(zeros === undefined ? [] : [makeTensor(name('zeros'), [words * blocks], zeros)]),
    ];
    this.made.push(...tensors);
    const packed = tensors.map((tensor) => tensor.name);
    return { table: table.name, words, width, packed, ...(stored === undefined ? {} : { stored }) };
  }
}
