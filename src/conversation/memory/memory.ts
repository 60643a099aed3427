import { AppError, toAppError, type Clock } from '#core';
import type { ChatMessage } from '#llm';
import type { ChatModel } from '../ports.ts';
import {
  DEFAULT_MEMORY,
  exchangesThatFit,
  exchangesToSummarise,
  type CountTokens,
  type MemoryOptions,
} from './memory-budget.ts';
import { exchangeMessages } from './memory-messages.ts';
import { createVolatileStore, withoutPerson, type MemoryStore } from './memory-store.ts';
import { NOTHING_REMEMBERED, speakersOf, type MemoryContent, type Remark, type Summary } from './remark.ts';
import { boundedSummary, summaryRequest } from './summary.ts';

/** Longest time that a summary may take, in ms. */
const SUMMARY_DEADLINE_MS = 90_000;
/** Exchanges that are held while no summary can be made; the oldest go first. */
const MAX_EXCHANGES = 400;
/** Exchanges that are waited for after a summary that failed. */
const EXCHANGES_BEFORE_RETRY = 4;

/** What a memory works with. */
export interface MemoryPorts {
  /** Makes the summaries. */
  readonly chatModel: ChatModel;
  readonly countTokens: CountTokens;
  readonly clock: Clock;
  /** Default: what is remembered ends with the process. */
  readonly store?: MemoryStore;
  /** Emits the error; the conversation goes on. */
  readonly report: (error: AppError) => void;
  /** Told of every summary that was made. */
  readonly onSummary?: (made: { readonly exchanges: number; readonly durationMs: number }) => void;
}

/**
 * What a conversation remembers: the last exchanges word by word, and a summary of those before them.
 *
 * It holds its own copy; a store that fails is reported, and the conversation goes on with what it knows.
 */
export class Memory {
  readonly #ports: MemoryPorts;
  readonly #store: MemoryStore;
  #options: MemoryOptions;
  #content: MemoryContent;
  /** Counts up when something is forgotten: a summary of it that comes later is not wanted. */
  #generation = 0;
  #isTidying = false;
  #mayTidyFrom = 0;

  constructor(ports: MemoryPorts, options: Partial<MemoryOptions> = {}) {
    this.#ports = ports;
    this.#store = ports.store ?? createVolatileStore();
    this.#options = { ...DEFAULT_MEMORY, ...options };
    this.#content = this.#keep(() => this.#store.load()) ?? NOTHING_REMEMBERED;
  }

  /** What was said before the messages, in short. */
  get summary(): string | undefined {
    return this.#content.summary?.text;
  }

  /** Exchanges that are remembered word by word. */
  get exchangeCount(): number {
    return this.#content.exchanges.length;
  }

  /** What fits into the budget, the oldest first. */
  messages(): readonly ChatMessage[] {
    const { countTokens } = this.#ports;
    return exchangeMessages(exchangesThatFit(this.#content, this.#options, countTokens));
  }

  setOptions(options: Partial<MemoryOptions>): void {
    this.#options = { ...this.#options, ...options };
  }

  /** Adds what belongs together. */
  add(remarks: readonly Remark[]): void {
    if (remarks.length === 0) return;
    const id = this.#keep(() => this.#store.add(remarks));
    const { summary, exchanges } = this.#content;
    this.#content = { summary, exchanges: [...exchanges, { id, remarks }].slice(-MAX_EXCHANGES) };
  }

  /** Forgets everything. @throws AppError when the store could not. */
  clear(): void {
    this.#generation += 1;
    this.#content = NOTHING_REMEMBERED;
    this.#store.clear();
  }

  /** Takes a person's words out; its store is not told. */
  forgetPerson(userId: string): void {
    this.#generation += 1;
    this.#content = withoutPerson(this.#content, userId);
  }

  /** Summarises the oldest exchanges when the memory is full. Never rejects: what goes wrong is reported. */
  async tidy(signal: AbortSignal): Promise<void> {
    const { countTokens, clock, report, onSummary } = this.#ports;
    const { summary, exchanges } = this.#content;
    if (this.#isTidying || exchanges.length < this.#mayTidyFrom) return;
    const old = exchangesToSummarise(this.#content, this.#options, countTokens);
    if (old.length === 0) return;
    this.#isTidying = true;
    const generation = this.#generation;
    const startedMs = clock.nowMs();
    try {
      const text = await this.#summarise(summaryRequest(summary, old), signal);
      if (generation !== this.#generation) return;
      const userIds = [...new Set([...(summary?.userIds ?? []), ...speakersOf(old)])];
      this.#replace({ text, userIds }, old.length);
      onSummary?.({ exchanges: old.length, durationMs: Math.round(clock.nowMs() - startedMs) });
    } catch (error) {
      // Who ends a conversation wants no notes of it.
      if (signal.aborted) return;
      this.#mayTidyFrom = this.#content.exchanges.length + EXCHANGES_BEFORE_RETRY;
      const message =
        'What was said before could not be summarised; it is kept word by word as far as it fits.';
      report(new AppError('MEMORY_SUMMARY_FAILED', { message, cause: error }));
    } finally {
      this.#isTidying = false;
    }
  }

  async #summarise(request: readonly ChatMessage[], signal: AbortSignal): Promise<string> {
    const { chatModel, clock, countTokens } = this.#ports;
    const deadline = new AbortController();
    const cancel = clock.after(SUMMARY_DEADLINE_MS, () =>
      deadline.abort(new AppError('TIMED_OUT', { message: 'A summary took too long.' })),
    );
    try {
      let text = '';
      for await (const piece of chatModel.reply(request, AbortSignal.any([signal, deadline.signal]), {
        purpose: 'summary',
      })) {
        text += piece;
      }
      const notes = boundedSummary(text, this.#options.budgetTokens, countTokens);
      if (notes !== '') return notes;
      throw new AppError('LLM_EMPTY', { message: 'The model wrote no summary.' });
    } finally {
      cancel();
    }
  }

  #replace(summary: Summary, count: number): void {
    const { exchanges } = this.#content;
    const lastId = exchanges.slice(0, count).findLast(({ id }) => id !== undefined)?.id;
    this.#content = { summary, exchanges: exchanges.slice(count) };
    this.#mayTidyFrom = 0;
    this.#keep(() => this.#store.condense(summary, lastId ?? 0));
  }

  #keep<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      this.#ports.report(toAppError(error, 'MEMORY_STORE_FAILED'));
      return undefined;
    }
  }
}
