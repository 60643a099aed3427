import { expect, test } from 'vitest';
import { expandMacros, hiddenKeys } from './macros.ts';

const values = { char: 'Otto', user: 'Ada', original: 'Be kind.', random: () => 0.5, seed: 'call-1' };

test.each([
  ['{{char}} greets {{user}}.', 'Otto greets Ada.'],
  ['<BOT>, <char> and <user>', 'Otto, Otto and Ada'],
  ['{{CHAR}} {{ User }}', 'Otto Ada'],
  ['{{original}} And brief.', 'Be kind. And brief.'],
  ['{{random:Hello,Hi,Hey}}', 'Hi'],
  ['{{random:a\\,b,c}}', 'c'],
  ['{{random::one::two}}', 'two'],
  ['{{roll:6}} {{roll:d20}} {{roll:D1}}', '4 11 1'],
  ['{{roll:many}}', '{{roll:many}}'],
  ['{{reverse:Hello}}', 'olleH'],
  ['a{{// a note }}b{{comment: seen}}c{{hidden_key:storm}}d', 'abcd'],
  ['{{random:{{char}}}} {{reverse:{{char}}}}', 'Otto ottO'],
  ['{{unknown}} {{x:y}} {{', '{{unknown}} {{x:y}} {{'],
])('%j becomes %j', (text, expected) => {
  expect(expandMacros(text, values)).toBe(expected);
});

test('a pick stays the same in one conversation and differs between places and conversations', () => {
  const text = Array.from({ length: 12 }, () => '{{pick:a,b,c,d}}').join('');
  const picked = expandMacros(text, values);

  expect(expandMacros(text, { ...values, random: () => 0.1 })).toBe(picked);
  expect(new Set(picked).size).toBeGreaterThan(1);
  expect(expandMacros(text, { ...values, seed: 'call-2' })).not.toBe(picked);
});

test('no macro in the name of a person is carried out', () => {
  expect(expandMacros('{{user}}', { ...values, user: '{{roll:6}}' })).toBe('roll:6');
});

test('a hidden key is found by the lorebook and by nobody else', () => {
  expect(hiddenKeys('The sea {{hidden_key:storm}} is cold. {{HIDDEN_KEY:gale}}')).toBe('storm\ngale');
});
