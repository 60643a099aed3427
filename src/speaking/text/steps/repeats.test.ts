import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { shortenRepeats } from './repeats.ts';

test.each([
  ['Sooooo nooo', 'Soo noo'],
  ['hahahahahaha', 'hahaha'],
  ['Louis XIII on www', 'Louis XIII on www'],
  ['good book', 'good book'],
  ['1000000', '1000000'],
])('what is drawn out is shortened: %j becomes %j', (written, expected) => {
  expect(applyStep(shortenRepeats, written)).toBe(expected);
});

test.each([['Schifffahrt jaaaa', 'Schifffahrt jaa']])(
  'German keeps three of a letter: %j becomes %j',
  (written, expected) => {
    expect(applyStep(shortenRepeats, written, 'de')).toBe(expected);
  },
);
