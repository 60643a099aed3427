import type { ServerResponse } from 'node:http';

import type { ChatRequest } from './chat-request.ts';

/** How fast an answer comes. */
export interface Pacing {
  /** From the request to the first word, in ms; keep-alive comments are sent meanwhile. Default 0. */
  readonly timeToFirstTokenMs?: number;
  /** A word counts as a token. Default: all at once. */
  readonly tokensPerSecond?: number;
}

/** Everything that decides how one request is answered. */
export interface AnswerPlan extends Pacing {
  readonly request: ChatRequest;
  /** The name that the answer bears. */
  readonly model: string;
  readonly text: string;
  /** Sent before the text, as `delta.reasoning`. */
  readonly reasoning?: string;
  readonly shape: 'openai' | 'openrouter';
}

/** Why an answer ended. */
export type FinishReason = 'stop' | 'length' | 'content_filter' | 'error';

/** Splits a text into words that add up to it again, white space included. */
export function words(text: string): readonly string[] {
  return text.match(/\s*\S+|\s+$/gu) ?? [];
}

/** Answers with one JSON value. */
export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

/** Answers with a page, as proxies and login portals do. */
export function sendHtml(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html' });
  response.end('<!doctype html><title>Gateway</title><p>Please try again later.</p>');
}

const countWords = (plan: AnswerPlan): number =>
  plan.request.messages.reduce((sum, message) => sum + words(message.content).length, 0);

/** The `usage` object: words counted as tokens; OpenRouter's shape adds the cost, in USD. */
export function usageOf(plan: AnswerPlan, completionTokens: number): Readonly<Record<string, number>> {
  const promptTokens = countWords(plan);
  const usage = {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
  return plan.shape === 'openrouter' ? { ...usage, cost: completionTokens / 1_000_000 } : usage;
}

/** One `chat.completion.chunk`. */
export function chunkOf(
  plan: AnswerPlan,
  delta: Readonly<Record<string, unknown>>,
  finishReason: FinishReason | null = null,
): Readonly<Record<string, unknown>> {
  return {
    id: 'chatcmpl-loopback',
    object: 'chat.completion.chunk',
    created: 0,
    model: plan.model,
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  };
}

/** A whole `chat.completion`, for requests that do not stream. */
export function completionOf(plan: AnswerPlan): Readonly<Record<string, unknown>> {
  const all = words(plan.text);
  const said = all.slice(0, plan.request.maxTokens);
  return {
    id: 'chatcmpl-loopback',
    object: 'chat.completion',
    created: 0,
    model: plan.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: said.join('') },
        finish_reason: said.length < all.length ? 'length' : 'stop',
      },
    ],
    usage: usageOf(plan, said.length),
  };
}
