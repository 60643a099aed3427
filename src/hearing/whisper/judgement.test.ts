import { expect, it } from 'vitest';
import type { Decoded } from './greedy-decoding.ts';
import { judge } from './judgement.ts';

const decoded = (changes: Partial<Decoded>): Decoded => ({
  tokens: [1, 2],
  language: 'en',
  averageLogProbability: -0.3,
  noSpeechProbability: 0.1,
  wantedNoText: false,
  stop: 'end',
  ...changes,
});

const again = 'over and over and '.repeat(12);

it.each([
  ['a plain sentence', {}, 'Hello.', 2000, 'accept'],
  ['one brief word', {}, 'Stop.', 160, 'accept'],
  ['a long unclear sentence', { averageLogProbability: -1.4 }, 'Hello.', 3000, 'accept'],
  ['speech in much noise', { noSpeechProbability: 0.7 }, 'Hello.', 2000, 'accept'],
  ['speech that began with a blank', { wantedNoText: true }, 'Hello.', 2000, 'accept'],
  [
    'no speech and an unclear text',
    { noSpeechProbability: 0.7, averageLogProbability: -1.4 },
    'Thank you.',
    3000,
    'nothing-said',
  ],
  [
    'no speech and no wish to write',
    { noSpeechProbability: 0.7, wantedNoText: true },
    'Thank you.',
    3000,
    'nothing-said',
  ],
  ['surely no speech in little sound', { noSpeechProbability: 0.95 }, 'Thank you.', 390, 'nothing-said'],
  ['surely no speech in much sound', { noSpeechProbability: 0.95 }, 'Thank you.', 2000, 'accept'],
  ['little voice and an unclear text', { averageLogProbability: -1.4 }, 'you', 400, 'nothing-said'],
  ['little voice and a loop', { stop: 'loop' }, again, 300, 'nothing-said'],
  ['noise and a loop', { stop: 'loop', noSpeechProbability: 0.7 }, again, 3000, 'nothing-said'],
  ['a loop', { stop: 'loop' }, 'over', 3000, 'failed'],
  ['no end', { stop: 'limit' }, 'Hello.', 3000, 'failed'],
  ['repetition that ended', {}, again, 3000, 'failed'],
] as const)('%s is judged rightly', (_name, changes, text, voicedMs, verdict) => {
  expect(judge(decoded(changes), text, voicedMs).verdict).toBe(verdict);
});

it('hands the figures on', () => {
  expect(judge(decoded({}), 'aaaaaaaaaa', 1000).confidence).toEqual({
    averageLogProbability: -0.3,
    noSpeechProbability: 0.1,
    compressionRatio: 10 / 11,
  });
});
