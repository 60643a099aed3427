import { z } from 'zod';
import { type AppError, ERROR_CODES, type ErrorCode, UserError } from '#core';

/** The media type of RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json';

/** What every refused or failed request is answered with (RFC 9457), and our code beside it. */
export const problemSchema = z
  .object({
    type: z.string().describe('Names the kind of problem: urn:aichat:error: and the code.'),
    title: z.string().describe('What the code means.'),
    status: z.int(),
    detail: z.string().describe('What happened this time.'),
    code: z.string().describe('One of the codes of docs/errors.'),
    action: z.string().describe('What to do about it.'),
    retryable: z.boolean().describe('Whether the same request may work later.'),
    instance: z.string().describe('The id of the request, to find it in the log.'),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe('What is wrong with the request, field by field.'),
  })
  .meta({ id: 'Problem', description: 'A problem as RFC 9457 describes it.' });

/** The body of an answer that says what went wrong. */
export type Problem = z.infer<typeof problemSchema>;

/** Status codes of errors whose kind (a person's fault, passing, neither) does not tell enough. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  API_TOKEN_UNKNOWN: 404,
  CANCELLED: 503,
  HTTP_BODY_TOO_LARGE: 413,
  HTTP_HOST_REFUSED: 421,
  HTTP_MEDIA_TYPE_REFUSED: 415,
  HTTP_NOT_FOUND: 404,
  HTTP_ORIGIN_REFUSED: 403,
  HTTP_PART_ABSENT: 501,
  HTTP_RATE_LIMITED: 429,
  HTTP_SCOPE_MISSING: 403,
  HTTP_STREAMS_FULL: 503,
  HTTP_TOKEN_REFUSED: 401,
  LLM_AUTH: 502,
  LLM_EMPTY: 502,
  LLM_NO_CREDIT: 502,
  LLM_RATE_LIMIT: 503,
  LLM_TRUNCATED: 502,
  LLM_UPSTREAM: 502,
  LLM_WRONG_MODEL: 502,
  MODEL_UNKNOWN: 404,
  TIMED_OUT: 504,
  PERSONA_UNKNOWN: 404,
  VOICE_CHANNEL_FULL: 409,
  VOICE_CHANNEL_UNKNOWN: 404,
  VOICE_NOT_JOINED: 409,
  VOICE_PERMISSION_MISSING: 409,
  VOICE_SPEAKER_UNKNOWN: 400,
  WEBHOOK_UNKNOWN: 404,
};

/** The HTTP status that fits an error. */
export function statusOf(error: AppError): number {
  return STATUSES[error.code] ?? (error instanceof UserError ? 400 : error.retryable ? 503 : 500);
}

/**
 * Says an error as a problem.
 *
 * @param requestId - becomes its `instance`.
 */
export function toProblem(error: AppError, requestId: string, errors?: Problem['errors']): Problem {
  const { meaning, action } = ERROR_CODES[error.code];
  return {
    type: `urn:aichat:error:${error.code}`,
    title: meaning,
    status: statusOf(error),
    detail: error.message,
    code: error.code,
    action,
    retryable: error.retryable,
    instance: requestId,
    ...(errors !== undefined && { errors }),
  };
}
