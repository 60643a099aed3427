import { z } from 'zod';

import { AppError } from '#core';

const text = z.string().nullish();

const chunkSchema = z.object({
  model: text,
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: text,
            refusal: text,
            // Two spellings of what a reasoning model thinks; counted, never spoken.
            reasoning: text.catch(undefined),
            reasoning_content: text.catch(undefined),
          })
          .nullish(),
        finish_reason: text,
      }),
    )
    .nullish(),
  usage: z
    .object({
      prompt_tokens: z.number(),
      completion_tokens: z.number(),
      cost: z.number().nullish().catch(undefined),
    })
    .nullish()
    .catch(undefined),
});

/** What the provider counted; the cost in USD where it tells one. */
export interface ReportedUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costUsd: number | undefined;
}

/** The part of a `chat.completion.chunk` that aichat reads. */
export interface ReplyChunk {
  readonly model: string | undefined;
  readonly content: string;
  readonly reasoning: string;
  readonly refused: boolean;
  readonly finishReason: string | undefined;
  readonly usage: ReportedUsage | undefined;
}

/** Reads one event of the stream. @throws AppError `LLM_UPSTREAM` when it is no chunk. */
export function readChunk(value: unknown): ReplyChunk {
  const parsed = chunkSchema.safeParse(value);
  if (!parsed.success) {
    throw new AppError('LLM_UPSTREAM', {
      message: 'The language model sent an event that is no piece of a chat completion.',
      context: { fields: parsed.error.issues.map((issue) => issue.path.join('.')) },
    });
  }
  const { model, choices, usage } = parsed.data;
  const choice = choices?.[0];
  const delta = choice?.delta;
  return {
    // Some servers send an empty name in chunks that carry no text.
    model: model || undefined,
    content: delta?.content ?? '',
    reasoning: delta?.reasoning ?? delta?.reasoning_content ?? '',
    refused: Boolean(delta?.refusal),
    finishReason: choice?.finish_reason ?? undefined,
    usage: usage
      ? {
          promptTokens: usage.prompt_tokens,
          completionTokens: usage.completion_tokens,
          costUsd: usage.cost ?? undefined,
        }
      : undefined,
  };
}
