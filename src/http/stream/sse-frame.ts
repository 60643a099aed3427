import { once } from 'node:events';
import type { FastifyReply } from 'fastify';

/** An answer of server-sent events that waits for its reader. */
export interface SseFrame {
  /** Resolves when there is room for more, or nobody is there any more. */
  write(event: string, data: unknown): Promise<void>;
  end(): void;
}

/** Takes the answer over. */
export function beginSse(reply: FastifyReply): SseFrame {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  return {
    async write(event, data) {
      if (raw.destroyed || raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) return;
      await Promise.race([once(raw, 'drain'), once(raw, 'close')]);
    },
    end: () => void raw.end(),
  };
}
