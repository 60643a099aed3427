import type { OpenAI } from 'openai';
import { Stream } from 'openai/streaming';

import { guardedBody } from './guarded-body.ts';

/** More than any spoken reply with its thoughts; a server that sends more is out of order. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** An answer that began with HTTP 200: its events, or what came instead. */
export type Answer =
  | { readonly kind: 'events'; readonly events: AsyncIterator<unknown> }
  | { readonly kind: 'document'; readonly contentType: string; readonly text: () => Promise<string> };

/**
 * Looks at what a server answered; of its body, 8 MiB are read at most.
 *
 * @param controller aborted by the SDK when the events are left early.
 * @param signal ends the reading with its reason.
 */
export function readAnswer(
  answer: Response,
  controller: AbortController,
  signal: AbortSignal,
  client: OpenAI,
): Answer {
  const body = answer.body === null ? null : guardedBody(answer.body, MAX_ANSWER_BYTES, signal);
  const guarded = new Response(body, { headers: answer.headers });
  const contentType = (answer.headers.get('content-type') ?? '').toLowerCase();
  if (!contentType.startsWith('text/event-stream')) {
    return { kind: 'document', contentType, text: () => guarded.text() };
  }
  const stream = Stream.fromSSEResponse<unknown>(guarded, controller, client);
  return { kind: 'events', events: stream[Symbol.asyncIterator]() };
}
