import type { AppError } from '#core';
import type { Transcript, Utterance } from '#hearing';
import type { Said } from './said.ts';

/** What somebody said that waits for an answer, with the times of its speech. */
export interface HeardSpeech {
  readonly transcript: Said;
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
  /** Its words were sought before it was final, as a guess that may have given way to other work. */
  readonly isGuess: boolean;
  /** When its words were known, when that was before it was final. */
  readonly transcribedMs?: number;
}

/** What somebody said who may not have finished. */
export interface ProvisionalSpeech {
  readonly utterance: Utterance;
  /** Once it is known. */
  result?: { readonly transcript: Transcript; readonly atMs: number } | { readonly error: AppError };
}

interface Speaking {
  readonly sinceMs: number;
  /** When the voice was last heard. */
  lastMs: number;
  provisional?: ProvisionalSpeech;
}

/** What everybody in the call is saying: who speaks now, and whose words are being found. */
export class SpeakerLanes {
  readonly #speaking = new Map<string, Speaking>();
  readonly #transcribing = new Map<string, OpenUtterance>();

  /** Somebody speaks, or goes on. @param beganMs - when the voice began, if this is its begin. @returns since when. */
  speaks(userId: string, atMs: number, beganMs = atMs): number {
    const speaking = this.#speaking.get(userId) ?? { sinceMs: beganMs, lastMs: atMs };
    speaking.lastMs = atMs;
    this.#speaking.set(userId, speaking);
    return speaking.sinceMs;
  }

  /** @returns what is known of the words that were said last. */
  fallsSilent(userId: string): ProvisionalSpeech | undefined {
    const provisional = this.#speaking.get(userId)?.provisional;
    this.#speaking.delete(userId);
    return provisional;
  }

  /** Somebody may have finished. @returns false when that person does not speak. */
  offers(utterance: Utterance): boolean {
    const speaking = this.#speaking.get(utterance.userId);
    if (!speaking) return false;
    speaking.provisional = { utterance };
    return true;
  }

  /** Somebody had not finished. @returns what was given out. */
  withdraw(userId: string): ProvisionalSpeech | undefined {
    const speaking = this.#speaking.get(userId);
    const provisional = speaking?.provisional;
    delete speaking?.provisional;
    return provisional;
  }

  provisional(utteranceId: string): ProvisionalSpeech | undefined {
    return [...this.#speaking.values()].find(({ provisional }) => provisional?.utterance.id === utteranceId)
      ?.provisional;
  }

  /** The one whose words are known, when nobody else says anything. */
  get onlySpeech(): ProvisionalSpeech | undefined {
    if (this.#speaking.size !== 1 || this.someoneIsTranscribed) return undefined;
    return this.#speaking.values().next().value?.provisional;
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

  /** Takes out every utterance whose words are still sought. @returns their ids. */
  settleAll(): readonly string[] {
    const provisional = [...this.#speaking.keys()].map((userId) => this.withdraw(userId));
    const sought = provisional.flatMap((speech) => (speech && !speech.result ? [speech.utterance.id] : []));
    const open = [...this.#transcribing.keys()];
    this.#transcribing.clear();
    return [...open, ...sought];
  }

  /** Takes out the utterances whose words did not come in time. */
  settleLate(atMs: number): readonly OpenUtterance[] {
    const late = [...this.#transcribing.values()].filter(({ deadlineMs }) => atMs >= deadlineMs);
    for (const { utterance } of late) this.#transcribing.delete(utterance.id);
    return late;
  }

  /** People who should have fallen silent by now: the ear that listened to them must have been lost. */
  overdue(atMs: number, deadlineMs: number): readonly string[] {
    return [...this.#speaking]
      .filter(([, { lastMs }]) => atMs >= lastMs + deadlineMs)
      .map(([userId]) => userId);
  }

  get someoneSpeaks(): boolean {
    return this.#speaking.size > 0;
  }

  get someoneIsTranscribed(): boolean {
    return this.#transcribing.size > 0;
  }

  /** When the first of the words sought is late, or the first speaker overdue. */
  deadlineMs(hearingDeadlineMs: number): number | undefined {
    const deadlines = [
      ...[...this.#transcribing.values()].map((open) => open.deadlineMs),
      ...[...this.#speaking.values()].map(({ lastMs }) => lastMs + hearingDeadlineMs),
    ];
    return deadlines.length === 0 ? undefined : Math.min(...deadlines);
  }
}
