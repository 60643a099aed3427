import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fillSkeleton } from './fill-skeleton.ts';
import { whisperTexts, type WhisperShape } from './whisper-texts.ts';

const MINI: WhisperShape = {
  width: 128,
  heads: 2,
  encoderLayers: 2,
  decoderLayers: 2,
  endOfText: 1256,
  alignmentHeads: [
    [1, 0],
    [1, 1],
  ],
};
const END_OF_TEXT = 50_257;

/**
 * The Whisper models that can be made. `mini` ones are for tests, one for each layout that files have: as the
 * hub's are now (`hub`, `timestamped` with cross attentions), as optimum leaves them (`raw`), as the hub's were
 * in 2023, and as the latest exporter makes them.
 */
export const WHISPER_SHAPES = {
  'whisper-mini-hub': MINI,
  'whisper-mini-timestamped': MINI,
  'whisper-mini-raw': MINI,
  'whisper-mini-2023': MINI,
  'whisper-mini-latest': MINI,
  'whisper-tiny': {
    width: 384,
    heads: 6,
    encoderLayers: 4,
    decoderLayers: 4,
    endOfText: END_OF_TEXT,
    alignmentHeads: [
      [2, 2],
      [3, 0],
    ],
  },
  'whisper-base': {
    width: 512,
    heads: 8,
    encoderLayers: 6,
    decoderLayers: 6,
    endOfText: END_OF_TEXT,
    alignmentHeads: [
      [3, 1],
      [4, 2],
    ],
  },
  'whisper-small': {
    width: 768,
    heads: 12,
    encoderLayers: 12,
    decoderLayers: 12,
    endOfText: END_OF_TEXT,
    alignmentHeads: [
      [5, 3],
      [5, 9],
    ],
  },
} as const satisfies Readonly<Record<string, WhisperShape>>;

export type WhisperSkeleton = keyof typeof WHISPER_SHAPES;

const HAS_QUANTISED: ReadonlySet<WhisperSkeleton> = new Set<WhisperSkeleton>([
  'whisper-mini-hub',
  'whisper-mini-2023',
  'whisper-tiny',
  'whisper-base',
  'whisper-small',
]);

/** The ONNX files that a model has, as paths in its folder without `onnx/`. */
export function whisperFiles(name: WhisperSkeleton): readonly string[] {
  const whole = ['encoder_model.onnx', 'decoder_model_merged.onnx'];
  const small = ['encoder_model_quantized.onnx', 'decoder_model_merged_quantized.onnx'];
  return HAS_QUANTISED.has(name) ? [...whole, ...small] : whole;
}

/** Which files to write and what their weights are drawn from. */
export interface WhisperFolderOptions {
  /** Of {@link whisperFiles}; all of them unless told. */
  readonly files?: readonly string[];
  readonly seed?: number;
}

/**
 * Writes a whole Whisper folder with random weights, laid out as `onnx-community/whisper-*`. What it writes makes no
 * sense as text; its structure, its speed and its numbers' ranges are those of the real exporter's files.
 */
export async function writeWhisperFolder(
  name: WhisperSkeleton,
  folder: string,
  { files = whisperFiles(name), seed }: WhisperFolderOptions = {},
): Promise<void> {
  await mkdir(join(folder, 'onnx'), { recursive: true });
  for (const [file, content] of await whisperTexts(WHISPER_SHAPES[name])) {
    await writeFile(join(folder, file), JSON.stringify(content));
  }
  for (const file of files) {
    await writeFile(join(folder, 'onnx', file), await fillSkeleton(`${name}/${file}`, seed));
  }
}
