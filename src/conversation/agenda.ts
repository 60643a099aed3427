import type { HeardSpeech } from './speaker-lanes.ts';

/** What waits for the floor: speech to be answered, in the order in which it began, and texts to be said. */
export class Agenda {
  readonly #maxSpeeches: number;
  readonly #maxAnnouncements: number;
  #speeches: HeardSpeech[] = [];
  #announcements: string[] = [];
  #waitsUntilMs: number | undefined;

  /** Of more than so many the oldest go. */
  constructor(maxSpeeches: number, maxAnnouncements: number) {
    this.#maxSpeeches = maxSpeeches;
    this.#maxAnnouncements = maxAnnouncements;
  }

  addSpeech(...speeches: readonly HeardSpeech[]): void {
    this.#speeches.push(...speeches);
    this.#speeches.sort((one, other) => one.startMs - other.startMs);
    this.#speeches.splice(0, this.#speeches.length - this.#maxSpeeches);
  }

  /** What waits to be answered lacks its end, which may come until then; undefined when it is whole. */
  awaitMore(untilMs: number | undefined): void {
    this.#waitsUntilMs = untilMs;
  }

  /** When what lacks its end is answered all the same. */
  get waitsUntilMs(): number | undefined {
    return this.#waitsUntilMs;
  }

  hasSpeechOf(userId: string): boolean {
    return this.#speeches.some((speech) => speech.transcript.userId === userId);
  }

  get hasSpeech(): boolean {
    return this.#speeches.length > 0;
  }

  announce(text: string): void {
    this.#announcements.push(text);
    this.#announcements.splice(0, this.#announcements.length - this.#maxAnnouncements);
  }

  /** Puts a text that was not heard back to the front. */
  announceAgain(text: string): void {
    this.#announcements.unshift(text);
  }

  /** Everything that is to be answered, which is answered together; nothing while its end may still come. */
  takeSpeeches(atMs: number): readonly HeardSpeech[] {
    if (this.#waitsUntilMs !== undefined && atMs < this.#waitsUntilMs) return [];
    const speeches = this.#speeches;
    this.#speeches = [];
    this.#waitsUntilMs = undefined;
    return speeches;
  }

  takeAnnouncement(): string | undefined {
    return this.#announcements.shift();
  }

  clear(): void {
    this.#speeches = [];
    this.#announcements = [];
    this.#waitsUntilMs = undefined;
  }
}
