import { ancestorsOf, dropUnusedInitializers } from './arrange-graph.ts';
import { makeIntegers, makeNode, makeTensor } from './build-model.ts';
import { attributeOf, indexGraph } from './graph-index.ts';
import { mapInnerGraphs } from './map-graphs.ts';
import { DATA_TYPE, type OnnxGraph, type OnnxModel, type OnnxNode, type OnnxTensor } from './model.ts';
import { opsetOf, unknownLayout, type OnnxEdit, type OnnxEditResult } from './onnx-edit.ts';
import { packRows, repackRows, type PackedRows } from './packed-rows.ts';
import { bytesIn, floatsIn } from './tensor-values.ts';

const RUNTIME_DOMAIN = 'com.microsoft';
/** Words whose numbers are computed exactly. */
const SHORTLIST_LENGTH = 64;
/** A smaller vocabulary is no burden. */
const MIN_WORDS = 1024;
/** The form of ScatterElements, TopK and negative axes that is written here. */
const MIN_OPSET = 11;
/** From here on axes are an input of Unsqueeze and Squeeze. */
const AXES_INPUT_OPSET = 13;

/** The matrix that turns the last state into one number for each word, row by row. */
interface Vocabulary {
  /** Name of a constant [words, width]. */
  readonly table: string;
  readonly words: number;
  readonly width: number;
  /** For a table of 8-bit integers: names of its step and of its zero. */
  readonly stored?: { readonly step: string; readonly zero: string | undefined };
}

/** The constants of the whole model, those that were made here included. */
class Constants {
  readonly made: OnnxTensor[] = [];
  readonly #byName: Map<string, OnnxTensor>;
  readonly #packed = new Map<string, readonly string[]>();
  readonly #twins = new Map<string, string | undefined>();

  constructor(graph: OnnxGraph) {
    this.#byName = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  }

  get(name: string | undefined): OnnxTensor | undefined {
    return name === undefined ? undefined : this.#byName.get(name);
  }

  /** The constant with the same values in the other order of the two dimensions. */
  twinOf(name: string): string | undefined {
    if (!this.#twins.has(name)) this.#twins.set(name, this.#findTwin(name));
    return this.#twins.get(name);
  }

  #findTwin(name: string): string | undefined {
    const matrix = this.#byName.get(name);
    const values = matrix === undefined ? undefined : floatsIn(matrix);
    const [width = 0, words = 0] = matrix?.dims ?? [];
    if (values === undefined) return undefined;
    return [...this.#byName.values()].find((other) => {
      if (other.dims.length !== 2 || other.dims[0] !== words || other.dims[1] !== width) return false;
      const rows = floatsIn(other);
      return rows?.every(
        (value, place) => value === values[(place % width) * words + Math.floor(place / width)],
      );
    })?.name;
  }

  /** Names of the inputs 1 to 3 of MatMulNBits for a table. */
  packedInputs(vocabulary: Vocabulary, pack: () => PackedRows | undefined): readonly string[] | undefined {
    const known = this.#packed.get(vocabulary.table);
    if (known !== undefined) return known;
    const packed = pack();
    if (packed === undefined) return undefined;
    const { words, width, table } = vocabulary;
    const { blockLength, values, steps, zeros } = packed;
    const blocks = width / blockLength;
    const tensors = [
      makeTensor(`${table}_aichat_packed`, [words, blocks, blockLength], values),
      makeTensor(`${table}_aichat_steps`, [words * blocks], steps),
      ...(zeros === undefined ? [] : [makeTensor(`${table}_aichat_zeros`, [words * blocks], zeros)]),
    ];
    this.made.push(...tensors);
    const names = tensors.map(({ name }) => name);
    this.#packed.set(table, names);
    return names;
  }
}

function isTransposed(node: OnnxNode | undefined): node is OnnxNode {
  if (node?.opType !== 'Transpose') return false;
  const order = attributeOf(node, 'perm')?.ints.map(Number);
  return order === undefined || order.join() === '1,0';
}

