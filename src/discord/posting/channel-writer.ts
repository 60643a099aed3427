import { AppError, type Clock } from '#core';
import { MAX_MESSAGE_CHARACTERS, splitText } from './split-text.ts';

/** Lines that come within this time go into one message. */
const GATHER_MS = 800;
/** What may wait while Discord is slow; the oldest lines go first. */
const MAX_WAITING_CHARACTERS = 20_000;

/** What a writer works with. */
export interface ChannelWriterOptions {
  readonly clock: Clock;
  readonly send: (content: string) => Promise<unknown>;
  /** A message could not be posted, or lines had to be left out. */
  readonly report: (error: AppError) => void;
}

/** Writes lines into a text channel, a few at once, in order. */
export class ChannelWriter {
  readonly #options: ChannelWriterOptions;
  #waiting: string[] = [];
  #isBusy = false;

  constructor(options: ChannelWriterOptions) {
    this.#options = options;
  }

  write(line: string): void {
    this.#waiting.push(line);
    this.#leaveOutOldest();
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#options.clock.after(GATHER_MS, () => void this.#flush());
  }

  async #flush(): Promise<void> {
    const { send, report } = this.#options;
    while (this.#waiting.length > 0) {
      const parts = splitText(this.#waiting.join('\n'), MAX_MESSAGE_CHARACTERS);
      this.#waiting = [];
      for (const part of parts) {
        try {
          await send(part);
        } catch (cause) {
          report(new AppError('DISCORD_POST_FAILED', { message: 'A message could not be posted.', cause }));
        }
      }
    }
    this.#isBusy = false;
  }

  #leaveOutOldest(): void {
    let characters = this.#waiting.reduce((sum, line) => sum + line.length, 0);
    let count = 0;
    while (characters > MAX_WAITING_CHARACTERS && this.#waiting.length > 1) {
      characters -= this.#waiting.shift()?.length ?? 0;
      count += 1;
    }
    if (count === 0) return;
    const message = `${count} lines were left out: Discord takes messages more slowly than people speak.`;
    this.#options.report(new AppError('DISCORD_POST_FAILED', { message }));
  }
}
