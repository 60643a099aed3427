import { AppError } from '#core';
import type { HearingEvent, Utterance } from '#hearing';
import { createClauseSplitter } from '#speaking';
import { isBackchannel } from './backchannel.ts';
import type { FloorEffect } from './floor-effect.ts';
import type { FloorEvent } from './floor-event.ts';
import type { FloorOptions } from './floor-options.ts';
import type { ActiveTurn, EndingState, FloorState, HeardSpeech, TurnState } from './floor-state.ts';
import type { ClauseHearing, EndedTurn, TurnOutcome } from './turn.ts';

/** Longest wait for the playout to confirm that a stopped turn is silent. */
const ENDING_DEADLINE_MS = 2000;

interface Transcribing {
  readonly utterance: Utterance;
  readonly endpointMs: number;
  readonly deadlineMs: number;
}

/**
 * Who has the floor of one call: the single owner of its turns.
 *
 * Pure and synchronous: events with their times go in, effects come out, and the same events in the
 * same order give the same effects. It has no timers; {@link Floor.deadlineMs} says when it wants a
 * `tick`.
 */
export class Floor {
  readonly #options: FloorOptions;
  /** Voiced ms so far of everybody who is speaking now. */
  readonly #talking = new Map<string, number>();
  readonly #transcribing = new Map<string, Transcribing>();
  #pending: HeardSpeech[] = [];
  #announcements: string[] = [];
  #discardedReplies = 0;
  #turnCount = 0;
  #state: FloorState = { kind: 'listening' };
  #effects: FloorEffect[] = [];

  constructor(options: FloorOptions) {
    this.#options = options;
  }

  get state(): FloorState {
    return this.#state;
  }

  /** When the floor wants its next `tick` at the latest; undefined when it waits for nothing. */
  deadlineMs(): number | undefined {
    const deadlines = [...this.#transcribing.values()].map((entry) => entry.deadlineMs);
    if ('deadlineMs' in this.#state) deadlines.push(this.#state.deadlineMs);
    if (this.#state.kind === 'paused' && this.#state.resumeAtMs !== undefined && !this.#someoneIsHeard()) {
      deadlines.push(this.#state.resumeAtMs);
    }
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
        return this.#takeAnnouncement(event.text);
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
        this.#talking.set(hearing.userId, 0);
        return;
      case 'speech-progress':
        this.#talking.set(hearing.userId, hearing.voicedMs);
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
        this.#transcribing.set(utterance.id, { utterance, endpointMs: atMs, deadlineMs });
        this.#effects.push({ type: 'transcribe', utterance });
      }
    }
  }

  #takeSilence(userId: string, atMs: number): void {
    this.#talking.delete(userId);
    if (this.#state.kind === 'paused') this.#state.resumeAtMs = atMs + this.#options.resumeAfterMs;
  }

  /** The barge-in ladder. */
  #takeOverlap(voicedMs: number, atMs: number): void {
    const state = this.#state;
    if (state.kind === 'thinking') {
      const mayDiscard = this.#discardedReplies < this.#options.maxDiscardedReplies;
      if (mayDiscard && voicedMs >= this.#options.discardAfterVoicedMs) this.#discard(state.turn, atMs);
    } else if (state.kind === 'speaking' && voicedMs >= this.#options.pauseAfterVoicedMs) {
      const deadlineMs = atMs + this.#options.pausedDeadlineMs;
      this.#state = { kind: 'paused', turn: state.turn, resumeAtMs: undefined, deadlineMs };
      this.#effects.push({ type: 'pause-speech', turnId: state.turn.id });
    } else if (state.kind === 'paused' && voicedMs >= this.#options.stopAfterVoicedMs) {
      this.#stop(state.turn, 'interrupted', atMs);
    }
  }

  #takeTranscription(event: Extract<FloorEvent, { type: 'transcribed' | 'transcription-failed' }>): void {
    const utteranceId = event.type === 'transcribed' ? event.transcript.utteranceId : event.utteranceId;
    const entry = this.#transcribing.get(utteranceId);
    if (!entry) return;
    this.#transcribing.delete(utteranceId);
    if (event.type === 'transcription-failed') {
      this.#effects.push({ type: 'report', error: event.error, userIds: [entry.utterance.userId] });
      return;
    }
    const { transcript, atMs } = event;
    if (transcript.text === '') return;
    const overlapsReply = this.#state.kind === 'speaking' || this.#state.kind === 'paused';
    if (overlapsReply && isBackchannel(transcript.text)) return;
    const { startMs, endMs } = entry.utterance;
    this.#pending.push({ transcript, startMs, endMs, endpointMs: entry.endpointMs, transcribedMs: atMs });
    this.#pending.sort((one, other) => one.startMs - other.startMs);
    this.#pending.splice(0, this.#pending.length - this.#options.maxPending);
    if (this.#state.kind === 'paused') {
      this.#stop(this.#state.turn, 'interrupted', atMs);
    } else if (this.#state.kind === 'thinking' && this.#continues(this.#state.turn, transcript.userId)) {
      this.#discard(this.#state.turn, atMs);
    }
  }

