import type { FastifyReply } from 'fastify';
import { AppError } from '#core';

/**
 * Aborts when the client goes before it has its answer. (The framework's own signal also aborts when a request's
 * body has been read to its end.)
 */
export function clientSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (raw.writableFinished) return;
    controller.abort(new AppError('CANCELLED', { message: 'The client went before it had its answer.' }));
  });
  return controller.signal;
}
