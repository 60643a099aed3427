import { z } from 'zod';

import { AppError } from '#core';

const text = z.string().nullish();

const usageSchema = z
  .object({
    prompt_tokens: z.number(),
    completion_tokens: z.number(),
    cost: z.number().nullish().catch(undefined),
  })
  .nullish()
  .catch(undefined);

const chunkSchema = z.object({
  model: text,
  // OpenRouter tells which host answered.
  provider: text.catch(undefined),
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
  usage: usageSchema,
  // Groq's own place for the same.
  x_groq: z.object({ usage: usageSchema }).nullish().catch(undefined),
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
  /** Who ran the model, where the provider is a broker that tells it. */
  readonly servedBy: string | undefined;
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
  const { model, choices, provider } = parsed.data;
  const usage = parsed.data.usage ?? parsed.data.x_groq?.usage;
  const choice = choices?.[0];
  const delta = choice?.delta;
  return {
    // Some servers send an empty name in chunks that carry no text.
    model: model || undefined,
    content: delta?.content ?? '',
    reasoning: delta?.reasoning ?? delta?.reasoning_content ?? '',
    refused: Boolean(delta?.refusal),
    finishReason: choice?.finish_reason ?? undefined,
    servedBy: provider || undefined,
    usage: usage
      ? {
          promptTokens: usage.prompt_tokens,
          completionTokens: usage.completion_tokens,
          costUsd: usage.cost ?? undefined,
        }
      : undefined,
  };
}

const wholeSchema = z.looseObject({
  choices: z
    .array(z.looseObject({ message: z.unknown().optional(), error: z.unknown().optional() }))
    .nullish(),
});

/** A whole `chat.completion` as the one chunk that says the same, and the error that stands in its choice. */
export function asChunk(value: unknown): { readonly chunk: unknown; readonly error: unknown } {
  const parsed = wholeSchema.safeParse(value);
  if (!parsed.success) return { chunk: value, error: undefined };
  const choices = parsed.data.choices?.map(({ message, ...choice }) => ({ ...choice, delta: message }));
  return { chunk: { ...parsed.data, choices }, error: choices?.[0]?.error ?? undefined };
}
