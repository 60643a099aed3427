import type { OpenAI } from 'openai';

import { AppError, sleep } from '#core';

import { answerFailure, documentFailure } from './answer-failure.ts';
import type { ChatMessage } from './chat-message.ts';
import { type ChosenModel, modelFacts } from './chosen-model.ts';
import { readAnswer } from './event-reader.ts';
import type { DataPolicy } from './model-registry.ts';
import type { Patience } from './patience.ts';
import { asAsked, toLlmError } from './provider-failure.ts';
import { asChunk, type ReplyChunk, readChunk } from './reply-chunk.ts';
import { checkEnding } from './reply-ending.ts';
import { requestBody } from './request-body.ts';
import { isSameModel } from './same-model.ts';
import { createThoughtStripper } from './strip-thoughts.ts';
import type { UsageMeter } from './usage.ts';

/** How long a finished reply waits for the usage that may follow it. */
const USAGE_GRACE_MS = 1000;

/** One request to the model and all that it needs. */
export interface Question {
  readonly client: OpenAI;
  readonly model: ChosenModel;
  readonly apiKey: string;
  readonly messages: readonly ChatMessage[];
  /** Word by word, or the whole reply at once. */
  readonly isStreamed: boolean;
  readonly dataPolicy: DataPolicy;
  readonly maxReplyTokens: number;
  readonly maxReplyCharacters: number;
  readonly patience: Patience;
  readonly meter: UsageMeter;
}

/** Refuses words of another model. @throws AppError `LLM_WRONG_MODEL`. */
function createModelCheck(model: ChosenModel): (chunk: ReplyChunk) => void {
  let verified = model.provider === 'local';
  return (chunk) => {
    const known = chunk.model === undefined ? verified : isSameModel(model, chunk.model);
    if (!known && (chunk.model !== undefined || chunk.content !== '')) {
      throw new AppError('LLM_WRONG_MODEL', {
        message: `${model.providerTitle} was asked for ${model.modelId} and answered in another name.`,
        context: { ...modelFacts(model), answered: chunk.model?.slice(0, 100) },
      });
    }
    verified ||= known;
  };
}

/** Gives out the words; returns whether the server ended the answer itself. */
async function* readWords(
  events: AsyncIterator<unknown>,
  { model, patience, maxReplyCharacters, meter }: Question,
  signal: AbortSignal,
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
    meter.add(chunk);
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

/** A whole answer as a stream of one event. @throws AppError when it holds an error, or is none. */
function readWhole(contentType: string, text: string, { model, apiKey }: Question): AsyncIterator<unknown> {
  const document = contentType.startsWith('application/json') ? (JSON.parse(text) as unknown) : undefined;
  const isAnswer = typeof document === 'object' && document !== null && 'choices' in document;
  if (!isAnswer || ('error' in document && Boolean(document.error))) {
    throw documentFailure(contentType, text, asAsked(model), apiKey);
  }
  const { chunk, error } = asChunk(document);
  if (error !== undefined) throw toLlmError({ error }, asAsked(model), apiKey);
  return (async function* () {
    yield await Promise.resolve(chunk);
  })();
}

/**
 * Asks once and gives out the words that are to be spoken, as they come.
 *
 * @throws AppError with a `LLM_*` code, or the abort reason of `patience`. Either way, and when the
 * consumer stops early, the connection is closed.
 */
export async function* askOnce(question: Question): AsyncGenerator<string, void> {
  const { client, model, apiKey, patience, meter } = question;
  const controller = new AbortController();
  const signal = AbortSignal.any([patience.signal, controller.signal]);
  let ended = false;
  try {
    const request = client.chat.completions.create(requestBody(model, question), { signal });
    const response = await patience.wait(request.asResponse());
    meter.reached();
    const answer = readAnswer(response, controller, signal, client);
    if (answer.kind === 'events') {
      ended = yield* readWords(answer.events, question, signal);
      return;
    }
    const text = await patience.wait(answer.text());
    if (question.isStreamed) throw documentFailure(answer.contentType, text, asAsked(model), apiKey);
    ended = yield* readWords(readWhole(answer.contentType, text, question), question, signal);
  } catch (thrown) {
    // Nobody knows how far a request came that was given up.
    if (patience.signal.aborted) meter.reached();
    // The SDK and the stream end in many ways when they are aborted; only the reason counts.
    patience.signal.throwIfAborted();
    throw answerFailure(thrown, asAsked(model), apiKey);
  } finally {
    // A connection whose answer has ended can serve the next turn.
    if (!ended) controller.abort();
  }
}
