import { AppError, toAppError, withDeadline, type ErrorCode } from '#core';
import type { AichatEvent } from '#events';
import type { PruneReport, RetentionPolicy } from '../retention.ts';
import { plainJson } from './plain-json.ts';
import type { FromWriter } from './writer-protocol.ts';
import { startWriterThread, type WriterThread } from './writer-thread.ts';

/** How often what has come together is written: a turn never waits for it, and a crash costs no more. */
const BATCH_EVERY_MS = 25;
const MAX_BATCH = 1000;
const MAX_QUEUED = 50_000;
const RETRY_AFTER_MS = 1000;
const PRUNE_DEADLINE_MS = 600_000;

/** How the journal is set up. */
export interface EventJournalOptions {
  /** Its `events.db` has been opened, and so brought to the right schema, before. */
  readonly dataFolder: string;
  /** Longest wait for what has not been written. Default 10,000. */
  readonly flushTimeoutMs?: number;
  /** Events cannot be written for now; told once until it works again. */
  readonly onFault: (error: AppError) => void;
  /** Events were lost, because too many came while nothing could be written. */
  readonly onDropped: (count: number, firstSequence: number, lastSequence: number) => void;
}

/** Figures of the journal, for health and metrics. */
export interface EventJournalFigures {
  readonly queued: number;
  readonly written: number;
  readonly dropped: number;
  /** Everything up to it is on the disk. */
  readonly durableSequence: number;
}

/** Brings events to the disk, in batches, on a thread of its own. */
export interface EventJournal {
  /** Takes an event; it is durable when `onDurable` has told so. Subscribe it to the bus. */
  record(event: AichatEvent): void;
  /** Told of every batch once a crash of the process cannot take it away any more, in order. */
  onDurable(listener: (events: readonly AichatEvent[]) => void): () => void;
  /** Resolves when everything that was recorded so far is durable. @throws AppError `TIMED_OUT`. */
  flush(signal?: AbortSignal): Promise<void>;
  /** Removes what is too old, between the writing. @throws AppError `STORE_…`, `TIMED_OUT`. */
  prune(policy: RetentionPolicy, signal?: AbortSignal): Promise<PruneReport>;
  figures(): EventJournalFigures;
  /** Writes what is left and ends the thread; what is recorded from now on is not kept. */
  close(): Promise<void>;
}

interface Queued {
  readonly event: AichatEvent;
  readonly json: string;
}

/** Opens the journal of a data folder. */
export function openEventJournal(options: EventJournalOptions): EventJournal {
  return new ThreadedJournal(options);
}

class ThreadedJournal implements EventJournal {
  readonly #options: EventJournalOptions;
  readonly #listeners = new Set<(events: readonly AichatEvent[]) => void>();
  readonly #flushing = new Set<{ readonly sequence: number; readonly done: () => void }>();
  #queue: Queued[] = [];
  #inFlight: readonly Queued[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writer: WriterThread | undefined;
  #pruning: PromiseWithResolvers<PruneReport> | undefined;
  #isClosed = false;
  #isFailing = false;
  #lastRecorded = 0;
  #durable = 0;
  #written = 0;
  #dropped = 0;
  #lost: { count: number; first: number; last: number } | undefined;

  constructor(options: EventJournalOptions) {
    this.#options = options;
    this.#writer = this.#startWriter();
  }

