import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import type { OnnxModel } from './onnx-model.ts';
import { createSplitDecoder } from './split-decoder.ts';

const WORDS = 6;
const TEXT = ['past_key_values.0.decoder.key', 'past_key_values.0.decoder.value'];
const SOUND = ['past_key_values.0.encoder.key', 'past_key_values.0.encoder.value'];

const input = (name: string, shape: readonly (number | string)[]): InferenceSession.ValueMetadata => ({
  name,
  isTensor: true,
  type: 'float32',
  shape,
});

type Values = InferenceSession.OnnxValueMapType;

/** A part that keeps what it was fed and answers with the number of its call. */
class RecordingPart implements OnnxModel {
  readonly calls: Values[] = [];
  readonly inputMetadata: readonly InferenceSession.ValueMetadata[];
  readonly outputNames: readonly string[];

  constructor(inputs: readonly InferenceSession.ValueMetadata[], outputs: readonly string[]) {
    this.inputMetadata = inputs;
    this.outputNames = outputs;
  }

  async run(feeds: Values, fetches?: unknown): Promise<Values> {
    this.calls.push(feeds);
    const call = this.calls.length;
    const length = feeds['input_ids']?.dims[1] ?? 0;
    return Object.fromEntries(
      (fetches as readonly string[]).map((name) => [
        name,
        name === 'logits'
          ? new Tensor('float32', new Float32Array(length * WORDS).fill(call), [1, length, WORDS])
          : new Tensor('float32', new Float32Array(8).fill(call), [1, 2, 1, 4]),
      ]),
    );
  }
}

const textInputs = [
  input('input_ids', ['batch', 'length']),
  ...[...TEXT, ...SOUND].map((name) => input(name, ['batch', 2, 'past', 4])),
];
const textOutputs = ['logits', ...TEXT.map((name) => name.replace('past_key_values', 'present'))];
const makeSound = (): RecordingPart =>
  new RecordingPart([input('encoder_hidden_states', ['batch', 'time', 8])], SOUND);
const states = (): Tensor => new Tensor('float32', new Float32Array(3 * 8), [1, 3, 8]);
const shape = { heads: 2, headSize: 4 };
const fed = (part: RecordingPart, call: number, name: string) => part.calls[call]?.[name] as Tensor;

describe('the calls of a decoder in two parts', () => {
  it('begin with a text of length 0, and go on with what was kept', async () => {
    const sound = makeSound();
    const text = new RecordingPart(textInputs, textOutputs);
    const pass = createSplitDecoder({ sound, text }, 'd.onnx', shape).begin(states());
    const rows = await pass.prefill([7, 8, 9]);
    expect(rows.map((row) => row.length)).toEqual([WORDS, WORDS, WORDS]);
    expect(await pass.step(1)).toHaveLength(WORDS);
    await pass.step(2);
    expect(text.calls.map((call) => (call['input_ids'] as Tensor).dims)).toEqual([
      [1, 3],
      [1, 1],
      [1, 1],
    ]);
    for (const name of TEXT) {
      expect(fed(text, 0, name).dims).toEqual([1, 2, 0, 4]);
      expect(fed(text, 2, name).data[0]).toBe(2);
    }
    for (const name of SOUND) expect(fed(text, 2, name).data[0]).toBe(1);
  });

  it('listen to a sound once, however often its text is written', async () => {
    const sound = makeSound();
    const decoder = createSplitDecoder(
      { sound, text: new RecordingPart(textInputs, textOutputs) },
      'd.onnx',
      shape,
    );
    const same = states();
    await decoder.begin(same).prefill([7]);
    await decoder.begin(same).prefill([7]);
    expect(sound.calls).toHaveLength(1);
    await decoder.begin(states()).prefill([7]);
    expect(sound.calls).toHaveLength(2);
  });

  it.each([
    ['keeps nothing of the text', textInputs, ['logits'], 'present.0.decoder.key'],
    ['takes nothing that is kept', textInputs.slice(0, 1), textOutputs, 'one keeps nothing'],
  ])('are refused when a part %s', (_what, inputs, outputs, complaint) => {
    const make = () =>
      createSplitDecoder({ sound: makeSound(), text: new RecordingPart(inputs, outputs) }, 'd.onnx', shape);
    expect(make).toThrow(
      expect.objectContaining({ code: 'MODEL_FILE_INVALID', message: expect.stringContaining(complaint) }),
    );
  });
});