  /** True when the one who is about to be answered has said more. */
  #continues(turn: ActiveTurn, userId: string): boolean {
    const isAddressed = turn.heard.some((speech) => speech.transcript.userId === userId);
    return isAddressed && this.#discardedReplies < this.#options.maxDiscardedReplies;
  }

  #takeAnnouncement(text: string): void {
    this.#announcements.push(text);
    this.#announcements.splice(0, this.#announcements.length - this.#options.maxAnnouncements);
  }

  #takeHush(atMs: number): void {
    this.#pending = [];
    this.#announcements = [];
    for (const utteranceId of this.#transcribing.keys()) {
      this.#effects.push({ type: 'cancel-transcription', utteranceId });
    }
    this.#transcribing.clear();
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
        turn.replyText += event.text;
        turn.timings = { firstTokenMs: event.atMs, ...turn.timings };
        for (const clause of turn.splitter.push(event.text)) this.#say(turn, clause, event.atMs);
        return;
      case 'reply-complete':
        for (const clause of turn.splitter.end()) this.#say(turn, clause, event.atMs);
        return this.#endSpeech(turn);
      case 'reply-failed':
        this.#fail(turn, event.error);
        // What was complete before the break is said; the rest of a sentence is not.
        return turn.clauses.length > 0 ? this.#endSpeech(turn) : this.#stop(turn, 'failed', event.atMs);
      case 'clause-audio':
        turn.timings = { firstAudioMs: event.atMs, ...turn.timings };
        if (state.kind === 'speaking') state.deadlineMs += event.durationMs;
        return;
      case 'clause-failed':
        turn.unspoken = true;
        return this.#fail(turn, event.error);
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

  #say(turn: ActiveTurn, clause: ActiveTurn['clauses'][number], atMs: number): void {
    turn.clauses.push(clause);
    turn.timings = { firstClauseMs: atMs, ...turn.timings };
    this.#effects.push({ type: 'say-clause', turnId: turn.id, clause });
  }

  #endSpeech(turn: ActiveTurn): void {
    turn.speechEnded = true;
    this.#effects.push({ type: 'end-speech', turnId: turn.id });
  }

  #fail(turn: ActiveTurn, error: AppError): void {
    if (turn.error) return;
    turn.error = error;
    const userIds = [...new Set(turn.heard.map((speech) => speech.transcript.userId))];
    this.#effects.push({ type: 'report', error, userIds });
  }

  #takePlaybackEnd(state: TurnState, atMs: number, progress: readonly ClauseHearing[]): void {
    const { turn } = state;
    const outcome = state.kind === 'ending' ? state.outcome : turn.error ? 'failed' : 'done';
    const wasUnheard = turn.timings.firstPacketMs === undefined && state.kind !== 'ending';
    if ((turn.unspoken || wasUnheard) && turn.replyText.trim() !== '') {
      this.#effects.push({ type: 'post-text', turnId: turn.id, text: turn.replyText.trim() });
    }
    this.#endTurn(turn, outcome, atMs, progress);
  }

  #endTurn(turn: ActiveTurn, outcome: TurnOutcome, atMs: number, progress: readonly ClauseHearing[]): void {
    const heardMs = progress.reduce((sum, clause) => sum + clause.playedMs, 0);
    const ended: EndedTurn = {
      id: turn.id,
      transcripts: turn.heard.map((speech) => speech.transcript),
      replyText: turn.replyText,
      clauses: turn.clauses,
      timings: { ...turn.timings, endMs: atMs, heardMs },
      outcome,
      progress,
      ...(turn.error && { error: turn.error }),
    };
    this.#effects.push({ type: 'turn-ended', turn: ended });
    if (outcome !== 'discarded') this.#discardedReplies = 0;
    this.#state = { kind: 'listening' };
  }

  #stop(turn: ActiveTurn, outcome: EndingState['outcome'], atMs: number): void {
    this.#state = { kind: 'ending', turn, outcome, deadlineMs: atMs + ENDING_DEADLINE_MS };
    this.#effects.push({ type: 'stop-turn', turnId: turn.id });
  }

  /** Throws away a reply that nobody heard yet; what it answered is answered together with what follows. */
  #discard(turn: ActiveTurn, atMs: number): void {
    this.#discardedReplies += 1;
    this.#pending.unshift(...turn.heard);
    if (turn.announcement !== undefined) this.#announcements.unshift(turn.announcement);
    this.#stop(turn, 'discarded', atMs);
  }

  // --- time ---

  #takeTick(atMs: number): void {
    for (const [utteranceId, entry] of this.#transcribing) {
      if (atMs < entry.deadlineMs) continue;
      this.#transcribing.delete(utteranceId);
      this.#effects.push({ type: 'cancel-transcription', utteranceId });
      this.#effects.push({ type: 'report', error: stuck('deciding'), userIds: [entry.utterance.userId] });
    }
    const state = this.#turnState();
    if (!state) return;
    if (state.kind === 'ending') {
      if (atMs < state.deadlineMs) return;
      this.#fail(state.turn, stuck('ending'));
      this.#endTurn(state.turn, 'failed', atMs, []);
    } else if (atMs >= state.deadlineMs) {
      this.#fail(state.turn, stuck(state.kind));
      this.#stop(state.turn, 'failed', atMs);
    } else if (state.kind === 'paused' && !this.#someoneIsHeard() && atMs >= (state.resumeAtMs ?? Infinity)) {
      const deadlineMs = atMs + this.#options.replyDeadlineMs + this.#options.speakingDeadlineMs;
      this.#state = { kind: 'speaking', turn: state.turn, deadlineMs };
      this.#effects.push({ type: 'resume-speech', turnId: state.turn.id });
    }
  }

  #someoneIsHeard(): boolean {
    return this.#talking.size > 0 || this.#transcribing.size > 0;
  }

  #turnState(): TurnState | undefined {
    return 'turn' in this.#state ? this.#state : undefined;
  }

  /** Gives the floor to whom it belongs when no turn holds it. */
  #settle(atMs: number): void {
    if (this.#turnState()) return;
    if (this.#talking.size > 0) this.#state = { kind: 'hearing' };
    else if (this.#transcribing.size > 0) this.#state = { kind: 'deciding' };
    else if (this.#pending.length > 0) this.#startReply(atMs);
    else if (this.#announcements.length > 0) this.#startAnnouncement(atMs);
    else this.#state = { kind: 'listening' };
  }

  #startReply(atMs: number): void {
    const heard = this.#pending;
    this.#pending = [];
    const last = heard.reduce((latest, speech) => (speech.endMs > latest.endMs ? speech : latest));
    const turn = this.#begin(heard, atMs);
    turn.timings = {
      ...turn.timings,
      speechStartMs: Math.min(...heard.map((speech) => speech.startMs)),
      speechEndMs: last.endMs,
      endpointMs: last.endpointMs,
      transcriptMs: last.transcribedMs,
    };
    const transcripts = heard.map((speech) => speech.transcript);
    this.#effects.push({ type: 'ask-model', turnId: turn.id, transcripts });
  }

  #startAnnouncement(atMs: number): void {
    const text = this.#announcements.shift() ?? '';
    const turn = this.#begin([], atMs, text);
    turn.replyText = text;
    for (const clause of [...turn.splitter.push(text), ...turn.splitter.end()]) this.#say(turn, clause, atMs);
    this.#endSpeech(turn);
  }

  #begin(heard: readonly HeardSpeech[], atMs: number, announcement?: string): ActiveTurn {
    this.#turnCount += 1;
    const turn: ActiveTurn = {
      id: `turn-${this.#turnCount}`,
      heard,
      ...(announcement !== undefined && { announcement }),
      splitter: createClauseSplitter(),
      clauses: [],
      replyText: '',
      speechEnded: false,
      unspoken: false,
      timings: { heardMs: 0, discardedReplies: this.#discardedReplies },
    };
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
