import { readFile } from 'node:fs/promises';

const EVERYDAY = new URL('../../loopback/models/whisper-everyday/', import.meta.url);
/** The everyday model's first token that is no text; 1,608 special tokens follow from there as in real Whisper. */
const EVERYDAY_END = 1256;

/** Sizes of a Whisper model. */
export interface WhisperShape {
  readonly width: number;
  readonly heads: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  /** The token that ends a text: as many text tokens are before it. */
  readonly endOfText: number;
  readonly alignmentHeads: readonly (readonly [number, number])[];
}

interface Ids {
  readonly decoder_start_token_id: number;
  readonly eos_token_id: number;
  readonly suppress_tokens: readonly number[];
  readonly begin_suppress_tokens: readonly number[];
  readonly forced_decoder_ids: readonly (readonly [number, number])[];
}

interface Tokenizer {
  readonly added_tokens: readonly { readonly id: number; readonly content: string }[];
  readonly post_processor: {
    readonly special_tokens: Readonly<Record<string, { readonly ids: readonly number[] }>>;
  };
  readonly model: { readonly vocab: Readonly<Record<string, number>> };
}

async function everyday<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(new URL(name, EVERYDAY), 'utf8')) as T;
}

const mapValues = <T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

/** Words of four letters that no vocabulary has, one for each number. */
function inventedWord(number: number): string {
  const letters = [17_576, 676, 26, 1].map((weight) =>
    String.fromCodePoint(97 + (Math.floor(number / weight) % 26)),
  );
  return `Ġq${letters.join('')}`;
}

/**
 * Makes the JSON files of a Whisper folder, complete for this project and for transformers.js: those of the
 * everyday model with other sizes. Text tokens beyond its 1,256 are invented words.
 *
 * @returns file names with their contents.
 */
export async function whisperTexts(shape: WhisperShape): Promise<ReadonlyMap<string, object>> {
  const move = (id: number): number => (id < EVERYDAY_END ? id : id - EVERYDAY_END + shape.endOfText);
  const moveIds = (ids: Ids): Ids & { bos_token_id: number; pad_token_id: number } => ({
    ...ids,
    decoder_start_token_id: move(ids.decoder_start_token_id),
    eos_token_id: move(ids.eos_token_id),
    bos_token_id: move(ids.eos_token_id),
    pad_token_id: move(ids.eos_token_id),
    suppress_tokens: ids.suppress_tokens.map(move),
    begin_suppress_tokens: ids.begin_suppress_tokens.map(move),
    forced_decoder_ids: ids.forced_decoder_ids.map(([at, id]) => [at, move(id)] as const),
  });
  const config = await everyday<Ids>('config.json');
  const generation = await everyday<
    Ids & {
      readonly lang_to_id: Record<string, number>;
      readonly task_to_id: Record<string, number>;
      readonly no_timestamps_token_id: number;
      readonly prev_sot_token_id: number;
    }
  >('generation_config.json');
  const tokenizer = await everyday<Tokenizer>('tokenizer.json');
  const tokenizerConfig = await everyday<{ readonly added_tokens_decoder: Record<string, object> }>(
    'tokenizer_config.json',
  );
  const words = Array.from({ length: shape.endOfText - EVERYDAY_END }, (_, at) => [
    inventedWord(at),
    EVERYDAY_END + at,
  ]);
  return new Map<string, object>([
    [
      'config.json',
      {
        ...moveIds(config),
        d_model: shape.width,
        vocab_size: shape.endOfText + tokenizer.added_tokens.length,
        encoder_layers: shape.encoderLayers,
        num_hidden_layers: shape.encoderLayers,
        encoder_attention_heads: shape.heads,
        encoder_ffn_dim: 4 * shape.width,
        decoder_layers: shape.decoderLayers,
        decoder_attention_heads: shape.heads,
        decoder_ffn_dim: 4 * shape.width,
      },
    ],
    [
      'generation_config.json',
      {
        ...moveIds(generation),
        lang_to_id: mapValues(generation.lang_to_id, move),
        task_to_id: mapValues(generation.task_to_id, move),
        no_timestamps_token_id: move(generation.no_timestamps_token_id),
        prev_sot_token_id: move(generation.prev_sot_token_id),
        alignment_heads: shape.alignmentHeads,
      },
    ],
    ['preprocessor_config.json', await everyday<object>('preprocessor_config.json')],
    ['special_tokens_map.json', await everyday<object>('special_tokens_map.json')],
    [
      'tokenizer_config.json',
      {
        ...tokenizerConfig,
        added_tokens_decoder: Object.fromEntries(
          Object.entries(tokenizerConfig.added_tokens_decoder).map(([id, token]) => [
            move(Number(id)),
            token,
          ]),
        ),
      },
    ],
    [
      'tokenizer.json',
      {
        ...tokenizer,
        added_tokens: tokenizer.added_tokens.map((token) => ({ ...token, id: move(token.id) })),
        post_processor: {
          ...tokenizer.post_processor,
          special_tokens: mapValues(tokenizer.post_processor.special_tokens, (token) => ({
            ...token,
            ids: token.ids.map(move),
          })),
        },
        model: {
          ...tokenizer.model,
          vocab: { ...tokenizer.model.vocab, ...Object.fromEntries(words) },
        },
      },
    ],
  ]);
}
