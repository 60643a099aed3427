import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { env, pipeline, type AutomaticSpeechRecognitionPipeline } from '@huggingface/transformers';

const PACKAGE = new URL('../../../node_modules/@huggingface/transformers/package.json', import.meta.url);

/** transformers.js as it would be used for speech. */
export interface TransformersJs {
  readonly name: string;
  /** Samples in, text out. */
  transcribe(samples: Float32Array, tokenCount: number): Promise<string>;
  /** The tokens that it writes, without prompt and end: exactly so many, or as many as it wants up to a limit. */
  tokens(
    samples: Float32Array,
    count: { readonly exactly: number } | { readonly atMost: number },
    endOfText: number,
  ): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** Which files of the folder it loads. */
export interface PeerFormats {
  readonly encoder: 'fp32' | 'q8';
  readonly decoder: 'fp32' | 'q8';
}

/**
 * Loads a model folder. It is given what serves it best: all cores, and threads that do not spin while the other
 * part of the model runs.
 */
export async function openTransformersJs(folder: string, formats: PeerFormats): Promise<TransformersJs> {
  const { version } = JSON.parse(await readFile(PACKAGE, 'utf8')) as { readonly version: string };
  env.allowRemoteModels = false;
  env.localModelPath = join(dirname(folder), '/');
  const recogniser: AutomaticSpeechRecognitionPipeline = await pipeline(
    'automatic-speech-recognition',
    basename(folder),
    {
      dtype: { encoder_model: formats.encoder, decoder_model_merged: formats.decoder },
      device: 'cpu',
      session_options: { intraOpNumThreads: availableParallelism(), interOpNumThreads: 1, ...THREADS },
    },
  );
  return {
    name: `@huggingface/transformers ${version}`,
    async transcribe(samples, tokenCount) {
      const answer = await recogniser(samples, request({ exactly: tokenCount }));
      return [answer]
        .flat()
        .map(({ text }) => text)
        .join('');
    },
    async tokens(samples, count, endOfText) {
      const inputs = (await recogniser.processor(samples)) as Record<string, unknown>;
      const generated = await recogniser.model.generate({ ...inputs, ...request(count) });
      return tokenList(generated)
        .slice(PROMPT_TOKENS)
        .filter((token) => token !== endOfText);
    },
    async close() {
      await recogniser.dispose();
    },
  };
}

const request = (count: { readonly exactly: number } | { readonly atMost: number }) => ({
  language: 'en',
  task: 'transcribe',
  ...('exactly' in count
    ? { max_new_tokens: count.exactly, min_new_tokens: count.exactly }
    : { max_new_tokens: count.atMost }),
});

/** Start, language, task, no timestamps. */
const PROMPT_TOKENS = 4;

/** Settings of onnxruntime that this package's types do not name. */
const THREADS = { extra: { session: { intra_op: { allow_spinning: '0' } } } };

function tokenList(generated: unknown): readonly number[] {
  const { data } = generated as { readonly data?: unknown };
  if (data instanceof BigInt64Array) return Array.from(data, Number);
  throw new TypeError('transformers.js gave no tokens.');
}
