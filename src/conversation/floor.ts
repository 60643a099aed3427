import { AppError } from '#core';
import type { HearingEvent } from '#hearing';
import { addressees, beginTurn, endedTurn, type ActiveTurn } from './active-turn.ts';
import { isAddressed } from './addressing.ts';
import { Agenda } from './agenda.ts';
import { isBackchannel } from './backchannel.ts';
import { bargeIn } from './barge-in.ts';
import type { FloorEffect } from './floor-effect.ts';
import type { FloorEvent } from './floor-event.ts';
import type { FloorOptions } from './floor-options.ts';
import type { EndingState, FloorState, TurnState } from './floor-state.ts';
import { SpeakerLanes, type HeardSpeech } from './speaker-lanes.ts';
import { completeReply, endSpeech, fail, sayAnnouncement, takeReplyText } from './turn-steps.ts';
import type { ClauseHearing, TurnOutcome } from './turn.ts';

/** Longest wait for the playout to confirm that a stopped turn is silent. */
const ENDING_DEADLINE_MS = 2000;

/**
 * Who has the floor of one call: the single owner of its turns.
 *
 * Pure and synchronous: events with their times go in, effects come out, and the same events in the
 * same order give the same effects. It has no timers; {@link Floor.deadlineMs} says when it wants a
 * `tick`.
 */
export class Floor {
  readonly #options: FloorOptions;
  readonly #lanes = new SpeakerLanes();
  readonly #agenda: Agenda;
  #discardedReplies = 0;
  /** When the bot was last heard, before the turn that holds the floor now. */
  #lastHeardMs: number | undefined;
  #turnCount = 0;
  #state: FloorState = { kind: 'listening' };
  #effects: FloorEffect[] = [];

  constructor(options: FloorOptions) {
    this.#options = options;
    this.#agenda = new Agenda(options.maxPending, options.maxAnnouncements);
  }

  get state(): FloorState {
    return this.#state;
  }

  /** When the floor wants its next `tick` at the latest; undefined when it waits for nothing. */
  deadlineMs(): number | undefined {
    const state = this.#state;
    const resumeAtMs = state.kind === 'paused' && !this.#someoneIsHeard() ? state.resumeAtMs : undefined;
    const deadlines = [
      this.#lanes.deadlineMs(),
      'deadlineMs' in state ? state.deadlineMs : undefined,
      resumeAtMs,
    ].filter((deadlineMs) => deadlineMs !== undefined);
    return deadlines.length === 0 ? undefined : Math.min(...deadlines);
  }

  /** Takes one event and says what is to be done about it, in order. */
  handle(event: FloorEvent): readonly FloorEffect[] {
    this.#effects = [];
    this.#take(event);
    this.#settle(event.atMs);
    return this.#effects;
  }

