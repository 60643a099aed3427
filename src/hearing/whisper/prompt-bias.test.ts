import { describe, expect, it } from 'vitest';
import { echoesPrompt, MAX_PROMPT_TOKENS, promptTokensOf } from './prompt-bias.ts';

/** One token for each sign, so that lengths can be counted. */
const toTokens = (text: string): readonly number[] => Array.from(text, (sign) => sign.codePointAt(0)!);
const textOf = (terms: readonly string[]): string => String.fromCodePoint(...promptTokensOf(terms, toTokens));

describe('the prompt', () => {
  it('is a plain list after a space', () => {
    expect(textOf(['Mira', ' Kyrn  of\nAld ', 'Mira', ''])).toBe(' Mira, Kyrn of Ald.');
  });

  it('is empty without terms', () => {
    expect(promptTokensOf([], toTokens)).toEqual([]);
    expect(promptTokensOf([' '], toTokens)).toEqual([]);
  });

  it('holds as many whole terms as fit, and smaller ones after one that does not', () => {
    const terms = ['a'.repeat(20), 'b'.repeat(60), 'c'.repeat(20), 'd'.repeat(20), 'e'];
    expect(textOf(terms)).toBe(` ${terms[0]}, ${terms[2]}, e.`);
    expect(promptTokensOf(terms, toTokens).length).toBeLessThanOrEqual(MAX_PROMPT_TOKENS);
  });
});

describe('an echo', () => {
  const prompt = 'Mira, Kyrn, Aldous.';
  const sure = { averageLogProbability: -0.2, voicedMs: 2000 };
  const unsure = { averageLogProbability: -0.9, voicedMs: 2000 };

  it.each([
    ['mira kyrn', unsure, true],
    ['MIRA! Kyrn?', unsure, true],
    ['Mira.', sure, false],
    ['Mira, Kyrn, Aldous.', sure, false],
    ['Mira, Kyrn, Aldous.', { ...sure, voicedMs: 300 }, true],
    ['Mira is here', unsure, false],
    ['Kyrn, Mira', unsure, false],
    ['', unsure, false],
    ['...', unsure, false],
  ])('%j with %j: %s', (text, evidence, expected) => {
    expect(echoesPrompt(text, prompt, evidence)).toBe(expected);
  });

  it('is none without a prompt', () => {
    expect(echoesPrompt('Mira', '', unsure)).toBe(false);
  });
});
