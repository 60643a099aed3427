import { join } from 'node:path';
import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { createOnnxSession } from '#models';
import { createWhisperDecoder, type WhisperDecoder } from './decoder.ts';
import { SMALL_MODEL } from './fixtures/model-folder.ts';
import type { OnnxModel } from './onnx-model.ts';

const WORDS = 6;
const pastNames = ['decoder.key', 'decoder.value', 'encoder.key', 'encoder.value'].map((part) => `0.${part}`);

const input = (name: string, shape: readonly (number | string)[]): InferenceSession.ValueMetadata => ({
  name,
  isTensor: true,
  type: 'float32',
  shape,
});

/** A decoder with one layer that keeps what it was fed; its memory tells the call and whose it is. */
class RecordingModel implements OnnxModel {
  readonly calls: { feeds: InferenceSession.OnnxValueMapType; fetches: readonly string[] }[] = [];
  readonly inputMetadata = [
    input('input_ids', ['batch', 'length']),
    input('encoder_hidden_states', ['batch', 'time', 8]),
    ...pastNames.map((name) => input(`past_key_values.${name}`, ['batch', 2, 'past', 4])),
    input('use_cache_branch', [1]),
  ];
  readonly outputNames = ['logits', ...pastNames.map((name) => `present.${name}`)];

  async run(
    feeds: InferenceSession.OnnxValueMapType,
    fetches?: unknown,
  ): Promise<InferenceSession.OnnxValueMapType> {
    const wanted = fetches as readonly string[];
    this.calls.push({ feeds, fetches: wanted });
    const length = (feeds['input_ids'] as Tensor).dims[1]!;
    const call = this.calls.length;
    return Object.fromEntries(
      wanted.map((name) => {
        if (name !== 'logits')
          return [name, new Tensor('float32', new Float32Array(8).fill(call), [1, 2, 1, 4])];
        const rows = Float32Array.from({ length: length * WORDS }, (_unused, n) => call * 100 + n);
        return [name, new Tensor('float32', rows, [1, length, WORDS])];
      }),
    );
  }
}

const states = new Tensor('float32', new Float32Array(3 * 8), [1, 3, 8]);
const fed = (model: RecordingModel, call: number, name: string): Tensor =>
  model.calls[call]!.feeds[name] as Tensor;

describe('the calls of a merged decoder', () => {
  it('begin with the whole prompt, no memory and the prompt branch', async () => {
    const model = new RecordingModel();
    const pass = createWhisperDecoder(model, 'd.onnx', { heads: 2, headSize: 4 }).begin(states);
    const rows = await pass.prefill([7, 8, 9]);
    expect(fed(model, 0, 'input_ids')).toMatchObject({ type: 'int64', dims: [1, 3] });
    expect(fed(model, 0, 'input_ids').data).toEqual(BigInt64Array.of(7n, 8n, 9n));
    expect(fed(model, 0, 'use_cache_branch')).toMatchObject({
      type: 'bool',
      dims: [1],
      data: Uint8Array.of(0),
    });
    expect(fed(model, 0, 'encoder_hidden_states')).toBe(states);
    for (const name of pastNames) expect(fed(model, 0, `past_key_values.${name}`).dims).toEqual([1, 2, 0, 4]);
    expect(rows.map((row) => row[0])).toEqual([100, 106, 112]);
    expect([...rows[2]!]).toEqual([112, 113, 114, 115, 116, 117]);
  });

  it('go on with one token, the latest memory of the text and the first memory of the sound', async () => {
    const model = new RecordingModel();
    const pass = createWhisperDecoder(model, 'd.onnx', { heads: 2, headSize: 4 }).begin(states);
    await pass.prefill([7]);
    await pass.step(1);
    const row = await pass.step(2);
    expect(fed(model, 2, 'input_ids').data).toEqual(BigInt64Array.of(2n));
    expect(fed(model, 2, 'use_cache_branch').data).toEqual(Uint8Array.of(1));
    expect(fed(model, 2, 'encoder_hidden_states').dims).toEqual([1, 0, 8]);
    for (const name of pastNames) {
      const madeBy = name.includes('encoder') ? 1 : 2;
      expect(fed(model, 2, `past_key_values.${name}`).data[0]).toBe(madeBy);
    }
    expect(model.calls[2]!.fetches).toEqual(['logits', 'present.0.decoder.key', 'present.0.decoder.value']);
    expect([...row]).toEqual([300, 301, 302, 303, 304, 305]);
  });

  it('of two passes do not mix their memories', async () => {
    const model = new RecordingModel();
    const decoder = createWhisperDecoder(model, 'd.onnx', { heads: 2, headSize: 4 });
    const [first, second] = [decoder.begin(states), decoder.begin(states)];
    await first.prefill([1]);
    await second.prefill([1]);
    await first.step(2);
    expect(fed(model, 2, 'past_key_values.0.decoder.key').data[0]).toBe(1);
  });

  it('take the shape of the memory from the configuration when the file leaves it open', async () => {
    const model = new RecordingModel();
    const named = model.inputMetadata.map((meta) =>
      meta.name.startsWith('past') ? input(meta.name, ['batch', 'heads', 'past', 'size']) : meta,
    );
    const open: OnnxModel = {
      inputMetadata: named,
      outputNames: model.outputNames,
      run: model.run.bind(model),
    };
    await createWhisperDecoder(open, 'd.onnx', { heads: 5, headSize: 64 }).begin(states).prefill([1]);
    expect(fed(model, 0, 'past_key_values.0.encoder.key').dims).toEqual([1, 5, 0, 64]);
  });
});

