import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MODELS } from '../../src/llm/models.ts';

const PROGRAM = globSync(['{src,commands,loopback,tools}/**/*.ts', '*.ts']).filter(
  (file) => !file.endsWith('.test.ts'),
);
const OUTSIDE = PROGRAM.filter((file) => !file.startsWith('src/llm/'));

/** How providers name models: by maker, or by family and size. */
const LOOKS_LIKE_A_MODEL =
  /['"`/](?:openai|anthropic|meta-llama|mistralai|google|qwen|cognitivecomputations|deepseek)\/[a-z0-9]|\b(?:gpt|claude|llama|qwen|gemma|ministral|mixtral|dolphin)-?\d|\bclaude-\w|\bo\d-mini\b/iu;

test('only the language model room names a model', () => {
  expect(OUTSIDE.length).toBeGreaterThan(300);
  const naming = OUTSIDE.filter((file) => {
    const source = readFileSync(file, 'utf8');
    return MODELS.some(({ modelId }) => source.includes(modelId)) || LOOKS_LIKE_A_MODEL.test(source);
  });
  expect(naming).toEqual([]);
});

test('it names them in one file', () => {
  const naming = PROGRAM.filter((file) => {
    const source = readFileSync(file, 'utf8');
    return MODELS.some(({ modelId }) => source.includes(`'${modelId}'`));
  });
  expect(naming).toEqual(['src/llm/models.ts']);
});

test('what looks like a model is recognised', () => {
  const samples = [
    ...MODELS.map(({ modelId }) => `'${modelId}'`),
    "'anthropic/claude-x'",
    'claude-haiku',
    'gpt-5',
  ];
  expect(samples.filter((sample) => !LOOKS_LIKE_A_MODEL.test(sample))).toEqual([]);
});
