import { describe, expect, it } from 'vitest';
import { decodeText, type Decoded, type DecodeRequest } from './decode-text.ts';
import {
  at,
  ScriptedDecoder,
  SMALL_SPECIAL,
  SMALL_VOCABULARY,
  SMALL_VOCABULARY_SIZE,
  type Answer,
} from './fixtures/scripted-decoder.ts';

const request = (changes: Partial<DecodeRequest> = {}): DecodeRequest => ({
  vocabulary: SMALL_VOCABULARY,
  language: {},
  task: 'transcribe',
  promptTokens: [],
  timestamps: false,
  temperature: 0,
  seed: 1,
  maxTokens: 50,
  exact: false,
  voicedMs: 5000,
  isSilence: () => false,
  checkpoint: () => undefined,
  ...changes,
});

const decode = (decoder: ScriptedDecoder, changes: Partial<DecodeRequest> = {}): Promise<Decoded> =>
  decodeText(() => decoder, request(changes));

const suppressing = (suppressed: readonly number[], suppressedFirst: readonly number[] = []) => ({
  vocabulary: { ...SMALL_VOCABULARY, suppressed, suppressedFirst },
});

/** What comes before the first text token: the start, then language and task, which answer nothing. */
const opening = (first: Answer = { 12: 0.9 }): Answer[] => [first, {}, {}];
const end: Answer = { 10: 0.9 };

