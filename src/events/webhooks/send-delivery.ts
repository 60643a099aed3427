import { Agent, fetch, type RequestInit } from 'undici';
import { AppError, causesOf, toAppError, withDeadline } from '#core';
import { readRetryAfter } from './retry-schedule.ts';
import { signedHeaders } from './signature.ts';
import { checkTarget, createGuardedLookup, isAllowed, type AllowedHosts } from './target.ts';

/** Time for one attempt, from the look-up of the name to the end of the answer, in ms. */
const ATTEMPT_DEADLINE_MS = 15_000;
/** The answer's body is not needed; no more of it is taken than this. */
const MAX_ANSWER_BYTES = 65_536;

/** One message for one receiver. */
export interface OutgoingDelivery {
  readonly id: string;
  readonly url: string;
  readonly body: string;
  /** The newest first. */
  readonly secrets: readonly string[];
}

/** What came of one attempt. */
export type AttemptOutcome =
  | { readonly kind: 'delivered'; readonly status: number; readonly durationMs: number }
  | {
      readonly kind: 'failed';
      readonly status?: number;
      readonly durationMs: number;
      readonly reason: string;
      /** What the receiver's `Retry-After` asks for. */
      readonly retryAfterMs: number;
    }
  /** The receiver says that it is no more (410). */
  | { readonly kind: 'gone'; readonly status: number; readonly durationMs: number };

/** Sends deliveries. */
export interface DeliverySender extends AsyncDisposable {
  /** Makes one attempt; it gives a result whatever happens. Rejects only when `signal` aborts. */
  send(delivery: OutgoingDelivery, signal: AbortSignal): Promise<AttemptOutcome>;
}

/** @param allowedHosts - hosts that may be called whatever their address. */
export function createDeliverySender(
  allowedHosts: AllowedHosts,
  { deadlineMs = ATTEMPT_DEADLINE_MS } = {},
): DeliverySender {
  const common = { connections: 4, pipelining: 0, maxHeaderSize: 16_384 };
  const guarded = new Agent({ ...common, connect: { lookup: createGuardedLookup() } });
  const trusted = new Agent(common);

  const attempt = async (delivery: OutgoingDelivery, signal: AbortSignal): Promise<Response> => {
    const { id, body, secrets } = delivery;
    const url = checkTarget(delivery.url, allowedHosts);
    const timestampSeconds = Math.floor(Date.now() / 1000);
    const request: RequestInit = {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'aichat-webhooks',
        ...signedHeaders({ id, timestampSeconds, body }, secrets),
      },
      // A redirect would lead past the check of the address.
      redirect: 'manual',
      signal,
      dispatcher: isAllowed(url, allowedHosts) ? trusted : guarded,
    };
    const response = await fetch(url, request);
    await discardBody(response.body);
    return response;
  };

  return {
    async send(delivery, signal) {
      const startMs = performance.now();
      const duration = (): number => Math.round(performance.now() - startMs);
      try {
        const { status, headers } = await withDeadline((inner) => attempt(delivery, inner), {
          timeoutMs: deadlineMs,
          signal,
          what: 'The receiver of a webhook',
        });
        const durationMs = duration();
        if (status >= 200 && status < 300) return { kind: 'delivered', status, durationMs };
        if (status === 410) return { kind: 'gone', status, durationMs };
        const retryAfterMs = readRetryAfter(headers.get('retry-after'), Date.now());
        const reason = status >= 300 && status < 400 ? `It redirects (${status}).` : `It answered ${status}.`;
        return { kind: 'failed', status, durationMs, reason, retryAfterMs };
      } catch (thrown) {
        signal.throwIfAborted();
        return { kind: 'failed', durationMs: duration(), reason: reasonOf(thrown), retryAfterMs: 0 };
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([guarded.destroy(), trusted.destroy()]);
    },
  };
}

type Response = Awaited<ReturnType<typeof fetch>>;

async function discardBody(body: Response['body']): Promise<void> {
  if (body === null) return;
  let bytes = 0;
  for await (const piece of body) {
    bytes += (piece as Uint8Array).byteLength;
    // Leaving the loop cancels the rest.
    if (bytes > MAX_ANSWER_BYTES) break;
  }
}

/** The innermost cause says what went wrong; what lies around it says that fetching failed. */
function reasonOf(thrown: unknown): string {
  const error = toAppError(thrown);
  if (error instanceof AppError && error.code !== 'INTERNAL') return `${error.code}: ${error.message}`;
  return causesOf(error).at(-1) ?? error.message;
}
