import { AppError } from '#core';

import { type ChosenModel, modelFacts } from './chosen-model.ts';

/** How a stream ended. */
export interface ReplyEnding {
  readonly finishReason: string | undefined;
  /** The model said that it refuses. */
  readonly refused: boolean;
  /** Something that can be spoken came. */
  readonly spoke: boolean;
}

/** @throws AppError unless the model itself ended a reply that has words in it. */
export function checkEnding({ finishReason, refused, spoke }: ReplyEnding, model: ChosenModel): void {
  const { providerTitle } = model;
  const context = { ...modelFacts(model), finishReason };
  switch (finishReason) {
    case 'stop':
    // Together's word for the same.
    case 'eos':
      break;
    case 'length':
      throw new AppError('LLM_TRUNCATED', {
        message: 'The reply reached the longest length that is allowed before its end.',
        context,
        // It would be just as long again.
        retryable: false,
      });
    case 'content_filter':
      throw new AppError('LLM_MODERATED', { message: `${providerTitle} broke the reply off.`, context });
    case undefined:
    case 'error':
      throw new AppError('LLM_TRUNCATED', {
        message: `${providerTitle} ended the reply before its end.`,
        context,
      });
    default:
      throw new AppError('LLM_UPSTREAM', {
        message: `${providerTitle} ended the reply in a way that a spoken reply cannot end.`,
        context,
      });
  }
  if (spoke) return;
  if (refused)
    throw new AppError('LLM_MODERATED', { message: `${providerTitle} refused to reply.`, context });
  throw new AppError('LLM_EMPTY', { message: `${providerTitle} answered without a word.`, context });
}
