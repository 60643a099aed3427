import { z } from 'zod';
import type { ZodServer } from '../server.ts';

/** `/livez`: the process turns its event loop. It asks for no token and tells nothing else. */
export function addLivenessRoute(app: ZodServer): void {
  app.get(
    '/livez',
    {
      config: { scope: 'none', rateLimit: false },
      schema: {
        tags: ['system'],
        summary: 'Whether the process is alive',
        security: [],
        response: { 200: z.object({ status: z.literal('alive') }).describe('It is.') },
      },
    },
    async () => ({ status: 'alive' as const }),
  );
}
