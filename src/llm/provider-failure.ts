import { z } from 'zod';

import { AppError, type ErrorCode } from '#core';

import { type ChosenModel, modelFacts } from './chosen-model.ts';

/** An error as a provider reports it: by HTTP status, or in the body of an answer that began well. */
export interface ProviderFailure {
  /** HTTP status; undefined for an error inside a 200. */
  readonly status?: number | undefined;
  /** The `error` of the body: an object, a sentence, or nothing. */
  readonly error: unknown;
  readonly headers?: Headers | undefined;
}

/** Who was asked, and for which model; a list of models is asked for without one. */
export type Asked = Pick<ChosenModel, 'provider' | 'providerTitle' | 'apiKeyVariable'> & {
  readonly model?: ChosenModel;
};

/** A model as it is asked. */
export const asAsked = (model: ChosenModel): Asked => ({ ...model, model });

type LlmCode = Extract<
  ErrorCode,
  | 'LLM_AUTH'
  | 'LLM_NO_CREDIT'
  | 'LLM_MODERATED'
  | 'LLM_MODEL_GONE'
  | 'LLM_BAD_REQUEST'
  | 'LLM_RATE_LIMIT'
  | 'LLM_UPSTREAM'
>;

const word = z.string().optional().catch(undefined);

const errorSchema = z
  .object({
    message: word,
    code: z.union([z.string(), z.number()]).optional().catch(undefined),
    type: word,
    // Beside the metadata in answers that speak of a model's availability.
    error_type: word,
    http_status: z.number().optional().catch(undefined),
    metadata: z
      .object({
        error_type: word,
        reasons: z.array(z.unknown()).optional().catch(undefined),
        retry_after_seconds: z.number().optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
    availability: z
      .object({
        code: word,
        retryable: z.boolean().optional().catch(undefined),
        retry_after: z.number().nonnegative().nullish().catch(undefined),
      })
      .optional()
      .catch(undefined),
  })
  .catch({});

/** Words that say more than the status: OpenAI answers 429 for an empty account, for one. */
const CODES_BY_WORD: Readonly<Record<string, LlmCode>> = {
  insufficient_quota: 'LLM_NO_CREDIT',
  payment_required: 'LLM_NO_CREDIT',
  authentication: 'LLM_AUTH',
  invalid_api_key: 'LLM_AUTH',
  content_filter: 'LLM_MODERATED',
  content_policy_violation: 'LLM_MODERATED',
  refusal: 'LLM_MODERATED',
  context_length_exceeded: 'LLM_BAD_REQUEST',
  model_not_found: 'LLM_MODEL_GONE',
  model_not_available: 'LLM_MODEL_GONE',
  model_decommissioned: 'LLM_MODEL_GONE',
  rate_limit_exceeded: 'LLM_RATE_LIMIT',
  not_found_error: 'LLM_MODEL_GONE',
  exceed_context_size_error: 'LLM_BAD_REQUEST',
  unavailable_error: 'LLM_UPSTREAM',
  provider_overloaded: 'LLM_UPSTREAM',
  provider_unavailable: 'LLM_UPSTREAM',
  server_error: 'LLM_UPSTREAM',
};

const CODES_BY_STATUS: ReadonlyMap<number, LlmCode> = new Map([
  [401, 'LLM_AUTH'],
  [402, 'LLM_NO_CREDIT'],
  [404, 'LLM_MODEL_GONE'],
  [408, 'LLM_UPSTREAM'],
  [410, 'LLM_MODEL_GONE'],
  [429, 'LLM_RATE_LIMIT'],
]);

function codeByStatus(status: number, flagged: boolean, asked: Asked): LlmCode {
  if (status === 403) {
    // At OpenRouter this is moderation; elsewhere the key may not do this, unless a reason is given.
    return flagged || asked.provider === 'openrouter' ? 'LLM_MODERATED' : 'LLM_AUTH';
  }
  return CODES_BY_STATUS.get(status) ?? (status < 500 ? 'LLM_BAD_REQUEST' : 'LLM_UPSTREAM');
}

const SENTENCES: Readonly<Record<LlmCode, (asked: Asked) => string>> = {
  LLM_AUTH: (asked) => `${asked.providerTitle} does not accept the key in ${asked.apiKeyVariable}`,
  LLM_NO_CREDIT: (asked) =>
    `${asked.providerTitle} says that the account of ${asked.apiKeyVariable} has no credit`,
  LLM_MODERATED: (asked) => `${asked.providerTitle} refused the text`,
  LLM_MODEL_GONE: ({ provider, providerTitle, model }) => {
    if (provider !== 'local')
      return `${providerTitle} does not offer ${model?.modelId ?? 'a list of models'} (any more, or not at our terms)`;
    const what = model ? `no model "${model.modelId}"` : 'no list of models';
    return `${providerTitle} has ${what}, or LLM_BASE_URL lacks the /v1 at its end`;
  },
  LLM_BAD_REQUEST: (asked) => `${asked.providerTitle} does not accept the request`,
  LLM_RATE_LIMIT: (asked) => `${asked.providerTitle} allows no more requests for now`,
  LLM_UPSTREAM: (asked) => `${asked.providerTitle} failed to answer`,
};

/** Codes whose explanation by the provider speaks of accounts and machines, not of what people said. */
const EXPLAINED: ReadonlySet<LlmCode> = new Set([
  'LLM_NO_CREDIT',
  'LLM_MODEL_GONE',
  'LLM_RATE_LIMIT',
  'LLM_UPSTREAM',
]);
const MAX_EXPLANATION_CHARACTERS = 200;
const LOOKS_LIKE_A_KEY = /\b(?:sk|gsk|pk|tgp|key|bearer)[-_ ][\w*.-]{6,}/giu;

function explanation(code: LlmCode, message: string | undefined, apiKey: string): string | undefined {
  if (message === undefined || !EXPLAINED.has(code)) return undefined;
  const withoutKey = apiKey === '' ? message : message.replaceAll(apiKey, '[redacted]');
  return withoutKey.replace(LOOKS_LIKE_A_KEY, '[redacted]').slice(0, MAX_EXPLANATION_CHARACTERS);
}

/** OpenRouter tells its own limits as the time of their end, in ms since 1970. */
function limitEndMs(headers: Headers | undefined): number | undefined {
  const reset = Number(headers?.get('x-ratelimit-reset') ?? undefined);
  if (headers?.get('x-ratelimit-remaining') !== '0' || !(reset > 1e12)) return undefined;
  return Math.max(0, reset - Date.now());
}

function retryAfterMs(headers: Headers | undefined, bodySeconds: number | undefined): number | undefined {
  const exact = Number(headers?.get('retry-after-ms') ?? undefined);
  if (exact >= 0) return exact;
  const header = headers?.get('retry-after');
  if (header === null || header === undefined) {
    return bodySeconds === undefined ? limitEndMs(headers) : bodySeconds * 1000;
  }
  const seconds = Number(header);
  const delayMs = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isNaN(delayMs) ? undefined : Math.max(0, delayMs);
}

/** A provider's word may go into a log line if it looks like one of its constants. */
const asConstant = (value: string | number | undefined): string | undefined =>
  value !== undefined && /^[\w.-]{1,60}$/u.test(String(value)) ? String(value) : undefined;

/**
 * Gives a provider's error its code.
 *
 * Neither the key nor what people said gets into the message or the context: of the provider's own words,
 * only constants are kept, and where they cannot quote people a short explanation without keys.
 */
export function toLlmError(failure: ProviderFailure, asked: Asked, apiKey: string): AppError {
  const body = errorSchema.parse(failure.error);
  const message = typeof failure.error === 'string' ? failure.error : body.message;
  const { availability, metadata } = body;
  const constants = [body.code, body.error_type, metadata?.error_type, availability?.code, body.type]
    .map(asConstant)
    .filter((constant) => constant !== undefined);
  const bodyStatus = body.http_status ?? Number(body.code);
  const status = failure.status ?? (bodyStatus >= 400 && bodyStatus < 600 ? bodyStatus : undefined);
  const flagged = metadata?.reasons !== undefined;
  const byWord = constants.map((constant) => CODES_BY_WORD[constant]).find((code) => code !== undefined);
  // An error without a status or a word that is known has to be the server's own.
  // Groq calls a prompt that is above its limit by itself a limit, too; it would be so again.
  const code = (status === 413 ? undefined : byWord) ?? codeByStatus(status ?? 500, flagged, asked);
  const details = [...new Set([status, ...constants].filter((detail) => detail !== undefined).map(String))];
  const bodySeconds = availability?.retry_after ?? metadata?.retry_after_seconds;
  return new AppError(code, {
    message: `${SENTENCES[code](asked)}${details.length > 0 ? ` (${details.join(', ')})` : ''}.`,
    ...(availability?.retryable !== undefined && { retryable: availability.retryable }),
    context: {
      ...(asked.model ? modelFacts(asked.model) : { provider: asked.provider }),
      status,
      constants,
      requestId: asConstant(failure.headers?.get('x-request-id') ?? undefined),
      retryAfterMs: retryAfterMs(failure.headers, bodySeconds),
      explanation: explanation(code, message, apiKey),
    },
  });
}
