import type { IncomingMessage } from 'node:http';

import type { ReceivedMessage } from './scripted-reply.ts';

/** The part of a chat completion request that the server acts on. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ReceivedMessage[];
  readonly stream: boolean;
  /** `stream_options.include_usage`. */
  readonly includeUsage: boolean;
  /** `max_completion_tokens`, else `max_tokens`; the server counts a word as a token. */
  readonly maxTokens: number;
}

/** A request that is answered with 400 or 413; the message is sent to the client. */
export class RequestRefused extends Error {
  readonly status: 400 | 413;

  constructor(status: 400 | 413, message: string) {
    super(message);
    this.name = 'RequestRefused';
    this.status = status;
  }
}

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Reads a JSON body of at most 4 MiB. @throws RequestRefused. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) throw new RequestRefused(413, 'The body is longer than 4 MiB.');
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
  } catch (thrown) {
    throw new RequestRefused(400, `The body is not JSON: ${String(thrown)}`);
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readMessage(value: unknown): ReceivedMessage {
  if (!isRecord(value) || typeof value['role'] !== 'string' || typeof value['content'] !== 'string') {
    throw new RequestRefused(400, 'Every message needs a role and a content, both of them text.');
  }
  return { role: value['role'], content: value['content'] };
}

/** Checks a body as an OpenAI-compatible server would. @throws RequestRefused. */
export function readChatRequest(body: unknown): ChatRequest {
  if (!isRecord(body)) throw new RequestRefused(400, 'The body is not an object.');
  const { model, messages, stream, stream_options: streamOptions } = body;
  if (typeof model !== 'string' || model === '') throw new RequestRefused(400, 'model is missing.');
  if (!Array.isArray(messages) || messages.length === 0) {
    throw new RequestRefused(400, 'messages must be a list with at least one message.');
  }
  const maxTokens = body['max_completion_tokens'] ?? body['max_tokens'] ?? Number.POSITIVE_INFINITY;
  if (typeof maxTokens !== 'number' || !(maxTokens >= 1)) {
    throw new RequestRefused(400, 'max_tokens must be a number above zero.');
  }
  return {
    model,
    messages: messages.map(readMessage),
    stream: stream === true,
    includeUsage: isRecord(streamOptions) && streamOptions['include_usage'] === true,
    maxTokens,
  };
}
