import type { IncomingHttpHeaders } from 'node:http';

import type { ChatFault } from './faults.ts';

/** One request as the server saw it. It changes until the answer has ended. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** Tells connections apart: the client's port. */
  readonly clientPort: number;
  /** Wall clock, ms since 1970. */
  readonly receivedAtMs: number;
  /** Lower-case names; `authorization`, cookies and key headers only say that they were there. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body; undefined until it was read, and where there is none. */
  readonly body: unknown;
  /** The fault that was played, if any. */
  readonly fault: ChatFault | undefined;
  /** The whole answer was sent. */
  readonly completed: boolean;
  /** The client went away before the answer had ended, and the server did not cut it itself. */
  readonly aborted: boolean;
}

/** The same, for the server's own hands. */
export type OpenRecord = { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] };

const SECRET_HEADERS = new Set(['authorization', 'cookie', 'proxy-authorization', 'x-api-key', 'api-key']);

/** Headers without their secrets. */
export function redactHeaders(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      SECRET_HEADERS.has(name) ? '[redacted]' : [value].flat().join(', '),
    ]),
  );
}

/** How many requests are kept; the oldest is dropped for a new one. */
export const MAX_RECORDED_REQUESTS = 1000;

/** Appends to a bounded log. */
export function record(log: RecordedRequest[], entry: OpenRecord): OpenRecord {
  if (log.length >= MAX_RECORDED_REQUESTS) log.shift();
  log.push(entry);
  return entry;
}
