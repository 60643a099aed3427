import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { dropActions } from './actions.ts';

test.each([['*waves* Hi!', '*waves* Hi!']])(
  'actions stay unless they are to go: %j becomes %j',
  (written, expected) => {
    expect(applyStep(dropActions, written)).toBe(expected);
  },
);

test.each([
  ['*waves* Hi!', ' Hi!'],
  ['Hi! *smiles softly* How are you?', 'Hi!  How are you?'],
  ['Sure. _nods_', 'Sure. '],
  ['I *really* mean it', 'I *really* mean it'],
  ['**Listen.** Then act', '**Listen.** Then act'],
  ['*sighs*\nFine.', '\nFine.'],
  ['3 * 4 * 5', '3 * 4 * 5'],
])('actions on their own go: %j becomes %j', (written, expected) => {
  expect(applyStep(dropActions, written, 'en', { actions: 'drop' })).toBe(expected);
});
