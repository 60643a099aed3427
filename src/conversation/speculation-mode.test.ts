import { expect, test } from 'vitest';
import { speculationFor } from './speculation-mode.ts';

test.each([
  ['local', 'FREE', 'reply'],
  ['openrouter', 'FREE', 'transcribe'],
  ['openrouter', 'CHEAP', 'reply'],
] as const)('a model of %s that is %s is asked early as far as "%s"', (provider, tier, mode) => {
  expect(speculationFor('auto', { provider, tier })).toBe(mode);
});

test('what is chosen is done with any model', () => {
  expect(speculationFor('off', { provider: 'local', tier: 'FREE' })).toBe('off');
});
