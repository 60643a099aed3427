import { describe, expect, it } from 'vitest';
import { sequence } from '../fixtures/signals.ts';
import type { TranscribedSegment } from '../utterance.ts';
import { DEFAULT_GUARDS } from './guards.ts';
import type { LongWindowOptions, LongWindowReading } from './read-long-window.ts';
import { transcribeLong, type LongReadingOptions, type LongWindowReader } from './transcribe-long.ts';

const SECOND = 16_000;

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const patient = new AbortController().signal;

const confidence = { averageLogProbability: -0.2, noSpeechProbability: 0, compressionRatio: 1 };
const segment = (text: string, startMs: number, endMs: number): TranscribedSegment => ({
  text,
  startMs,
  endMs,
  language: 'de',
  confidence,
  words: [{ text, startMs, endMs, probability: 1 }],
});
const reading = (
  segments: readonly TranscribedSegment[],
  nextSeconds: number,
  changes: Partial<LongWindowReading> = {},
): LongWindowReading => ({
  segments,
  nextSample: nextSeconds * SECOND,
  tokens: [7],
  temperature: 0,
  heardLanguage: { language: 'de', detected: 'de' },
  ...changes,
});

/** A reader that answers as it was told and keeps what it was asked. */
function scripted(readings: readonly LongWindowReading[]): {
  readonly read: LongWindowReader;
  readonly asked: { readonly length: number; readonly first: number; readonly options: LongWindowOptions }[];
} {
  const rest = [...readings];
  const asked: { length: number; first: number; options: LongWindowOptions }[] = [];
  return {
    asked,
    async read(samples, options) {
      asked.push({ length: samples.length, first: Math.round(samples[0]! * 1000), options });
      const next = rest.shift();
      if (next === undefined) throw new Error('The script has ended.');
      return next;
    },
  };
}

const options = (changes: Partial<LongReadingOptions> = {}): LongReadingOptions => ({
  window: {
    task: 'transcribe',
    promptTerms: [],
    temperatures: [0],
    guards: DEFAULT_GUARDS,
    seed: 0,
    words: true,
  },
  language: {},
  conditionOnPrevious: false,
  ...changes,
});

/** Sound whose value tells its second: 0.001 in the first, 0.002 in the second … */
async function* counting(seconds: number): AsyncGenerator<Float32Array> {
  for (let second = 0; second < seconds; second += 1) {
    yield new Float32Array(SECOND).fill((second + 1) / 1000);
  }
}

async function* once(samples: Float32Array): AsyncGenerator<Float32Array> {
  yield samples;
}

describe('a long recording', () => {
  it('is read on from where the last whole segment ended, in its own time', async () => {
    const script = scripted([
      reading([segment('one', 1000, 4000), segment('two', 4000, 12_000)], 12),
      reading([segment('three', 500, 2000)], 30),
      reading([segment('four', 0, 1000)], 30),
    ]);
    const progress: number[] = [];
    const found = await collect(
      transcribeLong(counting(50), script.read, options({ onProgress: (ms) => progress.push(ms) }), patient),
    );
    expect(
      found.map(({ text, startMs, endMs, words }) => [text, startMs, endMs, words![0]!.startMs]),
    ).toEqual([
      ['one', 1000, 4000, 1000],
      ['two', 4000, 12_000, 4000],
      ['three', 12_500, 14_000, 12_500],
      ['four', 42_000, 43_000, 42_000],
    ]);
    expect(script.asked.map(({ length, first }) => [length / SECOND, first])).toEqual([
      [30, 1],
      [30, 13],
      [8, 43],
    ]);
    expect(progress).toEqual([12_000, 42_000, 50_000]);
  });

  it('keeps the language of the first window with text', async () => {
    const script = scripted([
      reading([], 30, { heardLanguage: { language: 'fr', detected: 'fr' } }),
      reading([segment('eins', 0, 1000)], 30),
      reading([], 30),
    ]);
    await collect(transcribeLong(counting(90), script.read, options(), patient));
    expect(script.asked.map(({ options: { language } }) => language)).toEqual([{}, {}, { fixed: 'de' }]);
  });

  it('tells what was said before only when it is asked to, and never what was drawn hot', async () => {
    const readings = [
      reading([segment('one', 0, 1000)], 30, { tokens: [1, 2] }),
      reading([segment('two', 0, 1000)], 30, { tokens: [3] }),
      reading([segment('three', 0, 1000)], 30, { tokens: [4], temperature: 0.8 }),
      reading([], 30),
    ];
    const told = async (conditionOnPrevious: boolean): Promise<unknown> => {
      const script = scripted(readings);
      await collect(transcribeLong(counting(120), script.read, options({ conditionOnPrevious }), patient));
      return script.asked.map(({ options: { previousTokens } }) => previousTokens);
    };
    expect(await told(false)).toEqual([[], [], [], []]);
    expect(await told(true)).toEqual([[], [1, 2], [1, 2, 3], []]);
  });

  it('gives each segment before it reads on', async () => {
    const script = scripted([reading([segment('one', 0, 1000)], 30)]);
    for await (const { text } of transcribeLong(counting(90), script.read, options(), patient)) {
      expect(text).toBe('one');
      break;
    }
    expect(script.asked.length).toBe(1);
  });
});

describe('nothing is read', () => {
  it.each([
    ['no samples', new Float32Array(0)],
    ['one sample', new Float32Array(1).fill(0.5)],
    ['less than a tenth of a second', new Float32Array(1599).fill(0.5)],
    ['ten minutes of digital silence', new Float32Array(600 * SECOND)],
  ])('of %s', async (_name, samples) => {
    const script = scripted([]);
    expect(await collect(transcribeLong(once(samples), script.read, options(), patient))).toEqual([]);
    expect(script.asked).toEqual([]);
  });

  it('of a remainder that is shorter than a tenth of a second', async () => {
    const script = scripted([reading([], 30)]);
    const sound = sequence(new Float32Array(30 * SECOND).fill(0.5), new Float32Array(800).fill(0.5));
    await collect(transcribeLong(once(sound), script.read, options(), patient));
    expect(script.asked.length).toBe(1);
  });
});

describe('the work ends', () => {
  it('when it is aborted, and ends its source', async () => {
    const controller = new AbortController();
    let ended = false;
    async function* endless(): AsyncGenerator<Float32Array> {
      try {
        for (;;) yield new Float32Array(SECOND).fill(0.5);
      } finally {
        ended = true;
      }
    }
    const read: LongWindowReader = async () => {
      controller.abort(new Error('enough'));
      return reading([], 30);
    };
    const work = collect(transcribeLong(endless(), read, options(), controller.signal));
    await expect(work).rejects.toThrow('enough');
    expect(ended).toBe(true);
  });

  it('with the name of what cannot be read', async () => {
    const sound = new Float32Array(40 * SECOND).fill(0.5);
    sound[35 * SECOND] = NaN;
    const script = scripted([reading([], 10)]);
    const work = collect(transcribeLong(once(sound), script.read, options(), patient));
    await expect(work).rejects.toMatchObject({ code: 'TRANSCRIPTION_FAILED' });
  });
});
