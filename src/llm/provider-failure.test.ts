import { afterEach, expect, test, vi } from 'vitest';

import { asAsked, type ProviderFailure, toLlmError } from './provider-failure.ts';
import { localModel, pinnedModel } from './testing/pinned-model.ts';

const KEY = 'my-own-kind-of-secret';
const groq = pinnedModel('groq-llama-3.1-8b');
const openRouter = pinnedModel();
const read = (failure: ProviderFailure, model = groq): ReturnType<typeof toLlmError> =>
  toLlmError(failure, asAsked(model), KEY);

afterEach(() => vi.useRealTimers());

test.each<readonly [string, ProviderFailure, string]>([
  [
    'an empty account that is told as 429',
    { status: 429, error: { code: 'insufficient_quota' } },
    'LLM_NO_CREDIT',
  ],
  ['a text that is refused with 400', { status: 400, error: { code: 'content_filter' } }, 'LLM_MODERATED'],
  ['a 403 without a reason', { status: 403, error: { message: 'no' } }, 'LLM_AUTH'],
  ['a 403 with reasons', { status: 403, error: { metadata: { reasons: ['hate'] } } }, 'LLM_MODERATED'],
  ['a model that is unknown', { status: 400, error: { code: 'model_not_found' } }, 'LLM_MODEL_GONE'],
  ['a model that was taken away', { status: 410, error: undefined }, 'LLM_MODEL_GONE'],
  ['a request that is too long', { status: 413, error: undefined }, 'LLM_BAD_REQUEST'],
  ['a timeout of the server', { status: 408, error: undefined }, 'LLM_UPSTREAM'],
  ['a status of its own', { status: 529, error: undefined }, 'LLM_UPSTREAM'],
  ['a 429 inside a 200', { error: { code: 429, message: 'slow down' } }, 'LLM_RATE_LIMIT'],
  ['a sentence instead of an object', { error: 'out of memory' }, 'LLM_UPSTREAM'],
  ['an error of no known kind', { error: { code: 'odd', metadata: 7 } }, 'LLM_UPSTREAM'],
])('%s has its code', (_name, failure, code) => {
  expect(read(failure).code).toBe(code);
});

test('a 403 of OpenRouter is moderation', () => {
  expect(read({ status: 403, error: { message: 'no' } }, openRouter).code).toBe('LLM_MODERATED');
});

test('a model that ended is told with the provider, the model and why', () => {
  const error = { code: 404, message: 'No endpoints found.', availability: { code: 'free_variant_ended' } };
  const failure = read({ status: 404, error }, openRouter);
  expect(failure.message).toBe(
    'OpenRouter does not offer cognitivecomputations/dolphin-mistral-24b-venice-edition:free ' +
      '(any more, or not at our terms) (404, free_variant_ended).',
  );
  expect(failure.context).toMatchObject({ explanation: 'No endpoints found.' });
});

test('a server of your own that has no such model is told with the likely causes', () => {
  const local = localModel('llama', 'http://localhost:11434');
  expect(read({ status: 404, error: undefined }, local).message).toContain('LLM_BASE_URL lacks the /v1');
});

test.each<readonly [string, ProviderFailure, number | undefined]>([
  ['seconds', { status: 429, error: {}, headers: new Headers({ 'retry-after': '1.5' }) }, 1500],
  [
    'a date',
    { status: 429, error: {}, headers: new Headers({ 'retry-after': 'Sun, 22 Nov 2026 10:00:07 GMT' }) },
    7000,
  ],
  [
    'a date that is over',
    { status: 429, error: {}, headers: new Headers({ 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT' }) },
    0,
  ],
  ['nonsense', { status: 429, error: {}, headers: new Headers({ 'retry-after': 'soon' }) }, undefined],
  ['the body', { status: 429, error: { metadata: { retry_after_seconds: 17 } } }, 17_000],
])('the wait is read from %s', (_name, failure, expected) => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T10:00:00Z') });
  expect(read(failure).context['retryAfterMs']).toBe(expected);
});

test('an explanation is short and has no keys in it', () => {
  const message = `Limit for key ${KEY} and sk-or-v1-abcdef123456 reached. ${'x'.repeat(500)}`;
  const { explanation } = read({ status: 429, error: { message } }).context;
  expect(explanation).toMatch(/^Limit for key \[redacted\] and \[redacted\] reached\. x+$/u);
  expect(explanation).toHaveLength(200);
});

test.each([400, 401, 403])('a %d is not explained, for it may quote people or the key', (status) => {
  const failure = read({ status, error: { message: 'You said: my aunt', code: 'You said: my aunt' } });
  expect(failure.message + JSON.stringify(failure.context)).not.toContain('aunt');
});