describe('a file that is no merged decoder', () => {
  const inputs = new RecordingModel().inputMetadata;
  const { outputNames } = new RecordingModel();
  it.each([
    [
      'no branches',
      inputs.filter(({ name }) => name !== 'use_cache_branch'),
      outputNames,
      'use_cache_branch',
    ],
    ['no memory', inputs.filter(({ name }) => !name.startsWith('past')), outputNames, 'no memory'],
    ['an unknown input', [...inputs, input('cache_position', [1])], outputNames, 'cache_position'],
    ['a memory that it does not give back', inputs, outputNames.slice(0, -1), 'present.0.encoder.value'],
    ['no logits', inputs, outputNames.slice(1), 'logits'],
  ])('is refused by name: %s', (_name, inputMetadata, names, complaint) => {
    const model: OnnxModel = { inputMetadata, outputNames: names, run: async () => ({}) };
    expect(() => createWhisperDecoder(model, 'd.onnx', { heads: 2, headSize: 4 })).toThrow(
      expect.objectContaining({
        code: 'MODEL_FILE_INVALID',
        message: expect.stringMatching(new RegExp(`d.onnx.*${complaint}`)),
      }),
    );
  });
});

describe('the small model', () => {
  let decoder: WhisperDecoder;
  beforeAll(async () => {
    const path = join(SMALL_MODEL, 'onnx/decoder_model_merged.onnx');
    decoder = createWhisperDecoder(await createOnnxSession(path), path, { heads: 4, headSize: 32 });
  });

  it('says the same token by token as all at once', async () => {
    const heard = new Tensor(
      'float32',
      Float32Array.from({ length: 1500 * 128 }, (_none, n) => Math.sin(n)),
      [1, 1500, 128],
    );
    const tokens = [1257, 1258, 1358, 1362, 300, 301, 302];
    const atOnce = await decoder.begin(heard).prefill(tokens);
    const pass = decoder.begin(heard);
    const rows = [...(await pass.prefill(tokens.slice(0, 1)))];
    for (const token of tokens.slice(1)) rows.push(await pass.step(token));
    expect(atOnce.length).toBe(tokens.length);
    for (const [at, row] of rows.entries()) {
      const difference = Math.max(...row.map((value, n) => Math.abs(value - atOnce[at]![n]!)));
      expect(difference).toBeLessThan(1e-3);
    }
  });
});
