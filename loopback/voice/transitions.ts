import { Timers } from './timers.ts';

/** How long the gateway waits for everybody before it executes a transition. */
const TIMEOUT_MS = 2000;
const MAX_TRANSITION_ID = 0xffff;

interface Transition {
  readonly waiting: Set<string>;
  readonly cancelTimeout: () => void;
}

/** Paces the transitions of a call: each is executed when all are ready for it, or after two seconds. */
export class Transitions {
  readonly #running = new Map<number, Transition>();
  readonly #timers = new Timers();
  readonly #execute: (transitionId: number) => void;
  #nextId: number;

  /** `execute` tells everybody (opcode 22). */
  constructor(firstId: number, execute: (transitionId: number) => void) {
    this.#nextId = firstId;
    this.#execute = execute;
  }

  /** The next id, at least `atLeast`; 0 only as the first of a call. */
  takeId(atLeast = 0): number {
    const id = Math.max(this.#nextId, atLeast);
    this.#nextId = id === MAX_TRANSITION_ID ? 1 : id + 1;
    return id;
  }

  /** Sees to it that the id 0, which means at once, is not used any more. */
  leaveZero(): void {
    this.#nextId = Math.max(1, this.#nextId);
  }

  /** Waits for these people. Id 0 needs nobody's word and is not executed by opcode 22. */
  begin(transitionId: number, userIds: readonly string[]): void {
    if (transitionId === 0) return;
    const cancelTimeout = this.#timers.after(TIMEOUT_MS, () => this.#finish(transitionId));
    this.#running.set(transitionId, { waiting: new Set(userIds), cancelTimeout });
  }

  /** Somebody is ready (opcode 23). */
  ready(userId: string, transitionId: number): void {
    const transition = this.#running.get(transitionId);
    if (transition?.waiting.delete(userId) && transition.waiting.size === 0) this.#finish(transitionId);
  }

  /** Somebody is not to be waited for any more. */
  drop(userId: string): void {
    for (const transitionId of this.#running.keys()) this.ready(userId, transitionId);
  }

  /** True while a transition waits for somebody. */
  waitsFor(userId: string): boolean {
    return [...this.#running.values()].some(({ waiting }) => waiting.has(userId));
  }

  close(): void {
    this.#timers.clear();
  }

  #finish(transitionId: number): void {
    this.#running.get(transitionId)?.cancelTimeout();
    this.#running.delete(transitionId);
    this.#execute(transitionId);
  }
}
