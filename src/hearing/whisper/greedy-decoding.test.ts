import { describe, expect, it } from 'vitest';
import { ScriptedDecoder, SMALL_VOCABULARY, type Answer } from './fixtures/scripted-decoder.ts';
import { decodeGreedily, type DecodingRules } from './greedy-decoding.ts';

const rules = (changes: Partial<DecodingRules> = {}): DecodingRules => ({
  special: SMALL_VOCABULARY,
  suppressed: [],
  suppressedFirst: [],
  language: undefined,
  ...changes,
});

const limits = { maxTokens: 50, checkpoint: () => undefined };

/** What comes before the first text token: the start, then language and task, which answer nothing. */
const opening = (first: Answer = { 12: 0.9 }): Answer[] => [first, {}, {}];

describe('the prompt', () => {
  it('is the start alone, then the detected language, the task and no timestamps', async () => {
    const decoder = new ScriptedDecoder([...opening({ 13: 0.6, 12: 0.3 }), { 10: 0.9 }]);
    const decoded = await decodeGreedily(decoder, rules(), limits);
    expect(decoder.prompts).toEqual([[11]]);
    expect(decoder.steps).toEqual([13, 14, 16]);
    expect(decoded).toMatchObject({ language: 'de', tokens: [], stop: 'end' });
  });

  it('holds the given language whatever is detected', async () => {
    const decoder = new ScriptedDecoder([...opening({ 13: 0.9 }), { 10: 0.9 }]);
    expect((await decodeGreedily(decoder, rules({ language: 'en' }), limits)).language).toBe('en');
    expect(decoder.steps[0]).toBe(12);
  });

  it('takes the likeliest language even when another token is likelier', async () => {
    const decoder = new ScriptedDecoder([...opening({ 15: 0.9, 13: 0.05, 12: 0.01 }), { 10: 0.9 }]);
    expect((await decodeGreedily(decoder, rules(), limits)).language).toBe('de');
  });

  it('of a model that knows English only has no language and no task', async () => {
    const special = { ...SMALL_VOCABULARY, languages: new Map<string, number>(), transcribe: undefined };
    const decoder = new ScriptedDecoder([{}, { 3: 0.9 }, { 10: 0.9 }]);
    const decoded = await decodeGreedily(decoder, rules({ special }), limits);
    expect(decoder.steps).toEqual([16, 3]);
    expect(decoded).toMatchObject({ language: 'en', tokens: [3] });
  });
});

describe('the text', () => {
  it('is the likeliest token of each step, up to the end', async () => {
    const decoder = new ScriptedDecoder([
      ...opening(),
      { 4: 0.5, 5: 0.4 },
      { 7: 0.9 },
      { 4: 0.6 },
      { 10: 0.8 },
    ]);
    const decoded = await decodeGreedily(decoder, rules(), limits);
    expect(decoded).toMatchObject({ tokens: [4, 7, 4], stop: 'end', wantedNoText: false });
    expect(decoder.steps).toEqual([12, 14, 16, 4, 7, 4]);
  });

  it('never holds a suppressed token', async () => {
    const decoder = new ScriptedDecoder([...opening(), { 4: 0.5, 5: 0.4 }, { 4: 0.5, 6: 0.3 }, { 10: 0.9 }]);
    const decoded = await decodeGreedily(decoder, rules({ suppressed: [4] }), limits);
    expect(decoded.tokens).toEqual([5, 6]);
  });

  it('does not begin with what may not come first, which may come later', async () => {
    const decoder = new ScriptedDecoder([...opening(), { 2: 0.5, 10: 0.3, 5: 0.1 }, { 2: 0.9 }, { 10: 0.9 }]);
    const decoded = await decodeGreedily(decoder, rules({ suppressedFirst: [2, 10] }), limits);
    expect(decoded).toMatchObject({ tokens: [5, 2], stop: 'end', wantedNoText: false });
  });

  it('tells when the decoder wanted no text and was not allowed to say so', async () => {
    const decoder = new ScriptedDecoder([...opening(), { 10: 0.9, 5: 0.05 }, { 10: 0.9 }]);
    const decoded = await decodeGreedily(decoder, rules({ suppressedFirst: [10] }), limits);
    expect(decoded).toMatchObject({ tokens: [5], wantedNoText: true });
  });

  it('stops at the limit', async () => {
    const words = [1, 2, 3, 4].map((token): Answer => ({ [token]: 0.9 }));
    const decoder = new ScriptedDecoder([...opening(), ...words]);
    const decoded = await decodeGreedily(decoder, rules(), { ...limits, maxTokens: 3 });
    expect(decoded).toMatchObject({ tokens: [1, 2, 3], stop: 'limit' });
  });

  it('may end exactly at the limit', async () => {
    const decoder = new ScriptedDecoder([...opening(), { 1: 0.9 }, { 2: 0.9 }, { 10: 0.9 }]);
    const decoded = await decodeGreedily(decoder, rules(), { ...limits, maxTokens: 2 });
    expect(decoded).toMatchObject({ tokens: [1, 2], stop: 'end' });
  });

  it('stops when it runs in circles', async () => {
    const circle = Array.from({ length: 40 }, (_unused, n): Answer => ({ [(n % 3) + 1]: 0.9 }));
    const decoder = new ScriptedDecoder([...opening(), { 9: 0.9 }, ...circle]);
    const decoded = await decodeGreedily(decoder, rules(), limits);
    expect(decoded.stop).toBe('loop');
    expect(decoded.tokens.length).toBe(1 + 18);
  });
});