describe('the prompt', () => {
  it('is the start alone, then the detected language, the task and no timestamps', async () => {
    const decoder = new ScriptedDecoder([...opening({ 13: 0.6, 12: 0.3 }), end]);
    const decoded = await decode(decoder);
    expect(decoder.prompts).toEqual([[11]]);
    expect(decoder.steps).toEqual([13, 14, 16]);
    expect(decoded).toMatchObject({ language: 'de', detected: 'de', tokens: [], stop: 'end' });
    expect(decoded.languageProbability).toBeCloseTo(2 / 3, 5);
  });

  it('goes in at once when the language is given, whatever is detected', async () => {
    const decoder = new ScriptedDecoder([...opening({ 13: 0.9, 12: 0.09 }), { 4: 0.9 }, end]);
    const decoded = await decode(decoder, { language: { fixed: 'en' } });
    expect(decoder.prompts).toEqual([[11, 12, 14, 16]]);
    expect(decoded).toMatchObject({ language: 'en', detected: 'de', tokens: [4] });
    expect(decoded.languageProbability).toBeCloseTo(1 / 11, 5);
  });

  it('goes in at once in the usual language, and anew when another was surely heard', async () => {
    const decoder = new ScriptedDecoder([
      ...opening({ 13: 0.9, 12: 0.01 }),
      { 4: 0.9 },
      ...opening({ 13: 0.9, 12: 0.01 }),
      { 5: 0.9 },
      end,
    ]);
    const decoded = await decode(decoder, { language: { usual: 'en' } });
    expect(decoder.prompts).toEqual([
      [11, 12, 14, 16],
      [11, 13, 14, 16],
    ]);
    expect(decoded).toMatchObject({ language: 'de', tokens: [5] });
  });

  it('stays in the usual language when the utterance is short', async () => {
    const decoder = new ScriptedDecoder([...opening({ 13: 0.9, 12: 0.01 }), { 4: 0.9 }, end]);
    const decoded = await decode(decoder, { language: { usual: 'en' }, voicedMs: 900 });
    expect(decoded).toMatchObject({ language: 'en', detected: 'de', tokens: [4] });
  });

  it('asks for a translation', async () => {
    const decoder = new ScriptedDecoder([...opening({ 13: 0.9 }), end]);
    await decode(decoder, { task: 'translate' });
    expect(decoder.steps).toEqual([13, 18, 16]);
  });

  it('puts what was said before in front of the start, whose answer counts', async () => {
    const before: Answer[] = [{ 15: 0.99 }, { 15: 0.99 }, { 15: 0.99 }];
    const decoder = new ScriptedDecoder([...before, ...opening({ 15: 0.2, 12: 0.7 }), { 4: 0.9 }, end]);
    const decoded = await decode(decoder, { promptTokens: [7, 8], language: { fixed: 'en' } });
    expect(decoder.prompts).toEqual([[17, 7, 8, 11, 12, 14, 16]]);
    expect(decoded.noSpeechProbability).toBeCloseTo(0.2, 5);
  });

  it('keeps the latest words when there are too many, and room for the text', async () => {
    const words = Array.from({ length: 400 }, (_unused, n) => n % 10);
    const answers: Answer[] = Array.from({ length: 224 }, () => ({}));
    const text = Array.from({ length: 300 }, (_unused, n): Answer => ({ [(n * n + (n >> 3)) % 9]: 0.9 }));
    const decoder = new ScriptedDecoder([...answers, ...opening(), ...text]);
    const decoded = await decode(decoder, {
      promptTokens: words,
      language: { fixed: 'en' },
      maxTokens: 300,
    });
    expect(decoder.prompts[0]!.slice(0, 3)).toEqual([17, words[400 - 223], words[400 - 222]]);
    expect(decoded.stop).toBe('limit');
    expect(decoder.prompts[0]!.length + decoded.tokens.length).toBe(448);
  });

  it('of a model that knows English only has no language and no task', async () => {
    const special = { ...SMALL_SPECIAL, languages: new Map(), transcribe: undefined, translate: undefined };
    const decoder = new ScriptedDecoder([{}, { 3: 0.9 }, end]);
    const decoded = await decode(decoder, { vocabulary: { ...SMALL_VOCABULARY, special } });
    expect(decoder.prompts).toEqual([[11, 16]]);
    expect(decoder.steps).toEqual([3]);
    expect(decoded).toMatchObject({ language: 'en', tokens: [3] });
    expect(decoded).not.toHaveProperty('languageProbability');
    const again = new ScriptedDecoder([{}, {}]);
    await expect(
      decode(again, { vocabulary: { ...SMALL_VOCABULARY, special }, task: 'translate' }),
    ).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('refuses a language that the model does not know', async () => {
    await expect(decode(new ScriptedDecoder([]), { language: { fixed: 'tlh' } })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('tlh'),
    });
  });
});

describe('the text', () => {
  it('is the likeliest token of each step, up to the end', async () => {
    const decoder = new ScriptedDecoder([...opening(), { 4: 0.5, 5: 0.4 }, { 7: 0.9 }, { 4: 0.6 }, end]);
    const decoded = await decode(decoder);
    expect(decoded).toMatchObject({ tokens: [4, 7, 4], stop: 'end', wantedNoText: false });
    expect(decoder.steps).toEqual([12, 14, 16, 4, 7, 4]);
  });

  it('is not written when nothing was said', async () => {
    const decoder = new ScriptedDecoder([{ 15: 0.95, 12: 0.04 }]);
    const decoded = await decode(decoder, { isSilence: (probability) => probability > 0.9 });
    expect(decoded).toMatchObject({ tokens: [], stop: 'silence', averageLogProbability: 0 });
    expect(decoder.steps).toEqual([]);
  });

  it('never holds a suppressed token', async () => {
    const decoder = new ScriptedDecoder([...opening(), { 4: 0.5, 5: 0.4 }, { 4: 0.5, 6: 0.3 }, end]);
    expect((await decode(decoder, suppressing([4]))).tokens).toEqual([5, 6]);
  });

  it('does not begin with what may not come first, which may come later', async () => {
    const decoder = new ScriptedDecoder([...opening(), { 2: 0.5, 10: 0.3, 5: 0.1 }, { 2: 0.9 }, end]);
    const decoded = await decode(decoder, suppressing([], [2, 10]));
    expect(decoded).toMatchObject({ tokens: [5, 2], stop: 'end', wantedNoText: false });
  });

  it('tells when the decoder wanted no text and was not allowed to say so', async () => {
    const decoder = new ScriptedDecoder([...opening(), { 10: 0.9, 5: 0.05 }, end]);
    expect(await decode(decoder, suppressing([], [10]))).toMatchObject({ tokens: [5], wantedNoText: true });
  });

  it('stops at the limit', async () => {
    const words = [1, 2, 3, 4].map((token): Answer => ({ [token]: 0.9 }));
    const decoded = await decode(new ScriptedDecoder([...opening(), ...words]), { maxTokens: 3 });
    expect(decoded).toMatchObject({ tokens: [1, 2, 3], stop: 'limit' });
  });

  it('may end exactly at the limit', async () => {
    const decoder = new ScriptedDecoder([...opening(), { 1: 0.9 }, { 2: 0.9 }, end]);
    expect(await decode(decoder, { maxTokens: 2 })).toMatchObject({ tokens: [1, 2], stop: 'end' });
  });

  it('stops when it runs in circles', async () => {
    const circle = Array.from({ length: 40 }, (_unused, n): Answer => ({ [(n % 3) + 1]: 0.9 }));
    const decoded = await decode(new ScriptedDecoder([...opening(), { 9: 0.9 }, ...circle]));
    expect(decoded.stop).toBe('loop');
    expect(decoded.tokens.length).toBe(1 + 18);
  });

  it('has exactly the length that was ordered, past its end and in circles', async () => {
    const wishes = Array.from({ length: 29 }, (): Answer => ({ 10: 0.9, 3: 0.05 }));
    const decoder = new ScriptedDecoder([...opening(), ...wishes, { 3: 0.9 }]);
    const decoded = await decode(decoder, { exact: true, maxTokens: 30 });
    expect(decoded).toMatchObject({ tokens: Array.from({ length: 30 }, () => 3), stop: 'exact' });
    expect(decoder.steps.length).toBe(3 + 29);
  });
});

describe('a text with timestamps', () => {
  it('has no "no timestamps" in its prompt and begins and ends with a moment', async () => {
    const words: Answer[] = [{ 4: 0.9, [at(0)]: 0.05 }, { 4: 0.9 }, { [at(1)]: 0.9 }, end];
    const decoder = new ScriptedDecoder([...opening().slice(0, 2), ...words]);
    const decoded = await decode(decoder, { timestamps: true });
    expect(decoder.steps.slice(0, 2)).toEqual([12, 14]);
    expect(decoded.tokens).toEqual([at(0), 4, at(1)]);
  });

  it('that goes round in a circle is stopped although its times differ', async () => {
    const circle = Array.from({ length: 60 }, (_unused, n): Answer[] => [
      { [at(n / 10)]: 0.9 },
      { 4: 0.9 },
      { [at(n / 10 + 0.1)]: 0.9 },
    ]).flat();
    const decoded = await decode(new ScriptedDecoder([...opening().slice(0, 2), ...circle]), {
      timestamps: true,
      maxTokens: 200,
    });
    expect(decoded.stop).toBe('loop');
  });
});

const evenAnswers: readonly Answer[] = [
  ...opening(),
  ...Array.from({ length: 12 }, (): Answer => ({ 1: 0.2, 2: 0.2, 3: 0.2, 4: 0.2, 5: 0.2 })),
];

const draw = (seed: number): Promise<Decoded> =>
  decode(new ScriptedDecoder(evenAnswers), { temperature: 1, seed, maxTokens: 11 });

describe('a text that is drawn', () => {
  it('is the same for the same seed and another for another', async () => {
    const [first, same, other] = await Promise.all([draw(7), draw(7), draw(8)]);
    expect(same.tokens).toEqual(first.tokens);
    expect(other.tokens).not.toEqual(first.tokens);
    expect(new Set(first.tokens).size).toBeGreaterThan(1);
    expect(first.temperature).toBe(1);
  });

  it('is rated by what the tokens were worth before the temperature', async () => {
    const decoded = await decode(new ScriptedDecoder([...opening(), { 1: 0.6, 2: 0.4 }, { 10: 1 }]), {
      temperature: 0.2,
      seed: 3,
    });
    const share = decoded.tokens[0] === 1 ? 0.6 : 0.4;
    expect(decoded.averageLogProbability).toBeCloseTo(Math.log(share) / 2, 5);
  });
});

describe('the figures', () => {
  it('are the mean log-probability with the end, and the unmasked probability of no speech', async () => {
    const words: Answer[] = [{ 4: 0.5 }, { 7: 0.4 }, { 10: 0.8 }];
    const decoder = new ScriptedDecoder([...opening({ 15: 0.25, 12: 0.7 }), ...words]);
    const decoded = await decode(decoder, suppressing([15]));
    // What is suppressed gives its share to the others.
    const others = SMALL_VOCABULARY_SIZE - 1;
    const logs = [0.5, 0.4, 0.8].map((share) => Math.log(share / (1 - (1 - share) / others)));
    expect(decoded.averageLogProbability).toBeCloseTo(logs.reduce((sum, log) => sum + log) / 3, 5);
    expect(decoded.noSpeechProbability).toBeCloseTo(0.25, 5);
    expect(decoded.logProbabilities.map((log) => log.toFixed(4))).toEqual(
      logs.slice(0, 2).map((log) => log.toFixed(4)),
    );
  });

  it('of a text that was cut count all its tokens and one more, as the end would', async () => {
    const decoder = new ScriptedDecoder([...opening(), { 4: 0.5 }, { 7: 0.4 }, { 6: 0.9 }]);
    const decoded = await decode(decoder, { maxTokens: 2 });
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
  await expect(decode(decoder, { checkpoint })).rejects.toThrow('stop');
  expect(decoder.steps).toEqual([12, 14, 16, 1]);
});

it.each([
  ['no numbers', { 12: NaN }],
  ['nothing but what is suppressed', { 12: 0.9 }],
])('fails when the decoder answers %s', async (name, answer) => {
  const everything = Array.from({ length: SMALL_VOCABULARY_SIZE }, (_unused, token) => token);
  const decoder = new ScriptedDecoder([answer, {}, {}, {}]);
  await expect(decode(decoder, suppressing(name === 'no numbers' ? [] : everything))).rejects.toMatchObject({
    code: 'INFERENCE_FAILED',
  });
});