/** Finds the table behind the second input of the product that makes the logits. */
function findVocabulary(
  matrix: string,
  producerOf: (name: string) => OnnxNode | undefined,
  constants: Constants,
): Vocabulary | undefined {
  const ofTable = (table: string | undefined, stored?: Vocabulary['stored']): Vocabulary | undefined => {
    const [words = 0, width = 0] = constants.get(table)?.dims ?? [];
    if (table === undefined || words < MIN_WORDS || words <= width) return undefined;
    return { table, words, width, ...(stored === undefined ? {} : { stored }) };
  };
  if (constants.get(matrix) !== undefined) return ofTable(constants.twinOf(matrix));
  const producer = producerOf(matrix);
  if (isTransposed(producer)) {
    const table = producer.inputs[0];
    return constants.get(table)?.dataType === DATA_TYPE.float ? ofTable(table) : undefined;
  }
  if (producer?.opType !== 'DequantizeLinear') return undefined;
  const [values = '', step = '', zero] = producer.inputs;
  const inner = producerOf(values);
  const isPlain = (constants.get(step)?.dims.length ?? 1) === 0;
  return isTransposed(inner) && isPlain ? ofTable(inner.inputs[0], { step, zero }) : undefined;
}

function packVocabulary(vocabulary: Vocabulary, constants: Constants): PackedRows | undefined {
  const { width, stored } = vocabulary;
  const table = constants.get(vocabulary.table);
  if (table === undefined) return undefined;
  if (stored === undefined) {
    const values = floatsIn(table);
    return values === undefined ? undefined : packRows(values, width);
  }
  const stepTensor = constants.get(stored.step);
  const zeroTensor = constants.get(stored.zero);
  const step = stepTensor === undefined ? undefined : floatsIn(stepTensor)?.[0];
  const values = bytesIn(table);
  const zero = zeroTensor === undefined ? 0 : bytesIn(zeroTensor)?.[0];
  if (step === undefined || values === undefined || zero === undefined) return undefined;
  return repackRows(values, width, step, zero);
}

/** The nodes that stand where the product stood. */
function shortlistNodes(
  vocabulary: Vocabulary,
  packed: readonly string[],
  [state, logits]: readonly [string, string],
  freshName: (wish: string) => string,
  opset: number,
): readonly OnnxNode[] {
  const { table, words, width, stored } = vocabulary;
  const name = (part: string): string => freshName(`aichat_${part}`);
  const [rough, best, places, rows] = ['rough', 'best', 'places', 'rows'].map(name) as [
    string,
    string,
    string,
    string,
  ];
  const [plainRows, column, products, exact] = ['plain_rows', 'column', 'products', 'exact'].map(name) as [
    string,
    string,
    string,
    string,
  ];
  const onLastAxis = (opType: string, from: string, to: string): OnnxNode =>
    opset < AXES_INPUT_OPSET
      ? makeNode(opType, [from], [to], { axes: [-1n] })
      : makeNode(opType, [from, LAST_AXIS], [to]);
  const zero = stored?.zero === undefined ? [] : [stored.zero];
  return [
    makeNode(
      'MatMulNBits',
      [state, ...packed],
      [rough],
      {
        K: BigInt(width),
        N: BigInt(words),
        bits: 8n,
        block_size: BigInt(blockLengthOf(width)),
        // Integer products; without it the operator is slower than the matrix in full precision.
        accuracy_level: 4n,
      },
      RUNTIME_DOMAIN,
    ),
    makeNode('TopK', [rough, SHORTLIST], [best, places], { axis: -1n, sorted: 0n }),
    makeNode('Gather', [table, places], [stored === undefined ? rows : plainRows], { axis: 0n }),
    ...(stored === undefined
      ? []
      : [makeNode('DequantizeLinear', [plainRows, stored.step, ...zero], [rows])]),
    onLastAxis('Unsqueeze', state, column),
    makeNode('MatMul', [rows, column], [products]),
    onLastAxis('Squeeze', products, exact),
    makeNode('ScatterElements', [rough, places, exact], [logits], { axis: -1n }),
  ];
}
