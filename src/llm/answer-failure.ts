import { APIConnectionError, APIError } from 'openai';

import { AppError, toAppError } from '#core';

import { type Asked, toLlmError } from './provider-failure.ts';

/** undici ends a body whose connection broke with this. */
const isBrokenBody = (thrown: unknown): boolean =>
  thrown instanceof TypeError && (thrown.message === 'terminated' || thrown.cause !== undefined);

/** Gives whatever the SDK, the network or the stream threw its code. */
export function answerFailure(thrown: unknown, asked: Asked, apiKey: string): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof APIConnectionError) {
    return new AppError('LLM_UNREACHABLE', {
      message: `${asked.providerTitle} cannot be reached.`,
      cause: thrown.cause,
      context: { provider: asked.provider },
    });
  }
  if (thrown instanceof APIError) {
    const { status, error, headers } = thrown as APIError;
    return toLlmError({ status, error, headers }, asked, apiKey);
  }
  if (thrown instanceof SyntaxError) {
    return new AppError('LLM_UPSTREAM', {
      message: `${asked.providerTitle} sent something that is not JSON.`,
      context: { provider: asked.provider },
    });
  }
  if (isBrokenBody(thrown)) {
    return new AppError('LLM_TRUNCATED', {
      message: `The connection to ${asked.providerTitle} broke in the middle of an answer.`,
      cause: thrown,
      context: { provider: asked.provider },
    });
  }
  return toAppError(thrown);
}

/** Reads an error out of a 200 that is no event stream. */
export function documentFailure(contentType: string, text: string, asked: Asked, apiKey: string): AppError {
  const error = contentType.startsWith('application/json') ? errorOf(text) : undefined;
  if (error !== undefined) return toLlmError({ error }, asked, apiKey);
  return new AppError('LLM_UPSTREAM', {
    message: `${asked.providerTitle} answered with ${contentType || 'something'} instead of an event stream.`,
    retryable: false,
    context: { provider: asked.provider },
  });
}

function errorOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { readonly error?: unknown } | null)?.error ?? undefined;
  } catch (thrown) {
    // Not even JSON: then there is no error to read, and the caller says what came instead.
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
