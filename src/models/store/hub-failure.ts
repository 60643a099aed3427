import { AppError, type ErrorCode } from '#core';
import { retryAfterMs } from './patience.ts';

/** Codes of the system and of TLS that the same request will meet again. */
const LASTING = /^(?:ERR_INVALID_URL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|ERR_SSL_)/u;

/** What is shown of an address: a signed one carries a key in its query. */
export function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  try {
    return origin + decodeURI(pathname);
  } catch {
    // An address may hold a percent sign that stands for nothing; it is no reason to lose the failure.
    return origin + pathname;
  }
}

/** Names a request that got no answer, or whose answer broke off. */
export function failureOfFetch(url: string, thrown: unknown): AppError {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  const { code = '', message = '' } = cause as Partial<NodeJS.ErrnoException>;
  const shown = shownUrl(url);
  // A refused address stands in the complaint about it, with its password and its signature.
  const isQuoted = message.includes(url);
  const problem = [code, message.replaceAll(url, shown)].filter(Boolean).join(' ');
  return new AppError('MODEL_DOWNLOAD_FAILED', {
    message: `${shown} could not be fetched: ${problem}.`,
    cause: isQuoted ? undefined : thrown,
    retryable: !isQuoted && !LASTING.test(code),
    context: { host: new URL(url).host, ...(code && { networkCode: code }) },
  });
}

/** Names an answer that is no success. The hub says in `X-Error-Code` what its status leaves open. */
export function failureOfStatus(url: string, response: Response): AppError {
  const { status, headers } = response;
  const hubCode = headers.get('x-error-code') ?? undefined;
  const pauseMs = retryAfterMs(headers.get('retry-after'));
  const [code, problem, retryable] = meaningOf(status, hubCode);
  const pause = pauseMs === undefined || !retryable ? '' : ` It asks for a pause of ${pauseMs / 1000} s.`;
  return new AppError(code, {
    message: `${shownUrl(url)} ${problem} (HTTP ${status}${hubCode === undefined ? '' : `, ${hubCode}`}).${pause}`,
    retryable,
    context: { status, ...(pauseMs !== undefined && { retryAfterMs: pauseMs }) },
  });
}

function meaningOf(status: number, hubCode: string | undefined): [ErrorCode, string, boolean] {
  // The hub answers 401 for a repository that is not there, too.
  if (hubCode === 'RepoNotFound') return ['MODEL_SOURCE_NOT_FOUND', 'is not there or not public', false];
  if (hubCode === 'GatedRepo') return ['MODEL_ACCESS_DENIED', 'asks to accept its terms first', false];
  if (status === 401 || status === 403) return ['MODEL_ACCESS_DENIED', 'is not given to this account', false];
  if (status === 404 || status === 410) return ['MODEL_SOURCE_NOT_FOUND', 'is not there', false];
  if (status === 429) return ['MODEL_RATE_LIMITED', 'was asked for too often', true];
  const mayPass = status === 408 || status >= 500;
  return ['MODEL_DOWNLOAD_FAILED', 'could not be fetched', mayPass];
}