  get #thread(): WriterThread {
    this.#writer ??= this.#startWriter();
    return this.#writer;
  }

  record(event: AichatEvent): void {
    if (this.#isClosed) return;
    if (this.#queue.length >= MAX_QUEUED) return this.#drop(event);
    this.#queue.push({ event, json: plainJson(event) });
    this.#lastRecorded = event.sequence;
    this.#schedule(BATCH_EVERY_MS);
  }

  onDurable(listener: (events: readonly AichatEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async flush(signal?: AbortSignal): Promise<void> {
    const sequence = this.#lastRecorded;
    if (this.#durable >= sequence) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiter = { sequence, done: resolve };
    this.#flushing.add(waiter);
    this.#schedule(0);
    try {
      await withDeadline(() => promise, {
        timeoutMs: this.#options.flushTimeoutMs ?? 10_000,
        what: 'Writing the last events',
        ...(signal && { signal }),
      });
    } finally {
      this.#flushing.delete(waiter);
    }
  }

  async prune(policy: RetentionPolicy, signal?: AbortSignal): Promise<PruneReport> {
    if (this.#pruning === undefined) {
      this.#pruning = Promise.withResolvers();
      // Whoever waits may have stopped waiting.
      this.#pruning.promise.catch(() => undefined);
      this.#thread.post({ type: 'prune', policy });
    }
    const { promise } = this.#pruning;
    return withDeadline(() => promise, {
      timeoutMs: PRUNE_DEADLINE_MS,
      what: 'Removing old events',
      ...(signal && { signal }),
    });
  }

  figures(): EventJournalFigures {
    return {
      queued: this.#queue.length + this.#inFlight.length,
      written: this.#written,
      dropped: this.#dropped,
      durableSequence: this.#durable,
    };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    try {
      await this.flush();
    } finally {
      this.#isClosed = true;
      clearTimeout(this.#timer);
      await this.#writer?.close();
    }
  }

  #schedule(delayMs: number): void {
    if (this.#inFlight.length > 0 || this.#isClosed) return;
    if (this.#timer !== undefined) {
      if (delayMs > 0 && this.#queue.length < MAX_BATCH) return;
      clearTimeout(this.#timer);
    }
    const isFull = this.#queue.length >= MAX_BATCH && !this.#isFailing;
    this.#timer = setTimeout(() => this.#send(), isFull ? 0 : delayMs);
  }

  #send(): void {
    this.#timer = undefined;
    if (this.#inFlight.length === 0) {
      this.#inFlight = this.#queue.slice(0, MAX_BATCH);
      this.#queue = this.#queue.slice(MAX_BATCH);
    }
    if (this.#inFlight.length === 0) return;
    this.#thread.post({ type: 'write', events: `[${this.#inFlight.map(({ json }) => json).join(',')}]` });
  }

  #onMessage(message: FromWriter): void {
    switch (message.type) {
      case 'written':
        return this.#onWritten();
      case 'write-failed':
        return this.#onFailure(message.code, message.message);
      case 'pruned':
        this.#pruning?.resolve(message.report);
        this.#pruning = undefined;
        return;
      case 'prune-failed':
        this.#endPruning(new AppError(message.code, { message: message.message }));
    }
  }

  #onWritten(): void {
    const events = this.#inFlight.map(({ event }) => event);
    this.#inFlight = [];
    this.#isFailing = false;
    this.#written += events.length;
    this.#durable = events.at(-1)?.sequence ?? this.#durable;
    for (const listener of this.#listeners) this.#tell(listener, events);
    for (const waiter of this.#flushing) if (waiter.sequence <= this.#durable) waiter.done();
    this.#tellLost();
    if (this.#queue.length > 0) this.#schedule(this.#flushing.size > 0 ? 0 : BATCH_EVERY_MS);
  }

  #tell(listener: (events: readonly AichatEvent[]) => void, events: readonly AichatEvent[]): void {
    try {
      listener(events);
    } catch (error) {
      this.#options.onFault(toAppError(error));
    }
  }

  /** The batch stays in flight and is sent again, to a new thread if need be; no event is written twice. */
  #onFailure(code: ErrorCode, message: string, cause?: unknown): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => this.#send(), RETRY_AFTER_MS);
    if (this.#isFailing) return;
    this.#isFailing = true;
    this.#options.onFault(new AppError(code, { message, cause }));
  }

  #startWriter(): WriterThread {
    return startWriterThread(
      { dataFolder: this.#options.dataFolder },
      {
        onMessage: (message) => this.#onMessage(message),
        onLost: (cause) => {
          const message = `The thread that writes events ended: ${String(cause)}`;
          this.#writer = undefined;
          this.#endPruning(new AppError('STORE_UNUSABLE', { message, cause }));
          clearTimeout(this.#timer);
          this.#onFailure('STORE_UNUSABLE', message, cause);
        },
      },
    );
  }

  #endPruning(error: AppError): void {
    this.#pruning?.reject(error);
    this.#pruning = undefined;
  }

  /** The oldest are kept: they say how it began. */
  #drop({ sequence }: AichatEvent): void {
    this.#dropped += 1;
    this.#lost ??= { count: 0, first: sequence, last: sequence };
    this.#lost.count += 1;
    this.#lost.last = sequence;
  }

  #tellLost(): void {
    if (this.#lost === undefined) return;
    const { count, first, last } = this.#lost;
    this.#lost = undefined;
    this.#options.onDropped(count, first, last);
  }
}
