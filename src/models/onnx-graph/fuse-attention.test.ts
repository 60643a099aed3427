import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { fillSkeleton } from '../../../tools/speech-models/index.ts';
import { noise } from './fixtures/noise.ts';
import { fuseAttention } from './fuse-attention.ts';
import { makeEncoderDynamic } from './make-encoder-dynamic.ts';
import { chainEdits } from './onnx-edit.ts';
import { readOnnxModel, writeOnnxModel } from './wire-format.ts';

const HEADS = 2;
const MEL_BANDS = 80;

async function hear(bytes: Uint8Array, frames: number): Promise<Float32Array> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const features = new Tensor('float32', noise(MEL_BANDS * frames, 7), [1, MEL_BANDS, frames]);
  const { last_hidden_state: states } = await session.run({ input_features: features });
  await session.release();
  return states?.data as Float32Array;
}

describe('attention as one operator', () => {
  it.each([
    'whisper-mini-hub',
    'whisper-mini-timestamped',
    'whisper-mini-raw',
    'whisper-mini-2023',
    'whisper-mini-latest',
    'whisper-mini-slim-2025',
  ])('hears what the attention of the file hears: %s', async (folder) => {
    const model = readOnnxModel(await fillSkeleton(`${folder}/encoder_model.onnx`));
    const plain = makeEncoderDynamic.apply(model);
    const fused = chainEdits([makeEncoderDynamic, fuseAttention({ heads: HEADS, kind: 'new' })]).apply(model);
    if (plain.kind !== 'edited' || fused.kind !== 'edited') throw new Error('It was not edited.');
    expect(fused.facts).toMatchObject({ attentions: expect.any(Number) });
    expect(fused.parts.model.graph.nodes.map(({ opType }) => opType)).not.toContain('Softmax');
    const expected = await hear(writeOnnxModel(plain.parts.model), 400);
    const found = await hear(writeOnnxModel(fused.parts.model), 400);
    expect(found.length).toBe(expected.length);
    const apart = found.map((value, place) => Math.abs(value - (expected[place] ?? NaN)));
    expect(Math.max(...apart)).toBeLessThan(1e-4);
  });

  it('leaves a graph alone in which nothing looks back at kept keys', async () => {
    const model = readOnnxModel(await fillSkeleton('whisper-mini-hub/encoder_model.onnx'));
    expect(fuseAttention({ heads: HEADS, kind: 'growing' }).apply(model)).toEqual({
      kind: 'unknown-layout',
      reason: 'It has no attention of a known form.',
    });
  });
});
