import type { RecordedAnswer } from '../../../loopback/llm/index.ts';

/** What a provider answers, and what is to become of it. */
export interface RecordedFailure {
  readonly name: string;
  readonly answer: RecordedAnswer;
  readonly code: string;
  /** How often the model is asked: what may pass is tried once more. Default 1. */
  readonly requests?: 1 | 2;
  /** The wait that the provider asks for, in ms. */
  readonly retryAfterMs?: number;
}

/** An answer in order. */
export interface RecordedSuccess {
  readonly answer: RecordedAnswer;
  readonly text: string;
  readonly usage: Readonly<Record<string, unknown>>;
}

/** How one provider answers: the shapes of its documentation and of its users' reports. */
export interface ProviderRecordings {
  /** A model of the registry, or the name of a local one. */
  readonly model: string;
  readonly isLocal?: true;
  readonly streamed: RecordedSuccess;
  readonly whole: RecordedSuccess;
  /** The answer to `GET /models`, and what is read out of it for the model. */
  readonly models: { readonly answer: RecordedAnswer; readonly expected: Readonly<Record<string, unknown>> };
  /** Before the first word. */
  readonly failures: readonly RecordedFailure[];
  /** After the words `Bees like`. */
  readonly broken: readonly RecordedFailure[];
}

/** A JSON error with its status. */
export const refusal = (
  status: number,
  body: unknown,
  headers?: Readonly<Record<string, string>>,
): RecordedAnswer => ({ status, body, ...(headers && { headers }) });

/** Cuts a recorded stream after its `kept` first events, and goes on with others. */
export const cutAfter = (
  { events = [] }: RecordedAnswer,
  kept: number,
  ...others: readonly unknown[]
): RecordedAnswer => ({ events: [...events.slice(0, kept), ...others] });

export const DONE = 'data: [DONE]';
export const TEXT = 'Bees like Aberdeen.';
