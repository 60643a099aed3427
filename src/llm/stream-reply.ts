import type { OpenAI } from 'openai';

import { AppError, sleep } from '#core';

import { answerFailure, documentFailure } from './answer-failure.ts';
import type { ChatMessage } from './chat-message.ts';
import type { ChosenModel } from './choose-model.ts';
import { readAnswer } from './event-reader.ts';
import type { Patience } from './patience.ts';
import { type ReplyChunk, readChunk } from './reply-chunk.ts';
import { checkEnding } from './reply-ending.ts';
import { requestBody } from './request-body.ts';
import { isSameModel } from './same-model.ts';
import { createThoughtStripper } from './strip-thoughts.ts';
import { type ChatUsage, createUsageMeter } from './usage.ts';

/** How long a finished reply waits for the usage that may follow it. */
const USAGE_GRACE_MS = 1000;

/** One request to the model and all that it needs. */
export interface Question {
  readonly client: OpenAI;
  readonly model: ChosenModel;
  readonly apiKey: string;
  readonly messages: readonly ChatMessage[];
  readonly maxReplyTokens: number;
  readonly maxReplyCharacters: number;
  readonly patience: Patience;
  readonly onUsage: (usage: ChatUsage) => void;
}

/** Refuses words of another model. @throws AppError `LLM_WRONG_MODEL`. */
function createModelCheck(model: ChosenModel): (chunk: ReplyChunk) => void {
  let verified = model.provider === 'local';
  return (chunk) => {
    const known = chunk.model === undefined ? verified : isSameModel(model, chunk.model);
    if (!known && (chunk.model !== undefined || chunk.content !== '')) {
      throw new AppError('LLM_WRONG_MODEL', {
        message: `${model.providerTitle} was asked for ${model.modelId} and answered in another name.`,
        context: { model: model.modelId, answered: chunk.model?.slice(0, 100) },
      });
    }
    verified ||= known;
  };
}

/** Streams the words; returns whether the server ended the stream itself. */
async function* readWords(
  events: AsyncIterator<unknown>,
  { model, patience, maxReplyCharacters }: Question,
  signal: AbortSignal,
  onChunk: (chunk: ReplyChunk) => void,
): AsyncGenerator<string, boolean> {
  const checkModel = createModelCheck(model);
  const stripper = createThoughtStripper();
  let characters = 0;
  let refused = false;
  let finishReason: string | undefined;
  let graceOver: Promise<void> | undefined;
  let ended = false;

  const take = (text: string): string => {
    const taken = text.slice(0, maxReplyCharacters - characters);
    characters += taken.length;
    if (taken !== '') patience.firstPieceCame();
    return taken;
  };

  for (;;) {
    const next = events.next();
    // Once the reply is whole, the listener need not wait for a server that does not hang up.
    if (finishReason !== undefined) graceOver ??= sleep(USAGE_GRACE_MS, signal);
    const step = await patience.wait(graceOver === undefined ? next : Promise.race([next, graceOver]));
    ended = step?.done === true;
    if (step === undefined || ended) break;
    const chunk = readChunk(step.value);
    onChunk(chunk);
    checkModel(chunk);
    refused ||= chunk.refused;
    finishReason ??= chunk.finishReason;
    const ready = stripper.push(chunk.content);
    const taken = take(ready);
    if (taken !== '') yield taken;
    if (taken.length < ready.length) {
      finishReason = 'length';
      break;
    }
  }
  const rest = take(stripper.end());
  if (rest !== '') yield rest;
  checkEnding({ finishReason, refused, spoke: characters > 0 }, model);
  return ended;
}

/**
 * Asks once and streams the words that are to be spoken.
 *
 * @throws AppError with a `LLM_*` code, or the abort reason of `patience`. Either way, and when the
 * consumer stops early, the connection is closed.
 */
export async function* streamReply(question: Question): AsyncGenerator<string, void> {
  const { client, model, apiKey, messages, patience, onUsage } = question;
  const controller = new AbortController();
  const signal = AbortSignal.any([patience.signal, controller.signal]);
  const meter = createUsageMeter(model, messages);
  let ended = false;
  try {
    const body = requestBody(model, messages, question.maxReplyTokens);
    const response = await patience.wait(client.chat.completions.create(body, { signal }).asResponse());
    const answer = readAnswer(response, controller, signal, client);
    if (answer.kind === 'document') {
      const text = await patience.wait(answer.text());
      throw documentFailure(answer.contentType, text, model, apiKey);
    }
    ended = yield* readWords(answer.events, question, signal, (chunk) => meter.add(chunk));
  } catch (thrown) {
    // The SDK and the stream end in many ways when they are aborted; only the reason counts.
    patience.signal.throwIfAborted();
    throw answerFailure(thrown, model, apiKey);
  } finally {
    // A connection whose answer has ended can serve the next turn.
    if (!ended) controller.abort();
    const usage = meter.total();
    if (usage !== undefined) onUsage(usage);
  }
}
