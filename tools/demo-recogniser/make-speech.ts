// node make-speech.ts --sentences <file> --output <folder/name> [--voice espeak|demo] [--seed 1] [--opus 0.4]
//   [--part 0/2]
// Speaks every sentence and writes <name>.pcm (16 kHz mono s16le, one after the other) and <name>.tsv
// (first sample, samples, kind of voice, "opus" or "plain", text, its sounds in IPA). Parts let several processes share the work.
import { createWriteStream, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { createDemoVoiceSpeaker } from './demo-voice.ts';
import { createEspeakSpeaker } from './espeak-voice.ts';
import { createOpusTrip } from './opus-trip.ts';
import { createRandom } from './random.ts';
import { createResampler, type Resampler } from './resample.ts';

const { values } = parseArgs({
  options: {
    sentences: { type: 'string' },
    output: { type: 'string' },
    voice: { type: 'string', default: 'espeak' },
    seed: { type: 'string', default: '1' },
    opus: { type: 'string', default: '0.4' },
    part: { type: 'string', default: '0/1' },
  },
});
if (values.sentences === undefined || values.output === undefined) {
  throw new Error('--sentences and --output must be given');
}
const [part = 0, parts = 1] = values.part.split('/').map(Number);
const opusShare = Number(values.opus);
const speak = values.voice === 'demo' ? await createDemoVoiceSpeaker() : await createEspeakSpeaker();
const opusTrip = await createOpusTrip();
const resamplers = new Map<string, Resampler>();
const sound = createWriteStream(`${values.output}.pcm`);
const index = createWriteStream(`${values.output}.tsv`);
const sentences = readFileSync(values.sentences, 'utf8').trim().split('\n');

let firstSample = 0;
for (const [number, text] of sentences.entries()) {
  if (number % parts !== part) continue;
  const random = createRandom(Number(values.seed) * 1_000_003 + number);
  const speech = await speak(text, random);
  const throughOpus = random.next() < opusShare;
  const samples = throughOpus
    ? opusTrip(resample(speech.samples, speech.sampleRateHz, 48_000), random)
    : resample(speech.samples, speech.sampleRateHz, 16_000);
  const pcm = Int16Array.from(samples, (value) =>
    Math.max(-32768, Math.min(32767, Math.round(value * 32767))),
  );
  const codec = throughOpus ? 'opus' : 'plain';
  index.write(`${[firstSample, pcm.length, speech.kind, codec, text, speech.sounds].join('\t')}\n`);
  firstSample += pcm.length;
  if (!sound.write(new Uint8Array(pcm.buffer))) await once(sound, 'drain');
}
sound.end();
index.end();
await Promise.all([once(sound, 'finish'), once(index, 'finish')]);
process.stderr.write(`${values.output}: ${(firstSample / 16_000 / 3600).toFixed(2)} h of speech\n`);

function resample(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  const key = `${fromHz}:${toHz}`;
  const resampler = resamplers.get(key) ?? createResampler(fromHz, toHz);
  resamplers.set(key, resampler);
  return resampler(samples);
}
