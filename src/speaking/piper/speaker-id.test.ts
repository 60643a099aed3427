import { expect, test } from 'vitest';

import { speakerIdOf } from './speaker-id.ts';
import type { PiperVoice } from './voice.ts';

const voice = {
  name: 'choir',
  speakers: 4,
  speakerIds: { Ada: 1, Bea: 2, p225: 3, '3': 0, ada: 3, cleo: 0 },
  defaultSpeakerId: 2,
} as unknown as PiperVoice;

test.each([
  ['no wish', undefined, 2],
  ['a name', 'Ada', 1],
  ['a name in other letters', 'BEA', 2],
  ['a name with blanks around', ' Cleo ', 0],
  ['a number', 1, 1],
  ['a number as text', '1', 1],
  ['a name that looks like a number', '3', 0],
  ['a name that differs only in its capitals', 'ada', 3],
])('%s finds its speaker', (_name, wish, id) => {
  expect(speakerIdOf(voice, wish)).toBe(id);
});

test.each([['Dora'], ['ADA'], [4], [-1], [1.5], ['4'], [''], [' '], ['constructor'], [Number.NaN]])(
  'there is no speaker %j',
  (wish) => {
    expect(() => speakerIdOf(voice, wish)).toThrow(
      expect.objectContaining({
        code: 'VOICE_SPEAKER_UNKNOWN',
        message: expect.stringContaining('Ada, Bea'),
      }),
    );
  },
);

test('a voice without names tells its numbers only', () => {
  const alone = { ...voice, speakers: 1, speakerIds: {} };
  expect(() => speakerIdOf(alone, 'Ada')).toThrow('The voice choir has no speaker "Ada": the only one is 0.');
});
