import type { IncomingMessage, ServerResponse } from 'node:http';

import { sleep } from '#core';

import { type AnswerPlan, completionOf, type Pacing, sendJson, words } from './answer.ts';
import { type ChatRequest, readChatRequest, readJson, RequestRefused } from './chat-request.ts';
import { streamAnswer } from './event-stream.ts';
import { WORKS_WITHOUT_STREAM } from './faults.ts';
import { playFault } from './play-fault.ts';
import { sendRecorded } from './recorded-answer.ts';
import type { ReplyScript, ScriptedReply } from './reply-script.ts';
import type { OpenRecord } from './request-log.ts';

/** What the route answers with. */
export interface ChatRouteOptions extends Pacing {
  readonly model?: string;
  readonly shape: 'openai' | 'openrouter';
  readonly script: ReplyScript;
}

/** One exchange with a client. */
export interface Exchange {
  readonly entry: OpenRecord;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborts when the client is gone or the server closes. */
  readonly signal: AbortSignal;
  /** Destroys the socket on the server's own account. */
  readonly hangUp: () => void;
}

/** A fault uses up no reply, yet most of them need words to break off. */
const WORDS_OF_A_FAULT = 'These words come before the failure.';

async function completeAtOnce({ response, signal }: Exchange, plan: AnswerPlan): Promise<void> {
  const { timeToFirstTokenMs = 0, tokensPerSecond = Number.POSITIVE_INFINITY } = plan;
  await sleep(timeToFirstTokenMs + (words(plan.text).length * 1000) / tokensPerSecond, signal);
  sendJson(response, 200, completionOf(plan));
}

/** Makes the handler of `POST /v1/chat/completions`. It rejects with RequestRefused or what the script threw. */
export function createChatRoute(options: ChatRouteOptions): (exchange: Exchange) => Promise<void> {
  const { script, model, shape, ...pacing } = options;
  let requestCount = 0;

  function plan(request: ChatRequest, entry: OpenRecord): AnswerPlan {
    const requestIndex = requestCount;
    requestCount += 1;
    const queuedFault = script.takeFault();
    const { fault = queuedFault, ...reply }: ScriptedReply =
      queuedFault === undefined
        ? script.takeReply(request.messages, requestIndex)
        : { text: WORDS_OF_A_FAULT };
    entry.fault = fault;
    if (fault !== undefined)
      return { ...pacing, text: WORDS_OF_A_FAULT, request, model: request.model, shape };
    return { ...pacing, ...reply, request, model: request.model, shape };
  }

  return async (exchange) => {
    const { entry, request, response, signal } = exchange;
    entry.body = await readJson(request);
    const chat = readChatRequest(entry.body);
    const recorded = script.takeRecording();
    if (recorded) {
      sendRecorded(response, recorded);
      return;
    }
    if (model !== undefined && chat.model !== model) {
      const message = `The model ${chat.model} does not exist.`;
      sendJson(response, 404, { error: { message, code: 'model_not_found' } });
      return;
    }
    const planned = plan(chat, entry);
    const { fault } = entry;
    if (fault !== undefined) {
      if (!chat.stream && !WORKS_WITHOUT_STREAM.has(fault)) {
        throw new RequestRefused(400, `The fault ${fault} needs a request with stream: true.`);
      }
      const authorization = request.headers.authorization ?? 'nobody';
      await playFault(fault, response, { plan: planned, signal, authorization, hangUp: exchange.hangUp });
    } else if (chat.stream) {
      await streamAnswer(response, planned, signal);
    } else {
      await completeAtOnce(exchange, planned);
    }
  };
}
