import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { alignSentence } from './align.ts';
import { loadEspeak } from './espeak.ts';
import { makeSentences } from './sentences.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'data/demo-voice' },
    count: { type: 'string', default: '4500' },
    seed: { type: 'string', default: '1' },
    rate: { type: 'string', default: '155' },
  },
});
const words = readFileSync(new URL('words.txt', import.meta.url), 'utf8')
  .trim()
  .split(/\s+/u);
const espeak = await loadEspeak('en-us', Number(values.rate));
const rows: string[] = [];
const sounds: Buffer[] = [];
let firstSample = 0;
let seconds = 0;
let dropped = 0;
for (const text of makeSentences(words, Number(values.count), Number(values.seed))) {
  const aligned = alignSentence(espeak, text);
  if (aligned === undefined) {
    dropped += 1;
    continue;
  }
  const { symbols, starts, endMs, spoken } = aligned;
  const { samples, sampleRateHz } = spoken;
  const sampleCount = samples.length;
  rows.push(`${JSON.stringify({ text, symbols, starts, endMs, sampleRateHz, firstSample, sampleCount })}\n`);
  sounds.push(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
  firstSample += sampleCount;
  seconds += sampleCount / sampleRateHz;
}
mkdirSync(values.out, { recursive: true });
writeFileSync(join(values.out, 'corpus.jsonl'), rows.join(''));
writeFileSync(join(values.out, 'corpus.s16'), Buffer.concat(sounds));
console.log(`${rows.length} sentences, ${(seconds / 3600).toFixed(2)} h, ${dropped} dropped`);
