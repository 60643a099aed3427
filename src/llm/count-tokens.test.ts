import { expect, test } from 'vitest';

import { countPromptTokens, countTokens } from './count-tokens.ts';
import { estimateTokens } from './estimate-tokens.ts';

const ENGLISH = 'Hello there, my aunt keeps bees in Aberdeen; she told me about it yesterday.';
const exactly = (modelId: string, text: string): number => {
  const { tokens, isExact } = countTokens({ modelId }, text);
  expect(isExact).toBe(true);
  return tokens;
};

test.each([
  ['gpt-4o-mini', 17],
  ['openai/gpt-4o-mini-2024-07-18', 17],
  ['gpt-oss:20b', 17],
  ['openai/gpt-oss-20b:free', 17],
  ['gpt-3.5-turbo', 17],
])('%s is counted with its own vocabulary', (modelId, tokens) => {
  expect(exactly(modelId, ENGLISH)).toBe(tokens);
});

test('the vocabularies are told apart', () => {
  const german = 'Meine Tante hält fleißige Bienen.';
  expect(exactly('gpt-4o', german)).toBeLessThan(exactly('gpt-4-turbo', german));
});

test.each(['meta-llama/llama-3.1-8b-instruct', 'gpt-6-luna', 'default', 'proto1', 'gpt-40'])(
  '%s is reckoned, and the count says so',
  (modelId) => {
    expect(countTokens({ modelId }, ENGLISH)).toEqual({ tokens: estimateTokens(ENGLISH), isExact: false });
  },
);

test.each([
  ['English', ENGLISH],
  ['German', 'Die Bienen in Aberdeen sind fleißig und freundlich, sagt meine Tante, die Imkerin ist.'],
  ['French', "Ma tante élève des abeilles à Aberdeen; elle me l'a raconté hier soir, autour d'un thé."],
  ['Chinese', '我的阿姨在阿伯丁养蜂，她昨天告诉我的。'],
  ['Japanese', 'おばさんはアバディーンで蜂を飼っています。'],
  ['Russian', 'Моя тётя держит пчёл в Абердине, и вчера она рассказала мне об этом.'],
  ['Arabic', 'عمتي تربي النحل في أبردين'],
  ['code', 'function add(a, b) { return a + b; }'],
  ['figures', 'The year 2026 has 365 days and 1,234,567 bees. (yes!) :-) 👍🎉'],
])('the estimate for %s is within a half of a real count, and not far below it', (_name, text) => {
  const ratio = estimateTokens(text) / exactly('gpt-4o', text);
  expect(ratio).toBeGreaterThan(0.85);
  expect(ratio).toBeLessThan(1.6);
});

test('control tokens in a text are text', () => {
  expect(exactly('gpt-4o', 'a <|endoftext|> b')).toBeGreaterThan(4);
});

test('a text is counted piece by piece to the same sum', () => {
  expect(exactly('gpt-4o', ENGLISH.repeat(100))).toBeCloseTo(exactly('gpt-4o', ENGLISH) * 100, -2);
  expect(exactly('gpt-4o', '')).toBe(0);
});

// In one piece it takes longer than a test may.
test('a word without end is counted without the square of its length', () => {
  expect(exactly('gpt-4o', 'a'.repeat(200_000))).toBeGreaterThan(20_000);
  expect(estimateTokens('a'.repeat(200_000))).toBe(40_000);
});

test('a prompt counts its messages and what frames them', () => {
  const messages = [
    { role: 'system', content: ENGLISH },
    { role: 'user', content: 'Hello' },
  ] as const;
  expect(countPromptTokens({ modelId: 'gpt-4o' }, messages)).toEqual({
    tokens: 17 + 4 + 1 + 4 + 3,
    isExact: true,
  });
  expect(countPromptTokens({ modelId: 'llama' }, messages).isExact).toBe(false);
});
