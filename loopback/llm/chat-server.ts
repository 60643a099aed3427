import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type Pacing, sendJson } from './answer.ts';
import { RequestRefused } from './chat-request.ts';
import { createChatRoute, type Exchange } from './chat-route.ts';
import type { ChatFault } from './faults.ts';
import { type RecordedAnswer, sendRecorded } from './recorded-answer.ts';
import { createReplyScript, type ReplySource } from './reply-script.ts';
import { record, type RecordedRequest, redactHeaders } from './request-log.ts';

/** How the server is started. */
export interface ChatServerOptions extends Pacing {
  /** Default: a free one. */
  readonly port?: number;
  /** The only model there is; another is answered with 404. Default: every name is served. */
  readonly model?: string;
  /** Default: it says that it is scripted and what it heard. */
  readonly reply?: ReplySource;
  /** Default `openai`: usage when it is asked for. `openrouter`: usage and cost always. */
  readonly shape?: 'openai' | 'openrouter';
}

/** A running server. */
export interface ChatServer {
  /** For LLM_BASE_URL: `http://127.0.0.1:PORT/v1`. */
  readonly baseUrl: string;
  /** The last 1000 requests, oldest first; entries change while their answer runs. */
  readonly requests: readonly RecordedRequest[];
  /** Queues one reply, ahead of the `reply` option. */
  replyNext(text: string, manner?: Pacing & { readonly reasoning?: string }): void;
  /** Plays a recording for the next chat request, ahead of everything else. */
  playNext(answer: RecordedAnswer): void;
  /**
   * From now on answers every GET of `path` so.
   *
   * @param path - below {@link baseUrl}, as `/models`; with a query, only that query is meant.
   */
  serve(path: string, answer: RecordedAnswer): void;
  /** Plays `fault` for the next `times` chat requests (default 1), ahead of every reply. */
  fail(fault: ChatFault, times?: number): void;
  /** Ends every answer and stops listening. */
  close(): Promise<void>;
}

const DEFAULT_MODEL = 'loopback-scripted';

function sendModels(response: ServerResponse, id: string): void {
  const model = { id, object: 'model', created: 0, owned_by: 'loopback' };
  sendJson(response, 200, { object: 'list', data: [model] });
}

/** Starts an OpenAI-compatible chat server on 127.0.0.1 that says what it is told to say. */
export async function startChatServer(options: ChatServerOptions = {}): Promise<ChatServer> {
  const { port: wantedPort = 0, reply, shape = 'openai', ...others } = options;
  const requests: RecordedRequest[] = [];
  const script = createReplyScript(reply);
  const answerChat = createChatRoute({ ...others, shape, script });
  const served = new Map<string, RecordedAnswer>();
  const running = new Set<AbortController>();
  let closing = false;

  async function answer(exchange: Exchange): Promise<void> {
    const { method, path } = exchange.entry;
    const recorded = served.get(path) ?? served.get(path.replace(/\?.*$/u, ''));
    if (method === 'GET' && recorded) {
      sendRecorded(exchange.response, recorded);
      return;
    }
    const route = `${method} ${path.replace(/\?.*$/u, '')}`;
    if (route === 'POST /v1/chat/completions') await answerChat(exchange);
    else if (route === 'GET /v1/models') sendModels(exchange.response, options.model ?? DEFAULT_MODEL);
    else sendJson(exchange.response, 404, { error: { message: `There is no ${route} here.`, code: 404 } });
  }

  function open(request: IncomingMessage, response: ServerResponse): Exchange {
    const entry = record(requests, {
      method: request.method ?? '',
      path: request.url ?? '',
      clientPort: request.socket.remotePort ?? 0,
      receivedAtMs: Date.now(),
      headers: redactHeaders(request.headers),
      body: undefined,
      fault: undefined,
      completed: false,
      aborted: false,
    });
    const controller = new AbortController();
    let hungUp = false;
    running.add(controller);
    response.on('close', () => {
      entry.completed = response.writableFinished;
      entry.aborted = !entry.completed && !hungUp && !closing;
      controller.abort();
      running.delete(controller);
    });
    const hangUp = (): void => {
      hungUp = true;
      response.destroy();
    };
    return { entry, request, response, signal: controller.signal, hangUp };
  }

  const server = createServer((request, response) => {
    const exchange = open(request, response);
    answer(exchange).catch((thrown: unknown) => {
      // The client is gone: there is nobody left to tell.
      if (exchange.signal.aborted) return;
      if (response.headersSent) {
        exchange.hangUp();
        return;
      }
      const status = thrown instanceof RequestRefused ? thrown.status : 500;
      sendJson(response, status, { error: { message: String(thrown), code: status } });
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wantedPort, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    replyNext: (text, manner = {}) => script.queue({ text, ...manner }),
    playNext: (recording) => script.play(recording),
    serve: (path, recording) => void served.set(`/v1${path}`, recording),
    fail: (fault, times = 1) => script.fail(fault, times),
    async close() {
      closing = true;
      for (const controller of running) controller.abort();
      const closed = new Promise<void>((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
      });
      server.closeAllConnections();
      await closed;
    },
  };
}