  #take(event: FloorEvent): void {
    switch (event.type) {
      case 'heard':
        return this.#takeHearing(event.hearing, event.atMs);
      case 'speaker-left':
        return this.#takeSilence(event.userId, event.atMs);
      case 'transcribed':
      case 'transcription-failed':
        return this.#takeTranscription(event);
      case 'say':
        return this.#agenda.announce(event.text);
      case 'hush':
        return this.#takeHush(event.atMs);
      case 'tick':
        return this.#takeTick(event.atMs);
      case 'reply-text':
      case 'reply-complete':
      case 'reply-failed':
      case 'clause-audio':
      case 'clause-failed':
      case 'playback-started':
      case 'playback-ended': {
        const state = this.#turnState();
        // A stopped turn's last words may still be on their way.
        if (state?.turn.id === event.turnId) this.#takeProgress(state, event);
      }
    }
  }

  // --- people ---

  #takeHearing(hearing: HearingEvent, atMs: number): void {
    switch (hearing.type) {
      case 'speech-start':
        return this.#lanes.speaks(hearing.userId);
      case 'speech-progress':
        this.#lanes.speaks(hearing.userId);
        return this.#takeOverlap(hearing.voicedMs, atMs);
      case 'speech-end':
        // What it was follows at once: an utterance, or speech that was dropped.
        return;
      case 'speech-dropped':
        return this.#takeSilence(hearing.userId, atMs);
      case 'utterance': {
        const { utterance } = hearing;
        this.#takeSilence(utterance.userId, atMs);
        const deadlineMs = atMs + this.#options.transcriptDeadlineMs;
        this.#lanes.transcribes({ utterance, endpointMs: atMs, deadlineMs });
        this.#want({ type: 'transcribe', utterance });
      }
    }
  }

  #takeSilence(userId: string, atMs: number): void {
    this.#lanes.fallsSilent(userId);
    if (this.#state.kind === 'paused') this.#state.resumeAtMs = atMs + this.#options.resumeAfterMs;
  }

  #takeOverlap(voicedMs: number, atMs: number): void {
    const state = this.#turnState();
    if (!state) return;
    switch (bargeIn(state.kind, voicedMs, this.#mayDiscard, this.#options)) {
      case 'discard':
        return this.#discard(state.turn, atMs);
      case 'pause': {
        const deadlineMs = atMs + this.#options.pausedDeadlineMs;
        this.#state = { kind: 'paused', turn: state.turn, resumeAtMs: undefined, deadlineMs };
        this.#want({ type: 'pause-speech', turnId: state.turn.id });
        return;
      }
      case 'stop':
        return this.#stop(state.turn, 'interrupted', atMs);
      case 'nothing':
    }
  }

  #takeTranscription(event: Extract<FloorEvent, { type: 'transcribed' | 'transcription-failed' }>): void {
    const utteranceId = event.type === 'transcribed' ? event.transcript.utteranceId : event.utteranceId;
    const entry = this.#lanes.settle(utteranceId);
    if (!entry) return;
    if (event.type === 'transcription-failed') {
      this.#want({ type: 'report', error: event.error, userIds: [entry.utterance.userId] });
      return;
    }
    const { transcript, atMs } = event;
    if (transcript.text === '') return;
    const overlapsReply = this.#state.kind === 'speaking' || this.#state.kind === 'paused';
    if (overlapsReply && isBackchannel(transcript.text)) return;
    const { startMs, endMs } = entry.utterance;
    const said = { text: transcript.text, startMs, people: event.people, botHeardMs: this.#heardMs(atMs) };
    if (!isAddressed(said, this.#options)) return this.#want({ type: 'overhear', transcript });
    const { endpointMs } = entry;
    this.#agenda.addSpeech({ transcript, startMs, endMs, endpointMs, transcribedMs: atMs });
    if (this.#state.kind === 'paused') {
      this.#stop(this.#state.turn, 'interrupted', atMs);
    } else if (this.#state.kind === 'thinking' && this.#continues(this.#state.turn, transcript.userId)) {
      this.#discard(this.#state.turn, atMs);
    }
  }

  /** When the bot was last heard. */
  #heardMs(atMs: number): number | undefined {
    const isHeard = this.#state.kind === 'speaking' || this.#state.kind === 'paused';
    return isHeard ? atMs : this.#lastHeardMs;
  }

  /** True when the one who is about to be answered has said more. */
  #continues(turn: ActiveTurn, userId: string): boolean {
    return this.#mayDiscard && addressees(turn).includes(userId);
  }

  get #mayDiscard(): boolean {
    return this.#discardedReplies < this.#options.maxDiscardedReplies;
  }

  #takeHush(atMs: number): void {
    this.#agenda.clear();
    for (const { utterance } of this.#lanes.settleAll()) {
      this.#want({ type: 'cancel-transcription', utteranceId: utterance.id });
    }
    const state = this.#turnState();
    if (state && state.kind !== 'ending') {
      this.#stop(state.turn, state.kind === 'thinking' ? 'discarded' : 'interrupted', atMs);
    }
  }

  // --- the reply ---

  #takeProgress(state: TurnState, event: Extract<FloorEvent, { turnId: string }>): void {
    const { turn } = state;
    if (state.kind === 'speaking') {
      state.deadlineMs = Math.max(state.deadlineMs, event.atMs + this.#options.speakingDeadlineMs);
    }
    switch (event.type) {
      case 'reply-text':
        return this.#want(...takeReplyText(turn, event.text, event.atMs));
      case 'reply-complete':
        return this.#want(...completeReply(turn, event.atMs));
      case 'reply-failed':
        this.#want(...fail(turn, event.error));
        // What was complete before the break is said; the rest of a sentence is not.
        return turn.clauses.length > 0 ? this.#want(endSpeech(turn)) : this.#stop(turn, 'failed', event.atMs);
      case 'clause-audio':
        turn.timings = { firstAudioMs: event.atMs, ...turn.timings };
        if (state.kind === 'speaking') state.deadlineMs += event.durationMs;
        return;
      case 'clause-failed':
        turn.unspoken = true;
        return this.#want(...fail(turn, event.error));
      case 'playback-started':
        turn.timings = { firstPacketMs: event.atMs, ...turn.timings };
        if (state.kind === 'thinking') {
          // All the sound that is queued already may have to be played before the next sign of life.
          const deadlineMs = event.atMs + this.#options.replyDeadlineMs + this.#options.speakingDeadlineMs;
          this.#state = { kind: 'speaking', turn, deadlineMs };
        }
        return;
      case 'playback-ended':
        return this.#takePlaybackEnd(state, event.atMs, event.progress);
    }
  }

  #takePlaybackEnd(state: TurnState, atMs: number, progress: readonly ClauseHearing[]): void {
    const { turn } = state;
    const outcome = state.kind === 'ending' ? state.outcome : turn.error ? 'failed' : 'done';
    const wasUnheard = turn.timings.firstPacketMs === undefined && state.kind !== 'ending';
    if ((turn.unspoken || wasUnheard) && turn.replyText.trim() !== '') {
      this.#want({ type: 'post-text', turnId: turn.id, text: turn.replyText.trim() });
    }
    this.#endTurn(turn, outcome, atMs, progress);
  }

  #endTurn(turn: ActiveTurn, outcome: TurnOutcome, atMs: number, progress: readonly ClauseHearing[]): void {
    this.#want({ type: 'turn-ended', turn: endedTurn(turn, { outcome, atMs, progress }) });
    if (outcome !== 'discarded') this.#discardedReplies = 0;
    if (turn.timings.firstPacketMs !== undefined) this.#lastHeardMs = atMs;
    this.#state = { kind: 'listening' };
  }

  #stop(turn: ActiveTurn, outcome: EndingState['outcome'], atMs: number): void {
    this.#state = { kind: 'ending', turn, outcome, deadlineMs: atMs + ENDING_DEADLINE_MS };
    this.#want({ type: 'stop-turn', turnId: turn.id });
  }

  /** Throws away a reply that nobody heard yet; what it answered is answered together with what follows. */
  #discard(turn: ActiveTurn, atMs: number): void {
    this.#discardedReplies += 1;
    this.#agenda.addSpeech(...turn.heard);
    if (turn.announcement !== undefined) this.#agenda.announceAgain(turn.announcement);
    this.#stop(turn, 'discarded', atMs);
  }

  // --- time ---

  #takeTick(atMs: number): void {
    for (const { utterance } of this.#lanes.settleLate(atMs)) {
      this.#want({ type: 'cancel-transcription', utteranceId: utterance.id });
      this.#want({ type: 'report', error: stuck('deciding'), userIds: [utterance.userId] });
    }
    const state = this.#turnState();
    if (!state) return;
    if (state.kind === 'ending') {
      if (atMs < state.deadlineMs) return;
      this.#want(...fail(state.turn, stuck('ending')));
      this.#endTurn(state.turn, 'failed', atMs, []);
    } else if (atMs >= state.deadlineMs) {
      this.#want(...fail(state.turn, stuck(state.kind)));
      this.#stop(state.turn, 'failed', atMs);
    } else if (state.kind === 'paused' && !this.#someoneIsHeard() && atMs >= (state.resumeAtMs ?? Infinity)) {
      const deadlineMs = atMs + this.#options.replyDeadlineMs + this.#options.speakingDeadlineMs;
      this.#state = { kind: 'speaking', turn: state.turn, deadlineMs };
      this.#want({ type: 'resume-speech', turnId: state.turn.id });
    }
  }

  #want(...effects: readonly FloorEffect[]): void {
    this.#effects.push(...effects);
  }

  #someoneIsHeard(): boolean {
    return this.#lanes.someoneSpeaks || this.#lanes.someoneIsTranscribed;
  }

  #turnState(): TurnState | undefined {
    return 'turn' in this.#state ? this.#state : undefined;
  }

  /** Gives the floor to whom it belongs when no turn holds it. */
  #settle(atMs: number): void {
    if (this.#turnState()) return;
    if (this.#lanes.someoneSpeaks) this.#state = { kind: 'hearing' };
    else if (this.#lanes.someoneIsTranscribed) this.#state = { kind: 'deciding' };
    else if (!this.#startReply(atMs) && !this.#startAnnouncement(atMs)) this.#state = { kind: 'listening' };
  }

  #startReply(atMs: number): boolean {
    const heard = this.#agenda.takeSpeeches();
    if (heard.length === 0) return false;
    const turn = this.#begin(heard, atMs);
    const transcripts = heard.map((speech) => speech.transcript);
    this.#want({ type: 'ask-model', turnId: turn.id, transcripts });
    return true;
  }

  #startAnnouncement(atMs: number): boolean {
    const text = this.#agenda.takeAnnouncement();
    if (text === undefined) return false;
    const turn = this.#begin([], atMs, text);
    this.#want(...sayAnnouncement(turn, text, atMs));
    return true;
  }

  #begin(heard: readonly HeardSpeech[], atMs: number, announcement?: string): ActiveTurn {
    this.#turnCount += 1;
    const turn = beginTurn({
      id: `turn-${this.#turnCount}`,
      heard,
      ...(announcement !== undefined && { announcement }),
      discardedReplies: this.#discardedReplies,
    });
    this.#state = { kind: 'thinking', turn, deadlineMs: atMs + this.#options.replyDeadlineMs };
    return turn;
  }
}

function stuck(step: string): AppError {
  return new AppError('TURN_STUCK', {
    message: `A turn made no progress while ${step} and was given up.`,
    context: { step },
  });
}
