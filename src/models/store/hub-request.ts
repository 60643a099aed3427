import { AppError } from '#core';
import { failureOfFetch, failureOfStatus } from './hub-failure.ts';
import type { Patience } from './patience.ts';

/** Where models come from: Hugging Face, or a mirror with the same paths. */
export interface Hub {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** Sent to the host of `baseUrl` only, whatever it redirects to. */
  readonly token?: string | undefined;
}

export const HUGGING_FACE = 'https://huggingface.co';

/** One request. */
export interface HubRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that the caller knows how to use, besides 200 to 299. */
  readonly accept?: readonly number[];
}

/** An answer whose body has not been read. */
export interface HubAnswer {
  readonly response: Response;
  /** Of the first answer with such a header, redirects included: the hub tells the commit there. */
  readonly header: (name: string) => string | undefined;
  /** The next piece of the body, or undefined at its end. */
  readonly next: () => Promise<Uint8Array | undefined>;
  /** Gives the connection up. */
  readonly close: () => void;
}

const MAX_REDIRECTS = 5;

/**
 * Asks the hub once and follows its redirects, to https only (or, from a hub on this machine, to this
 * machine). The token goes to no other host.
 *
 * @throws AppError `MODEL_DOWNLOAD_FAILED`, `MODEL_RATE_LIMITED`, `MODEL_SOURCE_NOT_FOUND`,
 * `MODEL_ACCESS_DENIED`, `MODEL_REDIRECT_REFUSED`; the abort reason of `signal`.
 */
export async function askHub(
  hub: Hub,
  { url, headers = {}, accept = [] }: HubRequest,
  patience: Patience,
  signal: AbortSignal,
): Promise<HubAnswer> {
  const watch = watchStall(url, signal);
  const answers: Response[] = [];
  let at = url;
  try {
    for (;;) {
      watch.restart(patience.responseTimeoutMs, 'did not answer');
      const response = await fetch(at, {
        headers: { 'User-Agent': 'aichat', ...headers, ...authorization(hub, at) },
        redirect: 'manual',
        signal: watch.signal,
      });
      answers.push(response);
      const location = response.headers.get('location');
      if (location === null || ![301, 302, 303, 307, 308].includes(response.status)) break;
      await response.body?.cancel();
      if (answers.length > MAX_REDIRECTS) throw refused(at, 'redirects too often');
      at = redirectTarget(hub, at, location);
    }
  } catch (thrown) {
    watch.stop();
    throw watch.reasonFor(thrown) ?? failureOfFetch(at, thrown);
  }
  const response = answers.at(-1) as Response;
  if (!response.ok && !accept.includes(response.status)) {
    watch.stop();
    await response.body?.cancel();
    throw failureOfStatus(at, response);
  }
  const reader = response.body?.getReader();
  return {
    response,
    header: (name) =>
      answers.map((answer) => answer.headers.get(name)).find((value) => value !== null) ?? undefined,
    async next() {
      watch.restart(patience.stallTimeoutMs, 'sent nothing more');
      try {
        const piece = await reader?.read();
        watch.stop();
        return piece?.value;
      } catch (thrown) {
        watch.stop();
        throw watch.reasonFor(thrown) ?? failureOfFetch(at, thrown);
      }
    },
    close() {
      watch.stop();
      // Nobody reads on: whatever the connection still says does not matter.
      reader?.cancel().catch(() => undefined);
    },
  };
}

function authorization(hub: Hub, url: string): Record<string, string> {
  if (hub.token === undefined || new URL(url).origin !== new URL(hub.baseUrl).origin) return {};
  return { Authorization: `Bearer ${hub.token}` };
}

function redirectTarget(hub: Hub, from: string, location: string): string {
  const target = URL.parse(location, from);
  if (target === null) throw refused(from, 'redirects to no address');
  if (target.username !== '' || target.password !== '') throw refused(from, 'redirects with a password');
  const isAllowed =
    target.protocol === 'https:' || (isThisMachine(target) && isThisMachine(new URL(hub.baseUrl)));
  if (!isAllowed) throw refused(from, `redirects to ${target.protocol}//${target.host}, which is not https`);
  return target.href;
}

function isThisMachine({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/u.test(hostname);
}

function refused(url: string, problem: string): AppError {
  const { host } = new URL(url);
  return new AppError('MODEL_REDIRECT_REFUSED', { message: `${host} ${problem}.`, context: { host } });
}

/** A signal that aborts when `outer` does, or when nothing came for too long. */
function watchStall(url: string, outer: AbortSignal) {
  const stalled = new AbortController();
  const { host } = new URL(url);
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearTimeout(timer);
  return {
    signal: AbortSignal.any([outer, stalled.signal]),
    restart(timeoutMs: number, problem: string) {
      stop();
      timer = setTimeout(() => {
        const message = `${host} ${problem} for ${timeoutMs / 1000} s.`;
        stalled.abort(new AppError('MODEL_DOWNLOAD_FAILED', { message, context: { host, timeoutMs } }));
      }, timeoutMs);
    },
    stop,
    /** Who ended the request, if it was not the other side. */
    reasonFor(thrown: unknown): unknown {
      if (thrown instanceof AppError) return thrown;
      return outer.aborted ? outer.reason : stalled.signal.aborted ? stalled.signal.reason : undefined;
    },
  };
}
