import type { FastifyReply } from 'fastify';
import type { AppError } from '#core';
import { viewOfEvent } from '#events';
import { toProblem } from '../problem.ts';

import { subscribe, type SubscriptionOptions } from './subscription.ts';

/** What may wait in a client's socket, in bytes. */
const MAX_WAITING_BYTES = 262_144;
/** A comment so often keeps proxies from closing a quiet stream, in ms. */
const HEARTBEAT_MS = 15_000;
/** How soon a browser comes back, in ms. */
const RETRY_MS = 2000;

/** What the stream needs beside its place. */
export interface EventSourceOptions extends Omit<SubscriptionOptions, 'sink'> {
  readonly showPersonal: boolean;
  readonly requestId: string;
  readonly heartbeatMs?: number;
  /** Told of the events that the client will not get. */
  readonly onGap: (from: number, to: number) => void;
  /** The client was cut off. */
  readonly onFault: (error: AppError) => void;
  /** Called once, however the stream ends. */
  readonly onClose: () => void;
}

/**
 * Answers with server-sent events: each with its sequence as `id`, its type as `event` and JSON as `data`;
 * `gap` and `problem` beside them.
 */
export function sendEvents(reply: FastifyReply, options: EventSourceOptions): void {
  const { showPersonal, requestId, heartbeatMs = HEARTBEAT_MS, onGap, onFault, onClose, ...wanted } = options;
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  const write = (event: string, data: unknown, id?: number): void => {
    raw.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  raw.write(`retry: ${RETRY_MS}\n\n`);
  const subscription = subscribe({
    ...wanted,
    sink: {
      event: (event) => write(event.type, viewOfEvent(event, showPersonal), event.sequence),
      gap(gap) {
        write('gap', gap, gap.to);
        onGap(gap.from, gap.to);
      },
      hasRoom: () => raw.writableLength < MAX_WAITING_BYTES,
      fail(error, sequence) {
        onFault(error);
        write('problem', { ...toProblem(error, requestId), sequence });
        raw.end();
        // A client that reads nothing would never take the end of it either.
        setTimeout(() => raw.destroy(), 1000).unref();
      },
    },
  });
  const heartbeat = setInterval(() => raw.writableLength === 0 && raw.write(': \n\n'), heartbeatMs);
  raw.on('drain', () => subscription.resume());
  raw.once('close', () => {
    clearInterval(heartbeat);
    subscription[Symbol.dispose]();
    onClose();
  });
}
