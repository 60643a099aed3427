import { Worker } from 'node:worker_threads';
import { AppError, UserError, withDeadline, type ErrorCode } from '#core';
import { toCard } from './card.ts';
import { cardError, tooLarge } from './card-error.ts';
import { CARD_LIMITS } from './card-limits.ts';
import { parseCardJson } from './json.ts';
import type { CardNote, ReadCard } from './read-card.ts';

/** What the thread says, once. */
export type CardThreadAnswer =
  | {
      readonly kind: 'card';
      readonly json: string;
      readonly picture: Uint8Array | undefined;
      readonly notes: readonly CardNote[];
    }
  | {
      readonly kind: 'error';
      readonly code: ErrorCode;
      readonly message: string;
      readonly context: Readonly<Record<string, unknown>>;
    };

/** Far more than any card within the limits takes. */
const MAX_THREAD_MEMORY_MB = 256;
const DEADLINE_MS = 20_000;

/**
 * Reads a file that somebody brought on a thread of its own, with its own memory, so that a call that goes on
 * meanwhile is not disturbed whatever the file holds.
 *
 * @throws UserError as {@link readCard}; AppError `TIMED_OUT`; the abort reason of `signal`.
 */
export async function readCardApart(bytes: Uint8Array, signal: AbortSignal): Promise<ReadCard> {
  if (bytes.length > CARD_LIMITS.maxFileBytes) {
    throw tooLarge('The file is too large', `${CARD_LIMITS.maxFileBytes / 2 ** 20} MiB`);
  }
  const answer = await withDeadline((within) => ask(bytes, within), {
    timeoutMs: DEADLINE_MS,
    signal,
    what: 'Reading the card',
  });
  if (answer.kind === 'card') {
    const { json, picture, notes } = answer;
    return { card: toCard(parseCardJson(json)), picture, notes };
  }
  const { code, message, context } = answer;
  const options = { message, context };
  throw code.startsWith('CARD_') ? new UserError(code, options) : new AppError(code, options);
}

async function ask(bytes: Uint8Array, signal: AbortSignal): Promise<CardThreadAnswer> {
  const thread = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: bytes,
    resourceLimits: { maxOldGenerationSizeMb: MAX_THREAD_MEMORY_MB },
  });
  const end = (): void => void thread.terminate();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      thread.once('message', resolve);
      thread.once('error', (cause: unknown) => {
        reject(cardError('CARD_UNSAFE', 'The card could not be read within its bounds.', {}, cause));
      });
      thread.once('exit', () => reject(new AppError('INTERNAL', { message: 'The reader of cards ended.' })));
    });
  } finally {
    signal.removeEventListener('abort', end);
    await thread.terminate();
  }
}
