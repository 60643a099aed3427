import type { ServerResponse } from 'node:http';

/** An answer that is played as it was recorded. */
export interface RecordedAnswer {
  /** Default 200. */
  readonly status?: number;
  /** Default: JSON for a value, an event stream for a list of events. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it stands, another value as JSON. */
  readonly body?: unknown;
  /** Server-sent events instead of a body: a text is one line as it stands, another value is one `data:` event. */
  readonly events?: readonly unknown[];
}

const eventText = (event: unknown): string =>
  typeof event === 'string' ? `${event}\n\n` : `data: ${JSON.stringify(event)}\n\n`;

/** Plays a recording. */
export function sendRecorded(
  response: ServerResponse,
  { status = 200, headers, body, events }: RecordedAnswer,
): void {
  const type = events ? 'text/event-stream' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers });
  if (events) response.end(events.map(eventText).join(''));
  else response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
