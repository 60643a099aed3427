import { z } from 'zod';
import { toAppError, UserError } from '#core';
import { clientSignal } from '../client-signal.ts';
import { MODEL_REQUESTS_A_MINUTE } from '../limits.ts';
import { toProblem } from '../problem.ts';
import type { ZodServer } from '../server.ts';
import { beginSse } from '../stream/sse-frame.ts';
import { problems } from './problems.ts';

/** What is asked. */
export interface ChatQuestion {
  readonly text: string;
  /** Who asks, by name. */
  readonly name: string;
  /** Name of a persona; the server's or the default one when absent. */
  readonly persona?: string | undefined;
  readonly guildId?: string | undefined;
  /** What was said before, the oldest first. */
  readonly history: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
}

/** An answer on its way. */
export interface ChatAnswer {
  readonly persona: string;
  readonly model: string;
  readonly pieces: AsyncIterable<string>;
}

/** The persona, in writing. */
export interface ChatPort {
  /** @throws AppError `LLM_…`, `PERSONA_UNKNOWN`; the reason of `signal`. */
  answer(question: ChatQuestion, signal: AbortSignal): ChatAnswer;
}

const message = z.strictObject({ role: z.enum(['user', 'assistant']), content: z.string().min(1).max(8000) });
const question = z.strictObject({
  text: z.string().trim().min(1).max(4000),
  name: z.string().trim().min(1).max(64).default('User').describe('Who asks.'),
  persona: z.string().min(1).max(100).optional(),
  guildId: z
    .string()
    .regex(/^\d{1,20}$/u)
    .optional(),
  history: z.array(message).max(100).default([]).describe('What was said before, the oldest first.'),
  stream: z.boolean().default(false).describe('Answer with server-sent events: `text`, then `done`.'),
});
const answer = z
  .object({ reply: z.string(), persona: z.string(), model: z.string() })
  .meta({ id: 'ChatAnswer', description: 'What the persona answered, and with which model.' });

/** `/api/chat`. */
export function addChatRoutes(app: ZodServer, chat: ChatPort): void {
  app.post(
    '/api/chat',
    {
      config: { scope: 'control', rateLimit: { max: MODEL_REQUESTS_A_MINUTE } },
      schema: {
        tags: ['chat'],
        summary: 'Talk with the persona',
        description: 'Nothing is remembered: send what was said before as `history`.',
        body: question,
        response: {
          200: {
            description: 'The answer, whole or piece by piece.',
            content: {
              'application/json': { schema: answer },
              'text/event-stream': { schema: z.string() },
            },
          },
          ...problems(400, 404, 413, 415, 502, 503, 504),
        },
      },
    },
    async (request, reply) => {
      const { stream, ...asked } = request.body;
      const signal = clientSignal(reply);
      const { persona, model, pieces } = chat.answer(asked, signal);
      if (!stream)
        return reply.type('application/json').send({ reply: await joined(pieces), persona, model });
      // What fails before the first word is an answer of its own.
      const words = pieces[Symbol.asyncIterator]();
      const first = await words.next();
      if (first.done === true) throw nothingSaid();
      const sse = beginSse(reply);
      let text = '';
      try {
        let piece: IteratorResult<string> = first;
        while (piece.done !== true) {
          text += piece.value;
          await sse.write('text', { text: piece.value });
          piece = await words.next();
        }
        await sse.write('done', { reply: text.trim(), persona, model });
      } catch (thrown) {
        if (!signal.aborted) await sse.write('problem', toProblem(toAppError(thrown), request.id));
      } finally {
        sse.end();
        await words.return?.();
      }
      return reply;
    },
  );
}

async function joined(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  if (text.trim() === '') throw nothingSaid();
  return text.trim();
}

function nothingSaid(): UserError {
  return new UserError('LLM_EMPTY', { message: 'The language model answered nothing.' });
}
