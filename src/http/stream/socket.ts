import { z } from 'zod';
import type { WebSocket } from 'ws';
import type { AppError } from '#core';
import { createEventFilter, viewOfEvent, type EventFilter } from '#events';
import { toProblem } from '../problem.ts';
import { eventFilterSchema } from './event-schema.ts';
import type { EventFeed } from './event-feed.ts';

import { subscribe, type Subscription } from './subscription.ts';

/** What may wait in a client's socket, in bytes. */
const MAX_WAITING_BYTES = 262_144;
/** A client that answers no ping until the next is gone, in ms. */
const PING_MS = 30_000;
/** WebSocket close codes: what the client sent cannot be used; try again later. */
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;
/** A client that does not take part in the closing is cut off after this time, in ms. */
const CLOSE_MS = 1000;

/** What a client may say. */
const clientMessage = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('subscribe'),
    since: z.int().min(0).optional(),
    filter: eventFilterSchema.strict().optional(),
  }),
  z.strictObject({ op: z.literal('ping') }),
]);

/** What a stream over a WebSocket needs. */
export interface EventSocketOptions {
  readonly feed: EventFeed;
  readonly showPersonal: boolean;
  readonly requestId: string;
  readonly filter: EventFilter;
  readonly since: number | undefined;
  readonly pingMs?: number;
  readonly stallMs?: number;
  readonly onGap: (from: number, to: number) => void;
  /** The client was cut off. */
  readonly onFault: (error: AppError) => void;
}

/**
 * Sends events over a WebSocket: `{op: 'hello' | 'event' | 'gap' | 'problem' | 'pong', …}`. The client may say
 * `{op: 'subscribe', since?, filter?}` at any time to begin anew, and `{op: 'ping'}`.
 */
export function openEventSocket(socket: WebSocket, options: EventSocketOptions): void {
  const { feed, showPersonal, requestId, pingMs = PING_MS, stallMs, onGap, onFault } = options;
  let isAlive = true;
  let subscription: Subscription | undefined;

  const hasRoom = (): boolean => socket.bufferedAmount < MAX_WAITING_BYTES;
  const send = (op: string, content: object): void => {
    socket.send(JSON.stringify({ op, ...content }), () => {
      if (hasRoom()) subscription?.resume();
    });
  };
  const end = (code: number, reason: string): void => {
    socket.close(code, reason);
    setTimeout(() => socket.terminate(), CLOSE_MS).unref();
  };
  const begin = (since: number | undefined, filter: EventFilter): void => {
    subscription?.[Symbol.dispose]();
    send('hello', { newest: feed.newest(), oldest: feed.oldest() });
    subscription = subscribe({
      feed,
      since,
      wants: createEventFilter(filter),
      ...(stallMs !== undefined && { stallMs }),
      sink: {
        event: (event) => send('event', { event: viewOfEvent(event, showPersonal) }),
        gap(gap) {
          send('gap', gap);
          onGap(gap.from, gap.to);
        },
        hasRoom,
        fail(error, sequence) {
          onFault(error);
          send('problem', { problem: toProblem(error, requestId), sequence });
          end(TRY_AGAIN_LATER, `${error.code} ${sequence}`);
        },
      },
    });
  };

  socket.on('message', (data: Buffer) => {
    const said = readMessage(data);
    if (said === undefined) end(POLICY_VIOLATION, 'HTTP_REQUEST_INVALID');
    else if (said.op === 'subscribe') begin(said.since, said.filter ?? {});
    else if (hasRoom()) send('pong', { newest: feed.newest() });
  });
  socket.on('pong', () => {
    isAlive = true;
  });
  const pinging = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, pingMs);
  socket.once('close', () => {
    clearInterval(pinging);
    subscription?.[Symbol.dispose]();
  });
  begin(options.since, options.filter);
}

function readMessage(data: Buffer): z.infer<typeof clientMessage> | undefined {
  const text = data.toString('utf8');
  // What is no JSON fits no schema either.
  const said = z.string().transform(parseJson).pipe(clientMessage).safeParse(text);
  return said.data;
}

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is no JSON' });
    return z.NEVER;
  }
}
