import { expect, test } from 'vitest';
import { systemPrompt } from './system-prompt.ts';

test('begins with the character and keeps the rules of a spoken answer after it', () => {
  const prompt = systemPrompt({ name: 'Otto', character: 'You are Otto, a grumpy lighthouse keeper.' });

  expect(prompt).toMatch(/^You are Otto, a grumpy lighthouse keeper\./u);
  expect(prompt).toContain('read aloud');
  expect(prompt).toContain('never orders');
});
