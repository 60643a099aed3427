import { describe, expect, it } from 'vitest';
import { at, type Answer } from './fixtures/scripted-decoder.ts';
import { createScriptedParts, type ScriptedParts } from './fixtures/scripted-parts.ts';
import { DEFAULT_GUARDS } from './guards.ts';
import { readLongWindow, type LongWindowOptions, type LongWindowReading } from './read-long-window.ts';
import { DEFAULT_TEMPERATURES } from './transcribe-long.ts';

const HELLO = 6;
const RIVER = 7;
const DOG = 8;

/** The answers to the start and the language; the answer to the task is the first of the text. */
const opening: readonly Answer[] = [{ 12: 0.9 }, {}];
const end: Answer = { 10: 0.95 };
const clear = (...tokens: readonly number[]): readonly Answer[] => [
  ...opening,
  ...tokens.map((token): Answer => ({ [token]: 0.9 })),
  end,
];
/** Text that is hardly likelier than any other; its mean log-probability is below −1. */
const unclear = (token: number): readonly Answer[] => {
  const even = Object.fromEntries(Array.from({ length: 10 }, (_unused, other) => [other, 0.0985]));
  const word: Answer = { ...even, [token]: 0.11 };
  return [...opening, { [at(0)]: 0.9 }, word, word, word, word, { [at(1)]: 0.9 }, end];
};
const noSpeech = (script: readonly Answer[]): readonly Answer[] => [
  { 12: 0.05, 15: 0.8 },
  ...script.slice(1),
];

const seconds = (count: number): Float32Array => new Float32Array(count * 16_000).fill(0.1);

const read = (
  { parts }: ScriptedParts,
  samples: Float32Array,
  changes: Partial<LongWindowOptions> = {},
): Promise<LongWindowReading> =>
  readLongWindow(
    parts,
    samples,
    {
      language: { fixed: 'en' },
      task: 'transcribe',
      promptTerms: [],
      previousTokens: [],
      temperatures: DEFAULT_TEMPERATURES,
      guards: DEFAULT_GUARDS,
      seed: 0,
      words: true,
      ...changes,
    },
    () => undefined,
  );

describe('a window of a long recording', () => {
  it('becomes segments with their times, and leads on to where the last whole one ended', async () => {
    const scripted = createScriptedParts([
      clear(at(0.5), HELLO, DOG, at(3), at(3.5), RIVER, at(6), at(6), HELLO),
    ]);
    const reading = await read(scripted, seconds(30));
    expect(scripted.windows).toEqual([3000]);
    expect(reading.segments).toMatchObject([
      { text: 'hello dog', startMs: 500, endMs: 3000, language: 'en', confidence: { temperature: 0 } },
      { text: 'river', startMs: 3500, endMs: 6000, confidence: { uncertain: false, windowMs: 30_000 } },
    ]);
    expect(reading.nextSample).toBe(6 * 16_000);
    expect(reading.segments[0]).not.toHaveProperty('words');
  });

  it('is told what was said before, and the names', async () => {
    const before: readonly Answer[] = Array.from({ length: 1 + 2 + 2 }, () => ({}));
    const scripted = createScriptedParts([[...before, ...clear(at(0), HELLO, at(1))]]);
    await read(scripted, seconds(30), { previousTokens: [at(0), DOG], promptTerms: ['Mira'] });
    expect(scripted.begun[0]!.prompts[0]).toEqual([17, at(0), DOG, 2, 5, 11, 12, 14]);
  });

  it('is read again with a rising temperature until its text is good, and the sound is heard once', async () => {
    const scripted = createScriptedParts([unclear(DOG), unclear(DOG), clear(at(0), HELLO, at(1))]);
    const reading = await read(scripted, seconds(30));
    expect(scripted.windows).toEqual([3000]);
    expect(reading.temperature).toBe(0.4);
    expect(reading.segments[0]?.confidence).toMatchObject({ temperature: 0.4, uncertain: false });
  });

  it('loses its prompt when the temperature is high', async () => {
    const before: readonly Answer[] = [{}, {}];
    const failing = unclear(DOG);
    const scripted = createScriptedParts([[...before, ...failing], clear(at(0), HELLO, at(1))]);
    await read(scripted, seconds(30), { previousTokens: [DOG], temperatures: [0, 0.8] });
    expect(scripted.begun.map(({ prompts }) => prompts[0])).toEqual([
      [17, DOG, 11, 12, 14],
      [11, 12, 14],
    ]);
  });

  it('is flagged as uncertain when no temperature helped', async () => {
    const failing = unclear(DOG);
    const scripted = createScriptedParts([failing, failing]);
    const { segments } = await read(scripted, seconds(30), { temperatures: [0, 0] });
    expect(segments).toMatchObject([{ text: 'dog dog dog dog', confidence: { uncertain: true } }]);
    expect(scripted.begun.length).toBe(2);
  });

  it('is tried again when its text goes round in circles', async () => {
    const circle: readonly Answer[] = [
      ...opening,
      { [at(0)]: 0.9 },
      ...Array.from({ length: 20 }, (): Answer => ({ [DOG]: 0.9 })),
    ];
    const scripted = createScriptedParts([circle, clear(at(0), HELLO, at(1))]);
    expect((await read(scripted, seconds(30), { temperatures: [0, 0] })).segments[0]?.text).toBe('hello');
  });

  it('without speech gives nothing, is tried once and leads on to its end', async () => {
    const scripted = createScriptedParts([noSpeech(unclear(DOG))]);
    const reading = await read(scripted, seconds(12));
    expect(reading).toMatchObject({ segments: [], tokens: [], nextSample: 12 * 16_000 });
  });

  it('keeps what is likely although no speech was heard', async () => {
    const scripted = createScriptedParts([noSpeech(clear(at(0), DOG, at(1)))]);
    expect((await read(scripted, seconds(30))).segments).toMatchObject([{ text: 'dog' }]);
  });

  it('has no thanks that nobody had time to say, and no times behind its sound', async () => {
    const scripted = createScriptedParts([
      clear(at(0), HELLO, at(2), at(2), 0, 1, 5, at(2.1), at(2.1), DOG, at(29)),
    ]);
    const { segments, nextSample } = await read(scripted, seconds(5));
    expect(segments.map(({ text, startMs, endMs }) => [text, startMs, endMs])).toEqual([
      ['hello', 0, 2000],
      ['dog', 2100, 5000],
    ]);
    expect(nextSample).toBe(5 * 16_000);
  });
});
