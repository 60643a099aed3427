import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Patience } from '../patience.ts';
import type { HubRepository } from './hub-server.ts';

/** Retries come at once, so that a test does not wait for them; a stall is noticed soon. */
export const QUICK: Partial<Patience> = {
  firstDelayMs: 1,
  maxDelayMs: 5,
  stallTimeoutMs: 400,
  responseTimeoutMs: 2000,
};

/** Bytes that look random and are the same every time. */
export function bytesOf(seed: number, sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  let state = seed + 1;
  for (let index = 0; index < sizeBytes; index += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    bytes[index] = state >> 16;
  }
  return bytes;
}

/** A recogniser with the files that the real repositories have, in two weight formats. */
export const WHISPER_TINY: HubRepository = {
  licence: 'mit',
  files: {
    '.gitattributes': Buffer.from('*.onnx filter=lfs\n'),
    'README.md': Buffer.from('# whisper-tiny\n'),
    'config.json': Buffer.from('{"model_type":"whisper"}'),
    'generation_config.json': Buffer.from('{"is_multilingual":true}'),
    'preprocessor_config.json': Buffer.from('{"feature_size":80}'),
    'tokenizer.json': Buffer.from('{"model":{}}'),
    'tokenizer_config.json': Buffer.from('{}'),
    'vocab.json': Buffer.from('{}'),
    'onnx/encoder_model.onnx': bytesOf(1, 300_000),
    'onnx/encoder_model_quantized.onnx': bytesOf(2, 100_000),
    'onnx/decoder_model_merged.onnx': bytesOf(3, 400_000),
    'onnx/decoder_model_merged_quantized.onnx': bytesOf(4, 150_000),
  },
};

const VOICES = [
  {
    key: 'en_US-lessac-medium',
    family: 'en',
    english: 'English',
    native: 'English',
    speakers: 1,
    aliases: ['en-us-lessac-medium'],
  },
  { key: 'de_DE-thorsten-low', family: 'de', english: 'German', native: 'Deutsch', speakers: 1, aliases: [] },
  {
    key: 'pt_PT-tugão-medium',
    family: 'pt',
    english: 'Portuguese',
    native: 'Português',
    speakers: 1,
    aliases: [],
  },
  {
    key: 'de_DE-thorsten_emotional-medium',
    family: 'de',
    english: 'German',
    native: 'Deutsch',
    speakers: 8,
    aliases: [],
  },
] as const;

/** The repository of Piper's voices, with four of them. @param change - what is wrong with the list. */
export function voiceRepository(
  change: (list: Record<string, Record<string, unknown>>) => void = () => undefined,
): HubRepository {
  const files: Record<string, Uint8Array> = {};
  const list: Record<string, Record<string, unknown>> = {};
  for (const [index, { key, family, english, native, speakers, aliases }] of VOICES.entries()) {
    const [code = '', name = '', quality = ''] = key.split('-');
    const folder = `${family}/${code}/${name}/${quality}`;
    const own: Record<string, Uint8Array> = {
      [`${folder}/${key}.onnx`]: bytesOf(10 + index, 120_000),
      [`${folder}/${key}.onnx.json`]: Buffer.from(JSON.stringify({ audio: { sample_rate: 22_050 } })),
      [`${folder}/MODEL_CARD`]: Buffer.from(`# Model card for ${name}\n`),
    };
    Object.assign(files, own, { [`${folder}/samples/speaker_0.mp3`]: bytesOf(20 + index, 5000) });
    list[key] = {
      key,
      name,
      language: {
        code,
        family,
        region: code.slice(3),
        name_native: native,
        name_english: english,
        country_english: '',
      },
      quality,
      num_speakers: speakers,
      speaker_id_map: {},
      files: Object.fromEntries(
        Object.entries(own).map(([path, bytes]) => [
          path,
          {
            size_bytes: bytes.byteLength,
            md5_digest: createHash('md5').update(bytes).digest('hex'),
          },
        ]),
      ),
      aliases,
    };
  }
  change(list);
  return { files: { ...files, 'voices.json': Buffer.from(JSON.stringify(list)) } };
}

/** A folder that is deleted in the end. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'aichat-store-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
