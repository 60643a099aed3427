import { toAppError, type Clock } from '#core';
import type { Utterance } from '#hearing';
import type { FloorEvent } from './floor-event.ts';
import type { Transcriber } from './ports.ts';

/** What {@link Transcriptions} work with. */
export interface TranscriptionPorts {
  readonly transcriber: Transcriber;
  readonly clock: Clock;
  /** People in the call, the bot not among them. */
  readonly peopleInCall: () => number;
}

/** The searches for words that go on in a call; what comes of them goes to the floor. */
export class Transcriptions {
  readonly #ports: TranscriptionPorts;
  readonly #post: (event: FloorEvent) => void;
  readonly #running = new Map<string, AbortController>();

  constructor(ports: TranscriptionPorts, post: (event: FloorEvent) => void) {
    this.#ports = ports;
    this.#post = post;
  }

  /** Ends as `transcribed` or `transcription-failed`, unless it is cancelled. */
  async begin(utterance: Utterance): Promise<void> {
    const { transcriber, clock, peopleInCall } = this.#ports;
    const { id: utteranceId } = utterance;
    const abort = new AbortController();
    this.#running.set(utteranceId, abort);
    const result = await transcriber.transcribe(utterance, abort.signal).then(
      (transcript) => ({ type: 'transcribed' as const, transcript, people: peopleInCall() }),
      (error: unknown) => ({
        type: 'transcription-failed' as const,
        utteranceId,
        error: toAppError(error, 'TRANSCRIPTION_FAILED'),
      }),
    );
    if (this.#running.get(utteranceId) === abort) this.#running.delete(utteranceId);
    // A recogniser may finish all the same; nobody waits for it any more.
    if (!abort.signal.aborted) this.#post({ ...result, atMs: clock.nowMs() });
  }

  cancel(utteranceId: string): void {
    this.#running.get(utteranceId)?.abort();
  }

  cancelAll(): void {
    for (const abort of this.#running.values()) abort.abort();
  }
}