describe('the figures', () => {
  it('are the mean log-probability with the end, and the unmasked probability of no speech', async () => {
    const decoder = new ScriptedDecoder([
      ...opening({ 15: 0.25, 12: 0.7 }),
      { 4: 0.5 },
      { 7: 0.4 },
      { 10: 0.8 },
    ]);
    const decoded = await decodeGreedily(decoder, rules({ suppressed: [15] }), limits);
    // What is suppressed gives its share to the others: 15 has 1/19 of the rest.
    const logs = [
      [0.5, 0.5],
      [0.4, 0.6],
      [0.8, 0.2],
    ].map(([p, rest]) => Math.log(p! / (1 - rest! / 19)));
    expect(decoded.averageLogProbability).toBeCloseTo(logs.reduce((sum, log) => sum + log) / 3, 5);
    expect(decoded.noSpeechProbability).toBeCloseTo(0.25, 5);
  });

  it('of a text that was cut count all its tokens and one more, as the end would', async () => {
    const decoder = new ScriptedDecoder([...opening(), { 4: 0.5 }, { 7: 0.4 }, { 6: 0.9 }]);
    const decoded = await decodeGreedily(decoder, rules(), { ...limits, maxTokens: 2 });
    expect(decoded.averageLogProbability).toBeCloseTo((Math.log(0.5) + Math.log(0.4)) / 3, 5);
  });
});

it('stops at a checkpoint that throws', async () => {
  let checks = 0;
  const checkpoint = (): void => {
    checks += 1;
    if (checks === 5) throw new Error('stop');
  };
  const decoder = new ScriptedDecoder([...opening(), { 1: 0.9 }, { 2: 0.9 }]);
  await expect(decodeGreedily(decoder, rules(), { maxTokens: 9, checkpoint })).rejects.toThrow('stop');
  expect(decoder.steps).toEqual([12, 14, 16, 1]);
});

it.each([
  ['no numbers', { 12: NaN }],
  ['nothing but what is suppressed', { 12: 0.9 }],
])('fails when the decoder answers %s', async (name, answer) => {
  const everything = Array.from({ length: 20 }, (_unused, token) => token);
  const decoder = new ScriptedDecoder([answer, {}, {}, {}]);
  const suppressed = name === 'no numbers' ? [] : everything;
  await expect(decodeGreedily(decoder, rules({ suppressed }), limits)).rejects.toMatchObject({
    code: 'INFERENCE_FAILED',
  });
});
