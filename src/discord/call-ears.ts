import type { SpeechFrame } from '#audio';
import {
  createListener,
  createSpeakerPauses,
  type EndpointOptions,
  type FlushReason,
  type Listener,
  type ListenerOptions,
  type SpeakerPauses,
} from '#hearing';

/** What the ears of a call are made from. */
export interface CallEarsOptions extends Pick<
  ListenerOptions,
  'openVoiceActivity' | 'endOfTurnModel' | 'onEvent' | 'onFault'
> {
  readonly endpoint: Partial<EndpointOptions>;
}

/** An ear for each person who speaks in a call. */
export class CallEars {
  readonly #options: CallEarsOptions;
  readonly #listeners = new Map<string, Listener>();
  /** Outlives the listeners: who leaves and comes back is known. */
  readonly #pauses = new Map<string, SpeakerPauses>();
  #utterances = 0;

  constructor(options: CallEarsOptions) {
    this.#options = options;
  }

  hear(frame: SpeechFrame): void {
    const listener = this.#listeners.get(frame.userId) ?? this.#listenTo(frame.userId);
    listener.push(frame);
  }

  /** True when this person has spoken. */
  knows(userId: string): boolean {
    return this.#listeners.has(userId);
  }

  /** Whether the words of a pause are a whole sentence decides how long it is waited. */
  judgeWords(userId: string, utteranceId: string, isComplete: boolean): void {
    this.#listeners.get(userId)?.judgeWords(utteranceId, isComplete);
  }

  /** Ends what somebody says now. */
  flush(userId: string, reason: FlushReason): void {
    this.#listeners.get(userId)?.flush(reason);
  }

  /** Somebody is gone; what was said before that counts. */
  forget(userId: string): void {
    this.flush(userId, 'speaker-left');
    this.#listeners.delete(userId);
  }

  #listenTo(userId: string): Listener {
    const listener = createListener({
      ...this.#options,
      userId,
      pauses: this.#pausesOf(userId),
      nextId: () => `utterance-${(this.#utterances += 1)}`,
    });
    this.#listeners.set(userId, listener);
    return listener;
  }

  #pausesOf(userId: string): SpeakerPauses {
    const pauses = this.#pauses.get(userId) ?? createSpeakerPauses(this.#options.endpoint);
    this.#pauses.set(userId, pauses);
    return pauses;
  }
}
