import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { AppError, ifPresent } from '#core';
import { WEIGHT_FORMAT_SUFFIXES, type ModelWeightFormat } from '#models';
import { readJsonFile } from './json-file.ts';

const id = z.int().nonnegative();
const ids = z.array(id);

const configSchema = z.object({
  model_type: z.literal('whisper', { error: 'is not "whisper": this is another kind of model' }),
  d_model: z.int().positive(),
  encoder_attention_heads: z.int().positive().nullish(),
  decoder_attention_heads: z.int().positive(),
  decoder_layers: z.int().positive().nullish(),
  num_mel_bins: z.int().positive(),
  vocab_size: z.int().positive(),
  max_source_positions: z.literal(1500),
  max_target_positions: z.int().positive(),
  decoder_start_token_id: id.nullish(),
  eos_token_id: id.nullish(),
  suppress_tokens: ids.nullish(),
  begin_suppress_tokens: ids.nullish(),
  median_filter_width: z.int().positive().nullish(),
});

const generationSchema = z.object({
  decoder_start_token_id: id.nullish(),
  eos_token_id: z.union([id, ids]).nullish(),
  lang_to_id: z.record(z.string(), id).nullish(),
  task_to_id: z.record(z.string(), id).nullish(),
  no_timestamps_token_id: id.nullish(),
  prev_sot_token_id: id.nullish(),
  max_initial_timestamp_index: id.nullish(),
  is_multilingual: z.boolean().nullish(),
  alignment_heads: z.array(z.tuple([id, id])).nullish(),
  suppress_tokens: ids.nullish(),
  begin_suppress_tokens: ids.nullish(),
});

const preprocessorSchema = z.object({
  feature_size: z.union([z.literal(80), z.literal(128)]),
  sampling_rate: z.literal(16_000),
  n_fft: z.literal(400),
  hop_length: z.literal(160),
  chunk_length: z.literal(30),
});

const tokenizerSchema = z.looseObject({
  added_tokens: z.array(z.looseObject({ id, content: z.string() })),
  model: z.looseObject({ type: z.literal('BPE'), vocab: z.record(z.string(), id) }),
});

/** `config.json`, as far as it is used. */
export type WhisperConfig = z.output<typeof configSchema>;
/** `generation_config.json`, as far as it is used. */
export type WhisperGenerationConfig = z.output<typeof generationSchema>;
/** `tokenizer.json`. */
export type WhisperTokenizerFile = z.output<typeof tokenizerSchema>;

/** How the numbers of an ONNX file are stored; the folder may hold several. */
export type WeightFormat = ModelWeightFormat;
export const WEIGHT_FORMATS = Object.keys(WEIGHT_FORMAT_SUFFIXES) as readonly WeightFormat[];
/** Those whose products are products of integers. */
export const INTEGER_FORMATS: ReadonlySet<WeightFormat> = new Set(['q8', 'int8', 'uint8']);

/** One of the folder's ONNX files. */
export interface ModelFile {
  readonly path: string;
  readonly format: WeightFormat;
}

/** What a model folder says. */
export interface WhisperFolder {
  readonly name: string;
  readonly encoder: ModelFile;
  readonly decoder: ModelFile;
  readonly config: WhisperConfig;
  readonly generation: WhisperGenerationConfig;
  readonly tokenizer: WhisperTokenizerFile;
}

/** `auto`: the best of what the folder holds. */
export type FormatChoice = WeightFormat | 'auto';

/**
 * Which format `auto` takes. An encoder in 8 bits understands less well, so full precision comes first; a
 * decoder in 8 bits writes the same but for rare cases, with a quarter of the memory traffic that its time
 * consists of.
 */
const PREFERENCES = {
  encoder: ['fp32', 'q8', 'int8', 'uint8', 'fp16', 'q4', 'q4f16', 'bnb4'],
  decoder: ['q8', 'int8', 'uint8', 'fp32', 'fp16', 'q4', 'q4f16', 'bnb4'],
} as const satisfies Readonly<Record<string, readonly WeightFormat[]>>;

const MODEL_NAMES = { encoder: 'encoder_model', decoder: 'decoder_model_merged' } as const;

const isFile = async (path: string): Promise<boolean> =>
  (await ifPresent(stat(path), path))?.isFile() === true;

async function requireFile(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  if (await isFile(path)) return path;
  throw new AppError('MODEL_FILE_MISSING', {
    message: `The Whisper model in ${folder} lacks ${name}: download the whole folder again.`,
    context: { path },
  });
}

async function chooseFile(
  folder: string,
  part: keyof typeof MODEL_NAMES,
  choice: FormatChoice,
): Promise<ModelFile> {
  const nameOf = (format: WeightFormat): string =>
    `onnx/${MODEL_NAMES[part]}${WEIGHT_FORMAT_SUFFIXES[format]}.onnx`;
  if (choice === 'auto') {
    for (const format of PREFERENCES[part]) {
      const path = join(folder, nameOf(format));
      if (await isFile(path)) return { path, format };
    }
  }
  const format = choice === 'auto' ? 'fp32' : choice;
  return { path: await requireFile(folder, nameOf(format)), format };
}

/**
 * Reads a model folder with the layout of the `onnx-community/whisper-*` repositories on Hugging Face.
 * `tokenizer_config.json`, `vocab.json` and `merges.txt` repeat what is in `tokenizer.json` and are not read.
 *
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`.
 */
export async function readWhisperFolder(
  path: string,
  formats: { readonly encoder: FormatChoice; readonly decoder: FormatChoice },
): Promise<WhisperFolder> {
  const folder = resolve(path);
  const found = await ifPresent(stat(folder), folder);
  if (found?.isDirectory() !== true) {
    throw new AppError('MODEL_FILE_MISSING', {
      message: `There is no folder ${folder} with a Whisper model.`,
      context: { path: folder },
    });
  }
  const config = await readJsonFile(folder, 'config.json', configSchema);
  const generation = await readJsonFile(folder, 'generation_config.json', generationSchema);
  const preprocessor = await readJsonFile(folder, 'preprocessor_config.json', preprocessorSchema);
  const tokenizer = await readJsonFile(folder, 'tokenizer.json', tokenizerSchema);
  if (preprocessor.feature_size !== config.num_mel_bins) {
    throw new AppError('MODEL_FILE_INVALID', {
      message:
        `The files in ${folder} belong to different models: preprocessor_config.json has ` +
        `${preprocessor.feature_size} mel bands, config.json ${config.num_mel_bins}.`,
      context: { path: folder },
    });
  }
  return {
    name: basename(folder),
    encoder: await chooseFile(folder, 'encoder', formats.encoder),
    decoder: await chooseFile(folder, 'decoder', formats.decoder),
    config,
    generation,
    tokenizer,
  };
}
