import {
  DATA_TYPE,
  makeGraph,
  makeIntegers,
  makeModel,
  makeNode,
  makeTensor,
  makeValueInfo,
  writeOnnxModel,
} from '#models';
import { createMelFilters, FOURIER_LENGTH } from './mel-filters.ts';
import { FRAME_SAMPLES } from './window-policy.ts';

const BIN_COUNT = FOURIER_LENGTH / 2 + 1;
/** Power below this counts as this. */
const SMALLEST_POWER = 1e-10;
/** What lies further below the loudest value is raised to this distance, in powers of ten. */
const DYNAMIC_RANGE = 8;

/** Names of the graph's inputs and output. */
export const LOG_MEL = { samples: 'samples', padding: 'padding', features: 'features' } as const;

/** Cosine rows, then sine rows, of a Fourier transform under a periodic Hann window. */
function fourierRows(): Float32Array {
  const rows = new Float32Array(2 * BIN_COUNT * FOURIER_LENGTH);
  const angle = (2 * Math.PI) / FOURIER_LENGTH;
  for (let bin = 0; bin < BIN_COUNT; bin += 1) {
    for (let n = 0; n < FOURIER_LENGTH; n += 1) {
      const hann = 0.5 - 0.5 * Math.cos(angle * n);
      const turn = angle * ((bin * n) % FOURIER_LENGTH);
      rows[bin * FOURIER_LENGTH + n] = hann * Math.cos(turn);
      rows[(BIN_COUNT + bin) * FOURIER_LENGTH + n] = -hann * Math.sin(turn);
    }
  }
  return rows;
}

function melMatrix(melCount: number): Float32Array {
  const matrix = new Float32Array(melCount * BIN_COUNT);
  createMelFilters(melCount).forEach(({ firstBin, weights }, mel) => {
    matrix.set(weights, mel * BIN_COUNT + firstBin);
  });
  return matrix;
}

const scalar = (name: string, value: number) => makeTensor(name, [], Float32Array.of(value));

/**
 * Whisper's log-mel spectrogram, after its `audio.py`, as an ONNX graph: the windowed Fourier transform is
 * one convolution with a stride of 10 ms, so the runtime's matrix code does all the work.
 *
 * Inputs: `samples` float32 [1, 1, (C − 1) × 160 + 400], the mirrored ends included; `padding` int64 [6], the
 * padding of [1, bands, C] in the form of the operator Pad: columns of silence that follow.
 * Output: `features` float32 [1, bands, columns].
 *
 * @param melCount - 80, or 128 for large-v3 and its kin.
 * @returns the bytes of the ONNX file.
 */
export function buildLogMelGraph(melCount: number): Uint8Array {
  const { samples, padding, features } = LOG_MEL;
  const nodes = [
    makeNode('Conv', [samples, 'fourier'], ['spectrum'], {
      kernel_shape: [BigInt(FOURIER_LENGTH)],
      strides: [BigInt(FRAME_SAMPLES)],
    }),
    makeNode('Mul', ['spectrum', 'spectrum'], ['squares']),
    makeNode('Split', ['squares', 'halves'], ['real', 'imaginary'], { axis: 1n }),
    makeNode('Add', ['real', 'imaginary'], ['power']),
    makeNode('MatMul', ['mel', 'power'], ['bands']),
    makeNode('Pad', ['bands', padding], ['window'], { mode: 'constant' }),
    makeNode('Max', ['window', 'smallest'], ['audible']),
    makeNode('Log', ['audible'], ['natural']),
    makeNode('Mul', ['natural', 'perDecade'], ['decades']),
    makeNode('ReduceMax', ['decades'], ['loudest'], { keepdims: 1n }),
    makeNode('Sub', ['loudest', 'range'], ['floor']),
    makeNode('Max', ['decades', 'floor'], ['limited']),
    makeNode('Add', ['limited', 'shift'], ['shifted']),
    makeNode('Mul', ['shifted', 'scale'], [features]),
  ];
  const graph = makeGraph({
    name: 'log-mel',
    nodes,
    initializers: [
      makeTensor('fourier', [2 * BIN_COUNT, 1, FOURIER_LENGTH], fourierRows()),
      makeTensor('mel', [melCount, BIN_COUNT], melMatrix(melCount)),
      makeIntegers('halves', [BIN_COUNT, BIN_COUNT]),
      scalar('smallest', SMALLEST_POWER),
      scalar('perDecade', Math.LOG10E),
      scalar('range', DYNAMIC_RANGE),
      scalar('shift', 4),
      scalar('scale', 0.25),
    ],
    inputs: [
      makeValueInfo(samples, DATA_TYPE.float, [1, 1, 'length']),
      makeValueInfo(padding, DATA_TYPE.int64, [6]),
    ],
    outputs: [makeValueInfo(features, DATA_TYPE.float, [1, melCount, 'columns'])],
  });
  return writeOnnxModel(makeModel(graph));
}
