import type { Transcript, Utterance } from '#hearing';

/** A transcript that waits for an answer, with the times of its speech. */
export interface HeardSpeech {
  readonly transcript: Transcript;
  readonly startMs: number;
  readonly endMs: number;
  readonly endpointMs: number;
  readonly transcribedMs: number;
}

/** An utterance whose words are being found. */
export interface OpenUtterance {
  readonly utterance: Utterance;
  readonly endpointMs: number;
  readonly deadlineMs: number;
}

/** What everybody in the call is saying: who speaks now, and whose words are being found. */
export class SpeakerLanes {
  readonly #speaking = new Set<string>();
  readonly #transcribing = new Map<string, OpenUtterance>();

  /** Somebody speaks, or goes on. */
  speaks(userId: string): void {
    this.#speaking.add(userId);
  }

  fallsSilent(userId: string): void {
    this.#speaking.delete(userId);
  }

  transcribes(open: OpenUtterance): void {
    this.#transcribing.set(open.utterance.id, open);
  }

  /** The words of an utterance are known, or never will be. */
  settle(utteranceId: string): OpenUtterance | undefined {
    const open = this.#transcribing.get(utteranceId);
    this.#transcribing.delete(utteranceId);
    return open;
  }

  /** Takes out every utterance whose words are still sought. */
  settleAll(): readonly OpenUtterance[] {
    const open = [...this.#transcribing.values()];
    this.#transcribing.clear();
    return open;
  }

  /** Takes out the utterances whose words did not come in time. */
  settleLate(atMs: number): readonly OpenUtterance[] {
    const late = [...this.#transcribing.values()].filter(({ deadlineMs }) => atMs >= deadlineMs);
    for (const { utterance } of late) this.#transcribing.delete(utterance.id);
    return late;
  }

  get someoneSpeaks(): boolean {
    return this.#speaking.size > 0;
  }

  get someoneIsTranscribed(): boolean {
    return this.#transcribing.size > 0;
  }

  /** When the first of the words sought is late. */
  deadlineMs(): number | undefined {
    const deadlines = [...this.#transcribing.values()].map((open) => open.deadlineMs);
    return deadlines.length === 0 ? undefined : Math.min(...deadlines);
  }
}
