import type { Transcript, Utterance } from '#hearing';
import type { ChatMessage } from '#llm';
import type { Clause, SpokenAudio } from '#speaking';

/** Turns speech into text. */
export interface Transcriber {
  /**
   * @param options - the language that is spoken (ISO 639-1), where it is known.
   * @throws AppError; rejects with the abort reason when `signal` aborts.
   */
  transcribe(
    utterance: Utterance,
    signal: AbortSignal,
    options?: { readonly language?: string },
  ): Promise<Transcript>;
}

/** Whose question it is: whose budget pays, and which model answers. */
export interface Asking {
  readonly guildId?: string;
  /** The person who is answered; nobody for what the bot does on its own account. */
  readonly userId?: string;
  /** Default `reply`. */
  readonly purpose?: 'reply' | 'text' | 'summary';
  /** The model that the persona wants; a server's own choice goes before it. */
  readonly alias?: string;
}

/** Thinks of a reply. */
export interface ChatModel {
  /**
   * Streams the reply's text in pieces as they come.
   *
   * @param signal - an abort whose reason has `discarded: true` in its context counts as thrown away unheard.
   * @throws AppError with a `LLM_*` code.
   */
  reply(messages: readonly ChatMessage[], signal: AbortSignal, asking?: Asking): AsyncIterable<string>;
}

/** Turns text into speech. */
export interface Synthesizer {
  /** Streams the clause's sound in one or more pieces. @throws AppError. */
  synthesize(clause: Clause, signal: AbortSignal): AsyncIterable<SpokenAudio>;
}

/** What a {@link SpeechStream} reports. */
export interface SpeechStreamEvents {
  /** The first audible packet left. */
  onStart(atMs: number): void;
  /** Nothing more will be played: all of it was (`completed`), or it was stopped. */
  onEnd(end: { readonly atMs: number; readonly completed: boolean }): void;
}

/** How far each clause was played, in ms of its own sound. */
export interface ClauseProgress {
  readonly clauseIndex: number;
  readonly playedMs: number;
  /** Length written so far. */
  readonly totalMs: number;
}

/** One reply on its way into the channel, as one continuous stream. */
export interface SpeechStream {
  /** Appends sound. @throws AppError when the stream has ended or holds more than its bound. */
  write(audio: SpokenAudio): void;
  /** Says that no more will be written; what is queued is still played. */
  end(): void;
  /** Holds the sound where it is; the listeners hear silence. */
  pause(): void;
  /** Goes on at the very sample where it was paused. */
  resume(): void;
  /** Ends at once; what was not played is dropped. */
  stop(): void;
  /** Sound that waits to be played, in ms. */
  queuedMs(): number;
  /** Played so far, clause by clause. */
  progress(): readonly ClauseProgress[];
}

/** The bot's own voice in the channel. */
export interface Playout {
  /** Opens a stream; the one before it must have ended. */
  open(events: SpeechStreamEvents): SpeechStream;
  /** Says that speech may come soon: a line that was quiet is opened with silence, so that it need not wait then. */
  warmUp(): void;
}
