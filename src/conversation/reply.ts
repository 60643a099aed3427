import { PLAYOUT_SAMPLE_RATE_HZ } from '#audio';
import { AppError, sleep, toAppError, type Clock } from '#core';
import type { ChatMessage } from '#llm';
import type { Clause, SpokenAudio, SpokenWord } from '#speaking';
import type { FloorEvent } from './floor-event.ts';
import type { Asking, ChatModel, Playout, SpeechStream, Synthesizer } from './ports.ts';
import type { ClauseHearing } from './turn.ts';

/** Sound that may wait in the playout before the voice makes more, in ms. */
const MAX_QUEUED_SPEECH_MS = 10_000;
const QUEUE_CHECK_MS = 100;
const SAMPLES_PER_MS = PLAYOUT_SAMPLE_RATE_HZ / 1000;

/** What a {@link Reply} works with. */
export interface ReplyPorts {
  readonly chatModel: ChatModel;
  readonly synthesizer: Synthesizer;
  readonly playout: Playout;
  readonly clock: Clock;
}

/** Carries out one turn's reply: asks the model, speaks the clauses, plays the sound. It decides nothing. */
export class Reply {
  readonly #turnId: string;
  readonly #ports: ReplyPorts;
  readonly #post: (event: FloorEvent) => void;
  readonly #abort = new AbortController();
  #speech: SpeechStream | undefined;
  /** The clauses are spoken one after the other; this is the end of that chain. */
  #spoken: Promise<void> = Promise.resolve();
  /** What the voice has told of each clause so far, by its index. */
  readonly #made = new Map<number, { words: SpokenWord[]; isComplete: boolean }>();
  #ended = false;
  /** Sound of the first clause that nobody may hear yet; undefined once it may be heard. */
  #held: SpokenAudio[] | undefined;
  readonly #released = Promise.withResolvers<void>();

  constructor(turnId: string, ports: ReplyPorts, post: (event: FloorEvent) => void) {
    this.#turnId = turnId;
    this.#ports = ports;
    this.#post = post;
  }

  /**
   * Streams the model's answer to the floor as `reply-text`, then `reply-complete` or `reply-failed`.
   *
   * @param isHeld - the first clause is made and kept, and nothing more, until {@link release}.
   */
  ask(messages: readonly ChatMessage[], isHeld: boolean, asking: Asking = {}): void {
    if (isHeld) this.#held = [];
    this.#ports.playout.warmUp();
    void this.#ask(messages, asking);
  }

  /** What is held may be heard. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#released.resolve();
    for (const audio of held) this.#play(audio);
  }

  say(clause: Clause): void {
    this.#ports.playout.warmUp();
    this.#spoken = this.#spoken.then(() => this.#speak(clause));
  }

  /** No clause will follow. */
  endSpeech(): void {
    this.#spoken = this.#spoken.then(() => this.#endSpeech());
  }

  pause(): void {
    this.#speech?.pause();
  }

  resume(): void {
    this.#speech?.resume();
  }

  /**
   * Stops everything; `playback-ended` follows.
   *
   * @param isDiscarded - nobody heard any of it.
   */
  stop(isDiscarded = false): void {
    const message = isDiscarded ? 'The reply was thrown away unheard.' : 'The reply was stopped.';
    this.#abort.abort(new AppError('CANCELLED', { message, context: { discarded: isDiscarded } }));
    this.#held = undefined;
    this.#released.resolve();
    if (this.#speech) this.#speech.stop();
    else this.#reportEnd();
  }

  async #ask(messages: readonly ChatMessage[], asking: Asking): Promise<void> {
    const turnId = this.#turnId;
    const { signal } = this.#abort;
    try {
      for await (const text of this.#ports.chatModel.reply(messages, signal, asking)) {
        this.#tell({ type: 'reply-text', turnId, text });
      }
      this.#tell({ type: 'reply-complete', turnId });
    } catch (error) {
      // A stopped reply is expected to break off.
      if (!signal.aborted)
        this.#tell({ type: 'reply-failed', turnId, error: toAppError(error, 'LLM_UPSTREAM') });
    }
  }

  async #speak(clause: Clause): Promise<void> {
    const { signal } = this.#abort;
    await this.#awaitRoom(signal);
    if (signal.aborted) return;
    const made = { words: [] as SpokenWord[], isComplete: false };
    this.#made.set(clause.index, made);
    try {
      for await (const audio of this.#ports.synthesizer.synthesize(clause, signal)) {
        // Sound that was ready when the reply was stopped would open a stream that nobody ends.
        if (signal.aborted) return;
        if (this.#held) this.#held.push(audio);
        else this.#play(audio);
        made.words.push(...(audio.words ?? []));
        this.#tell({
          type: 'clause-audio',
          turnId: this.#turnId,
          durationMs: audio.samples.length / SAMPLES_PER_MS,
        });
      }
      made.isComplete = true;
    } catch (error) {
      if (signal.aborted) return;
      this.#tell({
        type: 'clause-failed',
        turnId: this.#turnId,
        error: toAppError(error, 'SYNTHESIS_FAILED'),
      });
    }
  }

  /**
   * Waits before a clause, never within one: the voice is shared by all calls, and sound that nobody takes would
   * keep it from the others.
   */
  async #awaitRoom(signal: AbortSignal): Promise<void> {
    if (this.#held && this.#held.length > 0) await this.#released.promise;
    while (!signal.aborted && (this.#speech?.queuedMs() ?? 0) > MAX_QUEUED_SPEECH_MS) {
      await sleep(QUEUE_CHECK_MS, signal, this.#ports.clock).catch(() => {
        // The reply was stopped; the loop ends.
      });
    }
  }

  async #endSpeech(): Promise<void> {
    if (this.#held) await this.#released.promise;
    if (this.#speech) this.#speech.end();
    else this.#reportEnd();
  }

  #play(audio: SpokenAudio): void {
    this.#speech ??= this.#open();
    this.#speech.write(audio);
  }

  #open(): SpeechStream {
    return this.#ports.playout.open({
      onStart: (atMs) => this.#post({ type: 'playback-started', turnId: this.#turnId, atMs }),
      onEnd: () => this.#reportEnd(),
    });
  }

  #reportEnd(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#tell({ type: 'playback-ended', turnId: this.#turnId, progress: this.#hearing() });
  }

  #hearing(): readonly ClauseHearing[] {
    const progress = this.#speech?.progress() ?? [];
    return progress.map((clause) => ({ ...clause, ...this.#made.get(clause.clauseIndex) }));
  }

  #tell(event: EventWithoutTime): void {
    this.#post({ ...event, atMs: this.#ports.clock.nowMs() });
  }
}

type EventWithoutTime = FloorEvent extends infer Event
  ? Event extends FloorEvent
    ? Omit<Event, 'atMs'>
    : never
  : never;
