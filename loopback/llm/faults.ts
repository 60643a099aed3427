/** Every way in which the loopback's chat server can misbehave, with what it then does. */
export const CHAT_FAULTS = {
  '400': 'answers 400: the history is longer than the context',
  '401': 'answers 401: the key is refused, and the answer quotes the key',
  '402': 'answers 402: no credit',
  '403': 'answers 403: the text was flagged, and the answer quotes it',
  '404': 'answers 404: the model is not offered any more',
  '429': 'answers 429 with Retry-After: 1',
  '429-later': 'answers 429 with Retry-After: 30, longer than a turn can wait',
  '500': 'answers 500 with a JSON error',
  '503': 'answers 503 with a page of HTML, as a proxy does',
  'error-body-200': 'answers 200 with a JSON error and no stream',
  'mid-stream-error': 'says some words, then sends an error chunk and ends',
  'finish-error': 'says some words, then finishes with finish_reason "error" and no details',
  'cut-stream': 'says some words, then destroys the socket',
  'cut-before-words': 'sends the headers of a stream, then destroys the socket',
  'ends-early': 'says some words, then ends properly, without finish_reason and [DONE]',
  'content-filter': 'says some words, then finishes with finish_reason "content_filter"',
  nothing: 'accepts the request and never answers',
  'stalls-at-end': 'says everything and finishes, but neither sends the usage nor ends the stream',
  'ends-late': 'answers properly, but ends the stream 100 ms after [DONE]',
  empty: 'finishes properly without a single word',
  'wrong-model': 'answers properly in the name of another model',
  endless: 'goes on for ever, whatever max_tokens says',
  garbage: 'answers 200 with a page of HTML',
  'garbage-events': 'answers with an event stream whose events are not JSON',
  slow: 'sends keep-alive comments for five seconds before the first word, then two words a second',
} as const satisfies Readonly<Record<string, string>>;

/** The name of a fault. */
export type ChatFault = keyof typeof CHAT_FAULTS;

/** True when `name` is a fault of the table. */
export function isChatFault(name: string): name is ChatFault {
  return Object.hasOwn(CHAT_FAULTS, name);
}

/** The faults that do not need a stream; the others refuse a request without one. */
export const WORKS_WITHOUT_STREAM: ReadonlySet<ChatFault> = new Set([
  '400',
  '401',
  '402',
  '403',
  '404',
  '429',
  '429-later',
  '500',
  '503',
  'error-body-200',
  'nothing',
  'garbage',
]);
