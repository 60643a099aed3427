import { globSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createWhisperTranscriber, type WhisperTranscriber } from '#hearing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SMALL_MODELS } from '../../tools/demo/small-models.ts';
import { wordErrorRate } from '../../tools/measure/word-error-rate.ts';
import { formatTrace, parseTrace } from './packet-trace.ts';
import { replayTrace } from './replay-trace.ts';

const TRACES = globSync(join(import.meta.dirname, '*.jsonl')).toSorted();
const MAX_BYTES = 300_000;
/** Another processor may round its way to another word. */
const MAX_WORD_ERROR_RATE = 0.15;

let transcriber: WhisperTranscriber;
beforeAll(async () => {
  transcriber = await createWhisperTranscriber({ modelPath: SMALL_MODELS.WHISPER_MODEL });
});
afterAll(() => transcriber.close());

test('there are traces, and they are small', () => {
  expect(TRACES.length).toBeGreaterThanOrEqual(5);
  for (const path of TRACES) expect(statSync(path).size).toBeLessThan(MAX_BYTES);
});

test.each(TRACES.map((path) => [basename(path), path]))(
  '%s is understood as when it was recorded',
  async (_name, path) => {
    const text = readFileSync(path, 'utf8');
    const trace = parseTrace(text);
    expect(formatTrace(trace)).toBe(text);
    const { heard, stats } = await replayTrace(trace, transcriber);

    expect(Object.keys(heard).toSorted()).toEqual(Object.keys(trace.head.heard).toSorted());
    const pairs = Object.entries(trace.head.heard).map(([who, said]) => ({ said, heard: heard[who] ?? '' }));
    expect(wordErrorRate(pairs)).toBeLessThanOrEqual(MAX_WORD_ERROR_RATE);
    // Losses cost words, they make none.
    const said = trace.head.said.flatMap(({ text: words }) => words.split(' '));
    const words = Object.values(heard).flatMap((part) => part.split(' '));
    expect(words.length).toBeLessThanOrEqual(said.length + 2);
    expect(stats.corrupt).toBe(0);
  },
);
