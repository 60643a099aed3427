import { expect, test } from 'vitest';
import { completeQuestion } from './complete-question.ts';

const parts = {
  fields: {
    sev: { example: 'sev:>=warn', meaning: 'how bad' },
    since: { example: 'since:2h', meaning: 'how old' },
    code: { example: 'code:VOICE_*', meaning: 'which error' },
  },
  values: { code: ['VOICE_LOST', 'TIMED_OUT'], sev: ['warn', 'error'] },
};
const valuesFor = (typed: string) => completeQuestion(typed, parts).map(({ value }) => value);

test.each([
  ['', ['sev:>=warn', 'since:2h', 'code:VOICE_*']],
  ['s', ['s', 'sev:>=warn', 'since:2h']],
  ['sev:>=w', ['sev:>=w', 'sev:>=warn']],
  ['since:2h -code:ti', ['since:2h -code:ti', 'since:2h -code:TIMED_OUT']],
  ['"some words" co', ['"some words" co', '"some words" code:VOICE_*']],
  ['user:', ['user:']],
])('after %j comes %j', (typed, values) => {
  expect(valuesFor(typed)).toEqual(values);
});

test('nothing is proposed that is too long for Discord', () => {
  const typed = `${'x'.repeat(95)} s`;
  expect(completeQuestion(typed, parts).every(({ value }) => String(value).length <= 100)).toBe(true);
});
