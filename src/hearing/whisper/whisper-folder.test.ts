import { cp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeJson, copyOfSmallModel, SMALL_MODEL } from './fixtures/model-folder.ts';
import { readWhisperFolder } from './whisper-folder.ts';

const plain = { encoder: 'fp32', decoder: 'fp32' } as const;
let folder = '';

const renameModel = (from: string, to: string): Promise<void> =>
  rename(join(folder, 'onnx', from), join(folder, 'onnx', to));

beforeEach(async () => {
  folder = await copyOfSmallModel();
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

it('reads a whole folder', async () => {
  await expect(readWhisperFolder(SMALL_MODEL, plain)).resolves.toMatchObject({
    name: 'whisper-everyday',
    encoder: { path: join(SMALL_MODEL, 'onnx/encoder_model.onnx'), format: 'fp32' },
    decoder: { path: join(SMALL_MODEL, 'onnx/decoder_model_merged.onnx'), format: 'fp32' },
    config: { num_mel_bins: 80 },
    generation: { is_multilingual: true },
  });
});

describe('a folder without', () => {
  it.each([
    'config.json',
    'generation_config.json',
    'preprocessor_config.json',
    'tokenizer.json',
    'onnx/encoder_model.onnx',
    'onnx/decoder_model_merged.onnx',
  ])('%s is refused by name', async (name) => {
    await rm(join(folder, name));
    await expect(readWhisperFolder(folder, plain)).rejects.toMatchObject({
      code: 'MODEL_FILE_MISSING',
      message: expect.stringContaining(`lacks ${name}`),
      context: { path: join(folder, name) },
    });
  });

  it('the weights that are wanted is refused by name', async () => {
    await expect(readWhisperFolder(folder, { encoder: 'fp32', decoder: 'q8' })).rejects.toMatchObject({
      code: 'MODEL_FILE_MISSING',
      message: expect.stringContaining('onnx/decoder_model_merged_quantized.onnx'),
    });
  });

  it('anything, not even itself, is refused', async () => {
    await expect(readWhisperFolder(join(folder, 'nowhere'), plain)).rejects.toMatchObject({
      code: 'MODEL_FILE_MISSING',
      message: expect.stringContaining('nowhere'),
    });
    await expect(readWhisperFolder(join(folder, 'config.json'), plain)).rejects.toMatchObject({
      code: 'MODEL_FILE_MISSING',
    });
  });
});

describe('the format of its own choice', () => {
  const auto = { encoder: 'auto', decoder: 'auto' } as const;
  const formats = async (): Promise<readonly string[]> => {
    const { encoder, decoder } = await readWhisperFolder(folder, auto);
    return [encoder.format, decoder.format];
  };

  it('is fp32 where there is nothing else', async () => {
    expect(await formats()).toEqual(['fp32', 'fp32']);
  });

  it('is q8 for the decoder only', async () => {
    const onnx = join(folder, 'onnx');
    for (const name of ['encoder_model', 'decoder_model_merged']) {
      await cp(join(onnx, `${name}.onnx`), join(onnx, `${name}_quantized.onnx`));
    }
    expect(await formats()).toEqual(['fp32', 'q8']);
  });

  it('is what there is', async () => {
    await renameModel('encoder_model.onnx', 'encoder_model_uint8.onnx');
    await renameModel('decoder_model_merged.onnx', 'decoder_model_merged_q4f16.onnx');
    expect(await formats()).toEqual(['uint8', 'q4f16']);
  });

  it('is missed where there is nothing', async () => {
    await renameModel('encoder_model.onnx', 'encoder.onnx');
    await expect(readWhisperFolder(folder, auto)).rejects.toMatchObject({
      code: 'MODEL_FILE_MISSING',
      message: expect.stringContaining('onnx/encoder_model.onnx'),
    });
  });
});

describe('a folder is refused', () => {
  it.each([
    ['of another architecture', 'config.json', { model_type: 'wav2vec2' }, 'model_type: is not "whisper"'],
    ['without its vocabulary size', 'config.json', { vocab_size: undefined }, 'vocab_size'],
    ['with another sampling rate', 'preprocessor_config.json', { sampling_rate: 8000 }, 'sampling_rate'],
    ['with a strange number of mel bands', 'preprocessor_config.json', { feature_size: 64 }, 'feature_size'],
    ['with parts of different models', 'preprocessor_config.json', { feature_size: 128 }, 'different models'],
    [
      'with a tokenizer of another kind',
      'tokenizer.json',
      { model: { type: 'WordPiece', vocab: {} } },
      'model.type',
    ],
    ['with words for tokens', 'generation_config.json', { suppress_tokens: ['a'] }, 'suppress_tokens.0'],
  ])('%s', async (_name, file, changes, complaint) => {
    await changeJson(folder, file, changes);
    await expect(readWhisperFolder(folder, plain)).rejects.toMatchObject({
      code: 'MODEL_FILE_INVALID',
      message: expect.stringContaining(complaint),
    });
  });

  it('with half a file', async () => {
    const path = join(folder, 'tokenizer.json');
    await truncate(path, (await readFile(path)).length / 2);
    await expect(readWhisperFolder(folder, plain)).rejects.toMatchObject({
      code: 'MODEL_FILE_INVALID',
      message: expect.stringContaining(`${path} is no JSON`),
    });
  });

  it('with a web page for a file', async () => {
    await writeFile(join(folder, 'config.json'), '<html>404</html>');
    await expect(readWhisperFolder(folder, plain)).rejects.toMatchObject({ code: 'MODEL_FILE_INVALID' });
  });
});

it('reads files in which optional fields are null', async () => {
  await changeJson(folder, 'generation_config.json', {
    suppress_tokens: null,
    begin_suppress_tokens: null,
    lang_to_id: null,
    eos_token_id: [50_257],
  });
  await expect(readWhisperFolder(folder, plain)).resolves.toMatchObject({
    generation: { suppress_tokens: null },
  });
});
