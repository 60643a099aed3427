import { describe, expect, it } from 'vitest';
import type { Answer } from './fixtures/scripted-decoder.ts';
import { createScriptedParts, type ScriptedParts } from './fixtures/scripted-parts.ts';
import {
  DEFAULT_READING,
  recogniseWindow,
  type ReadingOptions,
  type WindowReading,
} from './recognise-window.ts';
import { DEFAULT_WINDOW_POLICY } from './window-policy.ts';

const HELLO = 6;
const RIVER = 7;
const DOG = 8;

/** The answers to the start, the language and the task. */
const opening: readonly Answer[] = [{ 12: 0.9 }, {}, {}];
const end: Answer = { 10: 0.95 };
const clear = (...tokens: readonly number[]): readonly Answer[] => [
  ...opening,
  ...tokens.map((token): Answer => ({ [token]: 0.9 })),
  end,
];
/** Chosen, but with a log-probability of about −2.3. */
const unclear = (...tokens: readonly number[]): readonly Answer[] => [
  ...opening,
  ...tokens.map((token): Answer => ({ [token]: 0.1 })),
  { 10: 0.1 },
];
const looping = (token: number): readonly Answer[] => [
  ...opening,
  ...Array.from({ length: 60 }, (): Answer => ({ [token]: 0.99 })),
];
const hearsNoSpeech = (script: readonly Answer[]): readonly Answer[] => [
  { 12: 0.05, 15: 0.8 },
  ...script.slice(1),
];

const seconds = (count: number): Float32Array => new Float32Array(count * 16_000).fill(0.1);
const read = (
  { parts }: ScriptedParts,
  samples: Float32Array,
  changes: Partial<ReadingOptions> = {},
  voicedMs = samples.length / 16,
): Promise<WindowReading> =>
  recogniseWindow(
    parts,
    samples,
    voicedMs,
    { ...DEFAULT_READING, language: { fixed: 'en' }, ...changes },
    () => undefined,
  );

describe('a clear text', () => {
  it('needs the short window only', async () => {
    const scripted = createScriptedParts([clear(HELLO, DOG)], DEFAULT_WINDOW_POLICY);
    const reading = await read(scripted, seconds(4));
    expect(reading).toMatchObject({ text: 'hello dog', windowFrames: 1000, uncertain: false });
    expect(scripted.windows).toEqual([1000]);
    expect(reading.timings.tokens).toBe(2);
  });

  it('has at most 7 tokens for each second and 12 more', async () => {
    const words = Array.from({ length: 60 }, (_unused, n) => (n * n) % 9);
    const scripted = createScriptedParts([clear(...words), clear(HELLO)], DEFAULT_WINDOW_POLICY);
    expect((await read(scripted, seconds(2))).text).toBe('hello');
    expect(scripted.begun[0]!.steps.length).toBe(2 * 7 + 12);
  });
});

