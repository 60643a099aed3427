/** What a model is for. */
export type ModelKind = 'recogniser' | 'voice-activity' | 'end-of-turn';

/** A model that aichat knows how to fetch. */
export interface CatalogueModel {
  /** Also the name of its folder. */
  readonly name: string;
  readonly kind: ModelKind;
  /** On Hugging Face. */
  readonly repository: string;
  /** One line for people. */
  readonly summary: string;
  /** Files without which it does not work, whatever the weight format. */
  readonly requiredFiles: readonly string[];
  /** Files that are fetched as well where the repository has them. */
  readonly usefulFiles: readonly string[];
}

/** How the numbers of a Whisper file are stored, and how its name ends. */
export const WEIGHT_FORMAT_SUFFIXES = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
} as const satisfies Readonly<Record<string, string>>;

export type ModelWeightFormat = keyof typeof WEIGHT_FORMAT_SUFFIXES;

/** The two halves of a Whisper model. */
export interface ModelFormats {
  readonly encoder: ModelWeightFormat;
  readonly decoder: ModelWeightFormat;
}

/** Small models suffer in the encoder when it is quantised; the decoder hardly does. */
export const DEFAULT_FORMATS: ModelFormats = { encoder: 'fp32', decoder: 'q8' };

const WHISPER_FILES = [
  'config.json',
  'generation_config.json',
  'preprocessor_config.json',
  'tokenizer.json',
] as const;

interface WhisperSize {
  readonly size: string;
  readonly millions: number;
  /** Whether there is an export without attention outputs. */
  readonly plain: boolean;
}

const WHISPER_SIZES: readonly WhisperSize[] = [
  { size: 'tiny', millions: 39, plain: true },
  { size: 'tiny.en', millions: 39, plain: true },
  { size: 'base', millions: 74, plain: true },
  { size: 'base.en', millions: 74, plain: true },
  { size: 'small', millions: 244, plain: true },
  { size: 'small.en', millions: 244, plain: true },
  { size: 'medium', millions: 769, plain: false },
  { size: 'medium.en', millions: 769, plain: true },
  { size: 'large-v3-turbo', millions: 809, plain: true },
];

function whisper({ size, millions }: WhisperSize, timed: boolean): CatalogueModel {
  const name = `whisper-${size}${timed ? '_timestamped' : ''}`;
  const languages = size.endsWith('.en') ? 'English' : 'many languages';
  return {
    name,
    kind: 'recogniser',
    repository: `onnx-community/${name}`,
    summary: `Whisper ${size}, ${millions} M parameters, ${languages}${timed ? ', word times' : ''}`,
    requiredFiles: WHISPER_FILES,
    usefulFiles: ['tokenizer_config.json', 'README.md'],
  };
}

/** Every model that can be pulled by name; voices have a list of their own. */
export const CATALOGUE: readonly CatalogueModel[] = [
  ...WHISPER_SIZES.flatMap((size) => [...(size.plain ? [whisper(size, false)] : []), whisper(size, true)]),
  {
    name: 'silero-vad',
    kind: 'voice-activity',
    repository: 'onnx-community/silero-vad',
    summary: 'Silero VAD v5: tells speech from noise',
    requiredFiles: ['onnx/model.onnx'],
    usefulFiles: ['README.md'],
  },
  {
    name: 'smart-turn-v3',
    kind: 'end-of-turn',
    repository: 'pipecat-ai/smart-turn-v3',
    summary: 'Smart Turn v3.2: tells whether somebody has finished speaking, 23 languages',
    requiredFiles: ['smart-turn-v3.2-cpu.onnx'],
    usefulFiles: ['README.md'],
  },
];

/** Finds a model by its name; `base` stands for `whisper-base`. */
export function findModel(name: string): CatalogueModel | undefined {
  return CATALOGUE.find((model) => model.name === name || model.name === `whisper-${name}`);
}

/** The ONNX files of a recogniser in the given formats: of its encoder, of its decoder. */
export function weightFiles({ encoder, decoder }: ModelFormats): readonly [string, string] {
  return [
    `onnx/encoder_model${WEIGHT_FORMAT_SUFFIXES[encoder]}.onnx`,
    `onnx/decoder_model_merged${WEIGHT_FORMAT_SUFFIXES[decoder]}.onnx`,
  ];
}
