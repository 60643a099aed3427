import { describe, expect, it } from 'vitest';
import type { Decoded } from './decode-text.ts';
import { DEFAULT_GUARDS } from './guards.ts';
import { judge, type Judgement } from './judgement.ts';

const decoded = (changes: Partial<Decoded>): Decoded => ({
  tokens: [1, 2],
  logProbabilities: [-0.3, -0.3],
  language: 'en',
  detected: 'en',
  averageLogProbability: -0.3,
  noSpeechProbability: 0.1,
  temperature: 0,
  wantedNoText: false,
  stop: 'end',
  ...changes,
});

const verdictOn = (changes: Partial<Decoded>, text: string, voicedMs: number, promptText = ''): Judgement =>
  judge(decoded(changes), { text, voicedMs, promptText }, DEFAULT_GUARDS);

const again = 'over and over and '.repeat(12);

it.each([
  ['a plain sentence', {}, 'Hello.', 2000],
  ['one brief word', {}, 'Stop.', 160],
  ['speech in much noise', { noSpeechProbability: 0.7 }, 'Hello.', 2000],
  ['speech that began with a blank', { wantedNoText: true }, 'Hello.', 2000],
  ['surely no speech in much sound', { noSpeechProbability: 0.95 }, 'What now?', 2000],
  ['thanks that were clearly said', {}, 'Thank you.', 700],
] as const)('%s is accepted', (_name, changes, text, voicedMs) => {
  expect(verdictOn(changes, text, voicedMs)).toMatchObject({ verdict: 'accept', doubt: undefined });
});

const unclear = { averageLogProbability: -1.4 };
const noise = { noSpeechProbability: 0.7 };

it.each([
  ['no speech and an unclear text', { ...noise, ...unclear }, 'What now?', 3000, 'silence'],
  ['no speech and no wish to write', { ...noise, wantedNoText: true }, 'What now?', 3000, 'silence'],
  ['surely no speech in little sound', { noSpeechProbability: 0.95 }, 'What now?', 390, 'silence'],
  ['what was not even written', { stop: 'silence' }, '', 2000, 'silence'],
  ['noise and a loop', { ...noise, stop: 'loop' }, again, 3000, 'silence'],
  ['thanks in a click', {}, 'Thank you.', 180, 'phantom'],
  ['credits in a cough', {}, 'Subtitles by the Amara.org community', 800, 'phantom'],
  ['unclear thanks', { averageLogProbability: -0.8 }, 'Thank you.', 3000, 'phantom'],
  [
    'thanks of another language',
    { language: 'de', averageLogProbability: -0.8 },
    'Vielen Dank.',
    900,
    'phantom',
  ],
] as const)('%s is nothing said', (_name, changes, text, voicedMs, doubt) => {
  expect(verdictOn(changes, text, voicedMs)).toMatchObject({ verdict: 'nothing-said', doubt });
});

it.each([
  ['a loop', { stop: 'loop' }, 'over', 3000, 'loop'],
  ['no end', { stop: 'limit' }, 'Hello.', 3000, 'limit'],
  ['repetition that ended', {}, again, 3000, 'compression'],
  ['a long unclear sentence', unclear, 'Hello there.', 3000, 'low-probability'],
  ['little voice and an unclear text', unclear, 'hello', 400, 'low-probability'],
  [
    'the same word three times, unclear',
    { tokens: [7, 7, 7], averageLogProbability: -0.7 },
    'no no no',
    900,
    'repetition',
  ],
] as const)('%s is doubtful', (_name, changes, text, voicedMs, doubt) => {
  expect(verdictOn(changes, text, voicedMs)).toMatchObject({ verdict: 'doubtful', doubt });
});

describe('a text that repeats its prompt', () => {
  const prompt = 'Mira, Kyrn, Aldous.';

  it.each([
    ['hastily', {}, 'Mira, Kyrn', 150],
    ['unclearly', { averageLogProbability: -0.7 }, 'Kyrn, Aldous.', 2000],
    ['in full, unclearly', { averageLogProbability: -0.7 }, prompt, 4000],
  ] as const)('%s is doubtful', (_name, changes, text, voicedMs) => {
    expect(verdictOn(changes, text, voicedMs, prompt)).toMatchObject({
      verdict: 'doubtful',
      doubt: 'prompt-echo',
    });
  });

  it.each([
    ['a name that was clearly said', 'Mira!', 350],
    ['names in another order', 'Kyrn, Mira', 1500],
    ['a sentence with a name', 'Mira, what is new?', 1500],
  ] as const)('%s is accepted', (_name, text, voicedMs) => {
    expect(verdictOn({}, text, voicedMs, prompt).verdict).toBe('accept');
  });
});

it('takes its limits from the guards', () => {
  const evidence = { text: 'Hello there.', voicedMs: 3000, promptText: '' };
  expect(judge(decoded(unclear), evidence, { ...DEFAULT_GUARDS, lowLogProbability: -2 }).verdict).toBe(
    'accept',
  );
});

it('hands the compression ratio on', () => {
  expect(verdictOn({}, 'aaaaaaaaaa', 1000).compressionRatio).toBeCloseTo(10 / 11, 10);
});
