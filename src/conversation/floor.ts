import type { FloorEffect } from './floor-effect.ts';
import type { FloorEvent } from './floor-event.ts';
import { FloorCore, stuck } from './floor-core.ts';
import type { FloorOptions } from './floor-options.ts';
import type { EndingState, FloorState, TurnState } from './floor-state.ts';
import { dropSpeculation, startSpeculation } from './speculation.ts';
import { takeHearing, takeSilence } from './take-hearing.ts';
import { takeProgress } from './take-progress.ts';
import { takeTranscription, takeWriting } from './take-transcript.ts';
import { fail, sayAnnouncement } from './turn-steps.ts';

/**
 * Who has the floor of one call: the single owner of its turns.
 *
 * Pure and synchronous: events with their times go in, effects come out, and the same events in the
 * same order give the same effects. It has no timers; {@link Floor.deadlineMs} says when it wants a
 * `tick`.
 */
export class Floor {
  readonly #core: FloorCore;

  constructor(options: FloorOptions) {
    this.#core = new FloorCore(options);
  }

  get state(): FloorState {
    return this.#core.state;
  }

  /** Changes the rules, from the next event on. */
  setOptions(options: Partial<FloorOptions>): void {
    this.#core.options = { ...this.#core.options, ...options };
  }

  /** When the floor wants its next `tick` at the latest; undefined when it waits for nothing. */
  deadlineMs(): number | undefined {
    const { state, lanes, agenda, options, someoneIsHeard } = this.#core;
    const deadlines = [
      lanes.deadlineMs(options.hearingDeadlineMs),
      'deadlineMs' in state ? state.deadlineMs : undefined,
      state.kind === 'paused' && !someoneIsHeard ? state.resumeAtMs : undefined,
      state.kind === 'listening' ? agenda.waitsUntilMs : undefined,
    ].filter((deadlineMs) => deadlineMs !== undefined);
    return deadlines.length === 0 ? undefined : Math.min(...deadlines);
  }

  /** Takes one event and says what is to be done about it, in order. */
  handle(event: FloorEvent): readonly FloorEffect[] {
    this.#take(event);
    this.#settle(event.atMs);
    return this.#core.takeEffects();
  }

  #take(event: FloorEvent): void {
    const core = this.#core;
    switch (event.type) {
      case 'heard':
        core.people = event.people;
        return takeHearing(core, event.hearing, event.atMs);
      case 'speaker-left':
        return takeSilence(core, event.userId, event.atMs);
      case 'transcribed':
        core.people = event.people;
        return takeTranscription(core, event);
      case 'transcription-failed':
        return takeTranscription(core, event);
      case 'written':
        return takeWriting(core, event.said, event.atMs);
      case 'say':
        return core.agenda.announce(event.text);
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
        const state = core.turnState;
        // A stopped turn's last words may still be on their way.
        if (state?.turn.id === event.turnId) takeProgress(core, state, event);
      }
    }
  }

  #takeHush(atMs: number): void {
    const core = this.#core;
    core.agenda.clear();
    core.hush(atMs);
    for (const utteranceId of core.lanes.settleAll())
      core.want({ type: 'cancel-transcription', utteranceId });
    const state = core.turnState;
    if (!state || state.kind === 'ending') return;
    core.stop(state.turn, core.isAudible ? 'interrupted' : 'discarded', atMs);
  }

  #takeTick(atMs: number): void {
    const core = this.#core;
    for (const { utterance } of core.lanes.settleLate(atMs)) {
      core.want({ type: 'cancel-transcription', utteranceId: utterance.id });
      core.want({ type: 'report', error: stuck('deciding'), userIds: [utterance.userId] });
      dropSpeculation(core, utterance.userId, atMs);
    }
    for (const userId of core.lanes.overdue(atMs, core.options.hearingDeadlineMs)) {
      core.want({ type: 'report', error: stuck('hearing'), userIds: [userId] });
      takeSilence(core, userId, atMs);
    }
    const state = core.turnState;
    if (!state) return;
    if (state.kind === 'ending') {
      if (atMs < state.deadlineMs) return;
      core.want(...fail(state.turn, stuck('ending')));
      core.endTurn(state.turn, 'failed', atMs, []);
    } else if (atMs >= state.deadlineMs) {
      this.#giveUp(state, atMs);
    } else if (state.kind === 'paused' && !core.someoneIsHeard && atMs >= (state.resumeAtMs ?? Infinity)) {
      const deadlineMs = atMs + core.options.replyDeadlineMs + core.options.speakingDeadlineMs;
      core.state = { kind: 'speaking', turn: state.turn, deadlineMs };
      core.want({ type: 'resume-speech', turnId: state.turn.id });
    }
  }

  #giveUp(state: Exclude<TurnState, EndingState>, atMs: number): void {
    const core = this.#core;
    // People have talked over it all the time: nothing is broken, the reply is just late now.
    if (state.kind === 'paused' && core.someoneIsHeard) return core.stop(state.turn, 'interrupted', atMs);
    if (state.kind === 'speculating') return dropSpeculation(core, state.userId, atMs);
    core.want(...fail(state.turn, stuck(state.kind)));
    core.stop(state.turn, 'failed', atMs);
  }

  /** Gives the floor to whom it belongs when no turn holds it. */
  #settle(atMs: number): void {
    const core = this.#core;
    if (core.turnState) return;
    if (core.lanes.someoneSpeaks) {
      if (!startSpeculation(core, atMs)) core.state = { kind: 'hearing' };
    } else if (core.lanes.someoneIsTranscribed) core.state = { kind: 'deciding' };
    else if (!this.#startReply(atMs) && !this.#startAnnouncement(atMs)) core.state = { kind: 'listening' };
  }

  #startReply(atMs: number): boolean {
    const core = this.#core;
    const heard = core.agenda.takeSpeeches(atMs);
    if (heard.length === 0) return false;
    const turn = core.begin(heard);
    core.state = { kind: 'thinking', turn, deadlineMs: atMs + core.options.replyDeadlineMs };
    const transcripts = heard.map((speech) => speech.transcript);
    core.want({ type: 'ask-model', turnId: turn.id, transcripts, isHeld: false });
    return true;
  }

  #startAnnouncement(atMs: number): boolean {
    const core = this.#core;
    const text = core.agenda.takeAnnouncement();
    if (text === undefined) return false;
    const turn = core.begin([], text);
    core.state = { kind: 'thinking', turn, deadlineMs: atMs + core.options.replyDeadlineMs };
    core.want(...sayAnnouncement(turn, text, atMs));
    return true;
  }
}