describe('the ladder', () => {
  it('listens to 30 s when the text in the short window is unclear', async () => {
    const scripted = createScriptedParts([unclear(DOG), clear(RIVER)], DEFAULT_WINDOW_POLICY);
    const reading = await read(scripted, seconds(4));
    expect(reading).toMatchObject({ text: 'river', windowFrames: 3000, uncertain: false });
    expect(scripted.windows).toEqual([1000, 3000]);
  });

  it('has one rung when the window is whole already and there is no prompt', async () => {
    const scripted = createScriptedParts([unclear(HELLO, DOG)]);
    const reading = await read(scripted, seconds(4));
    expect(reading).toMatchObject({ text: 'hello dog', windowFrames: 3000, uncertain: true });
    expect(scripted.windows).toEqual([3000]);
  });

  it('draws one text by chance when more than 6 s were said, on what was heard already', async () => {
    const scripts = [unclear(DOG), looping(RIVER), clear(HELLO)];
    const scripted = createScriptedParts(scripts, DEFAULT_WINDOW_POLICY);
    const reading = await read(scripted, seconds(7), { seed: 5 });
    expect(scripted.windows).toEqual([1000, 3000]);
    expect(scripted.begun.length).toBe(3);
    expect(reading).toMatchObject({ text: 'hello', uncertain: false, decoded: { temperature: 0.4 } });
  });

  it('draws none when the guards say so', async () => {
    const scripted = createScriptedParts([unclear(DOG), unclear(RIVER)], DEFAULT_WINDOW_POLICY);
    const { guards } = DEFAULT_READING;
    const reading = await read(scripted, seconds(7), { guards: { ...guards, sampleTemperature: 0 } });
    expect(reading.uncertain).toBe(true);
  });

  it('ends with the likeliest text that came to its end, flagged as uncertain', async () => {
    const scripts = [unclear(DOG), looping(RIVER)];
    const reading = await read(createScriptedParts(scripts, DEFAULT_WINDOW_POLICY), seconds(4));
    expect(reading).toMatchObject({ text: 'dog', uncertain: true, windowFrames: 1000 });
  });

  it('ends with one round of the loop when there is nothing else', async () => {
    const scripts = [looping(RIVER), looping(DOG)];
    const reading = await read(createScriptedParts(scripts, DEFAULT_WINDOW_POLICY), seconds(4));
    expect(reading).toMatchObject({ uncertain: true, decoded: { stop: 'loop' } });
    expect(['river', 'dog']).toContain(reading.text);
    expect(reading.tokens.length).toBe(1);
  });

  it.each([
    ['little voice', unclear(DOG), 450],
    ['no speech heard', hearsNoSpeech(unclear(DOG)), 4000],
  ] as const)('ends with nothing when it stays unclear: %s', async (_name, script, voicedMs) => {
    const scripted = createScriptedParts([script, script], DEFAULT_WINDOW_POLICY);
    expect(await read(scripted, seconds(4), {}, voicedMs)).toMatchObject({ text: '', tokens: [] });
  });

  it('is left at once when nothing was said', async () => {
    const scripted = createScriptedParts([hearsNoSpeech(unclear(DOG))], DEFAULT_WINDOW_POLICY);
    expect((await read(scripted, seconds(4))).text).toBe('');
    const click = createScriptedParts([[{ 15: 0.95 }, {}, {}, {}]], DEFAULT_WINDOW_POLICY);
    expect((await read(click, seconds(1), {}, 200)).text).toBe('');
    expect(click.begun[0]!.steps).toEqual([]);
  });

  it('drops thanks that nobody had time to say', async () => {
    const scripted = createScriptedParts([clear(0, 1, 5)], DEFAULT_WINDOW_POLICY);
    expect((await read(scripted, seconds(1), {}, 150)).text).toBe('');
  });
});

describe('names that are likely to be said', () => {
  const promptTerms = ['Mira', 'Kyrn'];
  /** Answers to the tokens of the prompt: its sign and ` mira, kyrn.` */
  const before: readonly Answer[] = [{}, {}, {}, {}, {}];

  it('come before the text', async () => {
    const scripted = createScriptedParts([[...before, ...clear(HELLO, 2)]]);
    expect((await read(scripted, seconds(2), { promptTerms })).text).toBe('hello mira');
    expect(scripted.begun[0]!.prompts[0]).toEqual([17, 2, 3, 4, 5, 11, 12, 14, 16]);
  });

  it('that come back unclearly are not believed: the text is written anew without them', async () => {
    const echo = [...before, ...unclear(2, 3, 4)];
    const scripted = createScriptedParts([echo, clear(HELLO)]);
    expect(await read(scripted, seconds(3), { promptTerms })).toMatchObject({
      text: 'hello',
      uncertain: false,
    });
    expect(scripted.begun[1]!.prompts[0]).toEqual([11, 12, 14, 16]);
    expect(scripted.windows).toEqual([3000]);
  });

  it('never become the text when all else is unclear', async () => {
    const hasty = [...before, ...clear(2, 3, 4)];
    const scripted = createScriptedParts([hasty, unclear(DOG)]);
    expect(await read(scripted, seconds(3), { promptTerms }, 200)).toMatchObject({ text: '' });
    const other = createScriptedParts([[...before, ...unclear(2, 3, 4)], unclear(DOG)]);
    expect(await read(other, seconds(3), { promptTerms })).toMatchObject({ text: 'dog', uncertain: true });
  });
});

describe('a text of an exact length', () => {
  it('is believed whatever it is', async () => {
    const scripted = createScriptedParts([hearsNoSpeech(looping(RIVER))], DEFAULT_WINDOW_POLICY);
    const reading = await read(scripted, seconds(4), { exactTokens: 40 }, 100);
    expect(reading.tokens).toEqual(Array.from({ length: 40 }, () => RIVER));
    expect(reading.uncertain).toBe(false);
  });
});

const stop = (): void => {
  throw new Error('stop');
};

it('stops when nobody wants the text any more', async () => {
  const scripted = createScriptedParts([clear(HELLO)]);
  const work = recogniseWindow(scripted.parts, seconds(2), 2000, DEFAULT_READING, stop);
  await expect(work).rejects.toThrow('stop');
  expect(scripted.begun.length).toBe(0);
});
