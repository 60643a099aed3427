import { UserError, type ErrorCode } from '#core';

type CardErrorCode = Extract<ErrorCode, `CARD_${string}`>;

/** What is wrong with somebody's card; shown to whoever brought it. */
export function cardError(
  code: CardErrorCode,
  message: string,
  context: Readonly<Record<string, unknown>> = {},
  cause?: unknown,
): UserError {
  return new UserError(code, { message, context, ...(cause !== undefined && { cause }) });
}

/** `CARD_TOO_LARGE`, with the limit. */
export function tooLarge(what: string, limit: string): UserError {
  return cardError('CARD_TOO_LARGE', `${what}; ${limit} is the most that is taken.`);
}

/** A name out of a file, fit to be shown: short, and without control characters. */
export function shown(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
