import { UserError, type AppError } from '#core';
import type { Words } from '../words/index.ts';
import type { RichAnswer } from './answer.ts';
import { Refusal } from './refusal.ts';

/** What a person is told when a command could not do its work: why, what to do, and the code. */
export function failureAnswer(error: AppError, words: Words): RichAnswer {
  return { content: contentOf(error, words), isEphemeral: true, isNew: true };
}

function contentOf(error: AppError, words: Words): string {
  if (error instanceof Refusal) return `${error.message} (\`${error.code}\`)`;
  return error instanceof UserError ? words.refusal(error) : words.failure(error);
}
