import type { HeardSpeech } from './speaker-lanes.ts';

/** What waits for the floor: speech to be answered, in the order in which it began, and texts to be said. */
export class Agenda {
  readonly #maxSpeeches: number;
  readonly #maxAnnouncements: number;
  #speeches: HeardSpeech[] = [];
  #announcements: string[] = [];

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

  announce(text: string): void {
    this.#announcements.push(text);
    this.#announcements.splice(0, this.#announcements.length - this.#maxAnnouncements);
  }

  /** Puts a text that was not heard back to the front. */
  announceAgain(text: string): void {
    this.#announcements.unshift(text);
  }

  /** Everything that is to be answered, which is answered together. */
  takeSpeeches(): readonly HeardSpeech[] {
    const speeches = this.#speeches;
    this.#speeches = [];
    return speeches;
  }

  takeAnnouncement(): string | undefined {
    return this.#announcements.shift();
  }

  clear(): void {
    this.#speeches = [];
    this.#announcements = [];
  }
}
