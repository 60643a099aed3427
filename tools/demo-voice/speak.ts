import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { InferenceSession, Tensor } from 'onnxruntime-node';

import { AI_GENERATED_COMMENT, writeWav } from '#audio';

import { loadEspeak } from './espeak.ts';
import { idsOf, phonemesOf, type VoiceConfig } from './piper-text.ts';

const { values } = parseArgs({
  options: {
    text: { type: 'string' },
    out: { type: 'string', default: 'data/demo-voice/spoken' },
    model: { type: 'string', default: 'loopback/models/en_US-everyday-low.onnx' },
    'noise-scale': { type: 'string', default: '0.667' },
    'length-scale': { type: 'string', default: '1' },
    'noise-w': { type: 'string', default: '0.8' },
  },
});
if (values.text === undefined) throw new Error('--text <file with one sentence a line> is missing');
const config = JSON.parse(readFileSync(`${values.model}.json`, 'utf8')) as VoiceConfig;
const sampleRateHz = config.audio.sample_rate;
const session = await InferenceSession.create(values.model, { intraOpNumThreads: 1 });
const espeak = await loadEspeak('en-us');
const scales = [values['noise-scale'], values['length-scale'], values['noise-w']].map(Number);
const lines = readFileSync(values.text, 'utf8').split('\n');
mkdirSync(values.out, { recursive: true });
let spokenMs = 0;
let busyMs = 0;
for (const [index, line] of lines.entries()) {
  if (line.trim() === '') continue;
  const ids = idsOf(config, phonemesOf(espeak, line));
  const startedAtMs = performance.now();
  const { output } = await session.run({
    input: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
    input_lengths: new Tensor('int64', BigInt64Array.of(BigInt(ids.length)), [1]),
    scales: new Tensor('float32', Float32Array.from(scales), [3]),
  });
  busyMs += performance.now() - startedAtMs;
  if (!(output?.data instanceof Float32Array)) throw new Error('the model gave no float output');
  spokenMs += (output.data.length / sampleRateHz) * 1000;
  const path = join(values.out, `${String(index + 1).padStart(5, '0')}.wav`);
  await writeWav(path, output.data, sampleRateHz, { comment: AI_GENERATED_COMMENT });
}
console.log(`${(spokenMs / 1000).toFixed(1)} s of speech in ${(busyMs / 1000).toFixed(1)} s`);
