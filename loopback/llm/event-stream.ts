import type { ServerResponse } from 'node:http';

import { sleep } from '#core';

import { type AnswerPlan, chunkOf, usageOf, words } from './answer.ts';

const KEEP_ALIVE_MS = 500;

/** Writes server-sent events; each write waits until the machine took it. */
export interface EventStream {
  /** One event with a JSON value. */
  data(value: unknown): Promise<void>;
  /** Anything at all, as it stands. */
  raw(text: string): Promise<void>;
  end(): void;
}

/** Starts a `text/event-stream` answer with a keep-alive comment, so that the headers leave at once. */
export async function openEventStream(response: ServerResponse, signal: AbortSignal): Promise<EventStream> {
  const raw = async (text: string): Promise<void> => {
    signal.throwIfAborted();
    // Waiting for the kernel to have it keeps a slow client's answer small, and words before a cut arrive.
    await new Promise<void>((resolve, reject) => {
      response.write(text, (error) => (error ? reject(error) : resolve()));
    });
  };
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  await raw(': loopback is thinking\n\n');
  return {
    data: (value) => raw(`data: ${JSON.stringify(value)}\n\n`),
    raw,
    end: () => response.end(),
  };
}

/** Waits for the first word's time, with keep-alive comments. */
export async function keepAlive(stream: EventStream, waitMs: number, signal: AbortSignal): Promise<void> {
  const dueAtMs = performance.now() + waitMs;
  for (let leftMs = waitMs; leftMs > 0; leftMs = dueAtMs - performance.now()) {
    await sleep(Math.min(leftMs, KEEP_ALIVE_MS), signal);
    if (leftMs > KEEP_ALIVE_MS) await stream.raw(': loopback is thinking\n\n');
  }
}

/**
 * Says the plan's text word by word, at its pace and no further than `max_tokens`.
 *
 * @returns how many words were said, and whether that was all.
 */
export async function sayWords(
  stream: EventStream,
  plan: AnswerPlan,
  signal: AbortSignal,
): Promise<{ readonly said: number; readonly all: boolean }> {
  await keepAlive(stream, plan.timeToFirstTokenMs ?? 0, signal);
  await stream.data(chunkOf(plan, { role: 'assistant', content: '' }));
  if (plan.reasoning !== undefined) await stream.data(chunkOf(plan, { reasoning: plan.reasoning }));
  const intervalMs = plan.tokensPerSecond === undefined ? 0 : 1000 / plan.tokensPerSecond;
  const startedAtMs = performance.now();
  const every = words(plan.text);
  const said = every.slice(0, plan.request.maxTokens);
  for (const [index, word] of said.entries()) {
    const earlyMs = startedAtMs + index * intervalMs - performance.now();
    if (earlyMs > 0) await sleep(earlyMs, signal);
    await stream.data(chunkOf(plan, { content: word }));
  }
  return { said: said.length, all: said.length === every.length };
}

/** The proper way to answer: the words, the finish reason, the usage where it is due, `[DONE]`. */
export async function streamAnswer(
  response: ServerResponse,
  plan: AnswerPlan,
  signal: AbortSignal,
  endDelayMs = 0,
): Promise<void> {
  const stream = await openEventStream(response, signal);
  const { said, all } = await sayWords(stream, plan, signal);
  await stream.data(chunkOf(plan, {}, all ? 'stop' : 'length'));
  if (plan.request.includeUsage || plan.shape === 'openrouter') {
    await stream.data({ ...chunkOf(plan, {}), choices: [], usage: usageOf(plan, said) });
  }
  await stream.raw('data: [DONE]\n\n');
  await sleep(endDelayMs, signal);
  stream.end();
}
