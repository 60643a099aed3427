import { AppError } from '#core';
import { addressees, beginTurn, endedTurn, type ActiveTurn } from './active-turn.ts';
import { Agenda } from './agenda.ts';
import type { FloorEffect } from './floor-effect.ts';
import type { FloorOptions } from './floor-options.ts';
import type { EndingState, FloorState, TurnState } from './floor-state.ts';
import { SpeakerLanes, type HeardSpeech } from './speaker-lanes.ts';
import { NO_WASTE, type ClauseHearing, type TurnOutcome, type Waste } from './turn.ts';

/** Longest wait for the playout to confirm that a stopped turn is silent. */
const ENDING_DEADLINE_MS = 2000;

const HOUR_MS = 3_600_000;

/** What a floor owns, and the steps from one of its states to another. Only the floor's own files use it. */
export class FloorCore {
  options: FloorOptions;
  readonly lanes = new SpeakerLanes();
  readonly agenda: Agenda;
  state: FloorState = { kind: 'listening' };
  /** In the call, the bot not among them, as far as was told. */
  people = 0;
  #effects: FloorEffect[] = [];
  #waste: Waste = NO_WASTE;
  /** When the bot was last heard, before the turn that holds the floor now. */
  #lastHeardMs: number | undefined;
  #turnCount = 0;
  #hushedAtMs = -Infinity;
  /** When a reply was thrown away that was asked for before the end of a turn was certain. */
  #wastedAtMs: readonly number[] = [];

  constructor(options: FloorOptions) {
    this.options = options;
    this.agenda = new Agenda(options.maxPending, options.maxAnnouncements);
  }

  want(...effects: readonly FloorEffect[]): void {
    this.#effects.push(...effects);
  }

  /** Takes out what is to be done. */
  takeEffects(): readonly FloorEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  get turnState(): TurnState | undefined {
    return 'turn' in this.state ? this.state : undefined;
  }

  /** True while the reply is on its way to the listeners' ears, held or not. */
  get isAudible(): boolean {
    return this.state.kind === 'speaking' || this.state.kind === 'paused';
  }

  get lastHeardMs(): number | undefined {
    return this.#lastHeardMs;
  }

  get someoneIsHeard(): boolean {
    return this.lanes.someoneSpeaks || this.lanes.someoneIsTranscribed;
  }

  get mayDiscard(): boolean {
    return this.#waste.discardedReplies < this.options.maxDiscardedReplies;
  }

  maySpeculate(atMs: number): boolean {
    const { speculation, maxSpeculations, maxSpeculationsWastedPerHour } = this.options;
    if (speculation !== 'reply' || this.#waste.discardedSpeculations >= maxSpeculations) return false;
    return (
      this.#wastedAtMs.filter((wastedMs) => atMs - wastedMs < HOUR_MS).length < maxSpeculationsWastedPerHour
    );
  }

  /** Nothing that was said until now is answered. */
  hush(atMs: number): void {
    this.#hushedAtMs = atMs;
  }

  /** True for what was said before somebody asked for quiet, however late its end was noticed. */
  isHushed(speech: { readonly endMs: number }): boolean {
    return speech.endMs <= this.#hushedAtMs;
  }

  /** What this person says while a turn runs is said to the bot for certain. */
  isMeant(userId: string, turn: ActiveTurn): boolean {
    const { addressing, ownerIds } = this.options;
    const isOnlyOne = addressing === 'always' || this.people <= 1;
    return isOnlyOne || ownerIds.includes(userId) || addressees(turn).includes(userId);
  }

  begin(heard: readonly HeardSpeech[], announcement?: string): ActiveTurn {
    this.#turnCount += 1;
    const id = `turn-${this.#turnCount}`;
    return beginTurn({
      speechLanguage: this.options.speechLanguage,
      maxSpokenCharacters: this.options.maxSpokenCharacters,
      id,
      heard,
      waste: this.#waste,
      ...(announcement !== undefined && { announcement }),
    });
  }

  /** Stops what a turn does; `playback-ended` follows. */
  stop(turn: ActiveTurn, outcome: EndingState['outcome'], atMs: number): void {
    this.state = { kind: 'ending', turn, outcome, deadlineMs: atMs + ENDING_DEADLINE_MS };
    this.want({ type: 'stop-turn', turnId: turn.id, isDiscarded: outcome === 'discarded' });
  }

  /** Throws away a reply that nobody heard yet; what it answered is answered together with what follows. */
  discard(turn: ActiveTurn, atMs: number): void {
    this.#waste = {
      ...this.#waste,
      discardedReplies: this.#waste.discardedReplies + 1,
      discardedCharacters: this.#waste.discardedCharacters + turn.replyText.length,
    };
    this.agenda.addSpeech(...turn.heard);
    if (turn.announcement !== undefined) this.agenda.announceAgain(turn.announcement);
    this.stop(turn, 'discarded', atMs);
  }

  /** Throws away a reply to what nobody has finished saying. */
  discardSpeculation(turn: ActiveTurn, atMs: number): void {
    const { maxSpeculationsWastedPerHour } = this.options;
    this.#wastedAtMs = [...this.#wastedAtMs, atMs].slice(-maxSpeculationsWastedPerHour);
    this.#waste = {
      ...this.#waste,
      discardedSpeculations: this.#waste.discardedSpeculations + 1,
      discardedCharacters: this.#waste.discardedCharacters + turn.replyText.length,
    };
    this.stop(turn, 'discarded', atMs);
  }

  /** A transcript was begun for nothing. */
  discardTranscript(): void {
    this.#waste = { ...this.#waste, discardedTranscripts: this.#waste.discardedTranscripts + 1 };
  }

  endTurn(turn: ActiveTurn, outcome: TurnOutcome, atMs: number, progress: readonly ClauseHearing[]): void {
    if (outcome !== 'discarded') {
      turn.timings = { ...turn.timings, ...this.#waste };
      this.#waste = NO_WASTE;
    }
    this.want({ type: 'turn-ended', turn: endedTurn(turn, { outcome, atMs, progress }) });
    if (turn.timings.firstPacketMs !== undefined) this.#lastHeardMs = atMs;
    this.state = { kind: 'listening' };
  }
}

/** A step made no progress in its time. */
export function stuck(step: string): AppError {
  return new AppError('TURN_STUCK', {
    message: `A turn made no progress while ${step} and was given up.`,
    context: { step },
  });
}
