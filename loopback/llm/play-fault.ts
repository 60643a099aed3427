import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

import { sleep } from '#core';

import { type AnswerPlan, chunkOf, sendHtml, sendJson } from './answer.ts';
import { openEventStream, sayWords, streamAnswer } from './event-stream.ts';
import type { ChatFault } from './faults.ts';

/** What a fault needs to know beside the plan. */
export interface FaultScene {
  readonly plan: AnswerPlan;
  /** The raw `authorization` header, which the 401 quotes as real servers do. */
  readonly authorization: string;
  /** Aborts when the client is gone or the server closes. */
  readonly signal: AbortSignal;
  /** Destroys the socket. */
  readonly hangUp: () => void;
}

type FaultPlayer = (response: ServerResponse, scene: FaultScene) => void | Promise<void>;

const refuse =
  (status: number, error: Readonly<Record<string, unknown>>, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    sendJson(response, status, { error: { code: status, ...error } }, headers);

const rateLimit = (retryAfterSeconds: number) =>
  refuse(
    429,
    { message: 'Too many requests.', metadata: { error_type: 'rate_limit_exceeded' } },
    { 'retry-after': String(retryAfterSeconds) },
  );

/** Says the first words of the reply (all but the last), then does `andThen`. */
const afterSomeWords =
  (andThen: (response: ServerResponse, scene: FaultScene) => void | Promise<void>): FaultPlayer =>
  async (response, scene) => {
    const { plan, signal } = scene;
    const stream = await openEventStream(response, signal);
    const some = plan.text.slice(0, Math.max(1, plan.text.trimEnd().lastIndexOf(' ')));
    await sayWords(stream, { ...plan, text: some }, signal);
    await andThen(response, scene);
  };

const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

async function goOnForEver(response: ServerResponse, { plan, signal }: FaultScene): Promise<void> {
  const stream = await openEventStream(response, signal);
  for (;;) {
    await stream.data(chunkOf(plan, { content: 'and on and on ' }));
    await sleep(1, signal);
  }
}

async function finishWithoutEnd(response: ServerResponse, { plan, signal }: FaultScene): Promise<void> {
  const stream = await openEventStream(response, signal);
  await sayWords(stream, plan, signal);
  await stream.data(chunkOf(plan, {}, 'stop'));
  await once(signal, 'abort');
}

const PLAYERS: Readonly<Record<ChatFault, FaultPlayer>> = {
  '400': refuse(400, {
    message: 'The context is too long.',
    metadata: { error_type: 'context_length_exceeded' },
  }),
  '401': (response, { authorization }) =>
    refuse(401, { message: `No user for ${authorization}.`, metadata: { error_type: 'authentication' } })(
      response,
    ),
  '402': refuse(402, { message: 'Insufficient credits.', metadata: { error_type: 'payment_required' } }),
  '403': (response, { plan }) =>
    refuse(403, {
      message: `Flagged: ${plan.request.messages.at(-1)?.content}`,
      metadata: { reasons: ['harassment'], flagged_input: plan.request.messages.at(-1)?.content },
    })(response),
  '404': refuse(404, {
    message: 'No endpoints found for this model.',
    metadata: { error_type: 'not_found' },
    availability: { code: 'free_variant_ended', fallback_models: ['some/other-model'] },
  }),
  '429': rateLimit(1),
  '429-later': rateLimit(30),
  '500': refuse(500, { message: 'Internal error.' }),
  '503': (response) => sendHtml(response, 503),
  'error-body-200': (response) =>
    sendJson(response, 200, { error: { code: 502, message: 'Provider returned error.' } }),
  'mid-stream-error': afterSomeWords((response, { plan }) => {
    const error = {
      code: 502,
      message: 'Provider disconnected.',
      metadata: { error_type: 'provider_unavailable' },
    };
    response.end(event({ ...chunkOf(plan, { content: '' }, 'error'), error }));
  }),
  'finish-error': afterSomeWords((response, { plan }) => {
    response.end(`${event(chunkOf(plan, {}, 'error'))}data: [DONE]\n\n`);
  }),
  'cut-stream': afterSomeWords((_response, { hangUp }) => hangUp()),
  'cut-before-words': async (response, { signal, hangUp }) => {
    await openEventStream(response, signal);
    hangUp();
  },
  'ends-early': afterSomeWords((response) => void response.end()),
  'content-filter': afterSomeWords((response, { plan }) => {
    response.end(`${event(chunkOf(plan, {}, 'content_filter'))}data: [DONE]\n\n`);
  }),
  nothing: async (_response, { signal }) => void (await once(signal, 'abort')),
  'stalls-at-end': finishWithoutEnd,
  'ends-late': (response, { plan, signal }) => streamAnswer(response, plan, signal, 100),
  empty: (response, { plan, signal }) => streamAnswer(response, { ...plan, text: '' }, signal),
  'wrong-model': (response, { plan, signal }) =>
    streamAnswer(response, { ...plan, model: 'loopback/another-model' }, signal),
  endless: goOnForEver,
  garbage: (response) => sendHtml(response, 200),
  'garbage-events': async (response, { signal }) => {
    const stream = await openEventStream(response, signal);
    await stream.raw('data: this is not JSON {{{\n\n');
    stream.end();
  },
  slow: (response, { plan, signal }) =>
    streamAnswer(response, { ...plan, timeToFirstTokenMs: 5000, tokensPerSecond: 2 }, signal),
};

/** Answers one request in the way of `fault`. */
export async function playFault(
  fault: ChatFault,
  response: ServerResponse,
  scene: FaultScene,
): Promise<void> {
  await PLAYERS[fault](response, scene);
}
