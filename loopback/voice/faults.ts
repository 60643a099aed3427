import {
  isImmediateFault,
  VOICE_FAULTS,
  type ImmediateFaultName,
  type VoiceFault,
  type VoiceFaultName,
} from './fault-names.ts';

/** What a fault that strikes is told: its parameters, and chances that its seed decides. */
export interface FaultStrike extends Required<Pick<VoiceFault, 'delayMs' | 'code' | 'count'>> {
  /** The next chance, 0 (inclusive) to 1 (exclusive). */
  chance(): number;
}

/** A fault that is armed, and how many strikes it has left (`undefined`: until it is cleared). */
export interface ArmedFault extends VoiceFault {
  readonly strikesLeft: number | undefined;
  readonly strikes: number;
}

interface Armed {
  readonly fault: VoiceFault;
  readonly strike: FaultStrike;
  strikesLeft: number | undefined;
  strikes: number;
}

/** Does a fault at once. */
export type PerformFault = (name: ImmediateFaultName, fault: VoiceFault, strike: FaultStrike) => void;

/** Mulberry32: a small generator of 32-bit chances, good enough to choose packets. */
export function createChances(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/**
 * The faults of one room. A fault of the trigger `now` is done at once; the others wait for their
 * occasion. Which packets a rate strikes depends on the seed alone.
 */
export class VoiceFaults {
  readonly #armed: Armed[] = [];
  readonly #perform: PerformFault;

  /** `perform` does the faults of the trigger `now`. */
  constructor(perform: PerformFault) {
    this.#perform = perform;
  }

  /** What waits for its occasion, oldest first. */
  get armed(): readonly ArmedFault[] {
    return this.#armed.map(({ fault, strikesLeft, strikes }) => ({ ...fault, strikesLeft, strikes }));
  }

  /**
   * Arms a fault, or does it.
   *
   * @throws UserError `LOOPBACK_USAGE` when a fault of the trigger `now` cannot be done, say because the
   *   bot is not in the room.
   */
  use(fault: VoiceFault): void {
    const row = VOICE_FAULTS[fault.name];
    // A rate runs until it is cleared; the table's `times` holds for single strikes.
    const { times, ...defaults }: VoiceFault = { name: fault.name, ...row.defaults };
    const told = {
      ...defaults,
      ...(fault.rate === undefined && times !== undefined ? { times } : {}),
      ...fault,
    };
    const { delayMs = 0, code = 0, count = 1, seed = 1 } = told;
    const strike: FaultStrike = { delayMs, code, count, chance: createChances(seed) };
    if (isImmediateFault(fault.name)) this.#perform(fault.name, told, strike);
    else this.#armed.push({ fault: told, strike, strikesLeft: told.times, strikes: 0 });
  }

  /** Disarms a fault by its name, or all of them. */
  clear(name?: VoiceFaultName): void {
    const kept = name === undefined ? [] : this.#armed.filter(({ fault }) => fault.name !== name);
    this.#armed.splice(0, this.#armed.length, ...kept);
  }

  /** Asks at an occasion whether the fault strikes; the answer counts as a strike. */
  strike(name: VoiceFaultName, userId?: string): FaultStrike | undefined {
    for (const armed of this.#armed) {
      const { fault, strike } = armed;
      if (fault.name !== name || (fault.userId !== undefined && fault.userId !== userId)) continue;
      if (fault.rate !== undefined && strike.chance() >= fault.rate) continue;
      armed.strikes += 1;
      if (armed.strikesLeft !== undefined) {
        armed.strikesLeft -= 1;
        if (armed.strikesLeft <= 0) this.#armed.splice(this.#armed.indexOf(armed), 1);
      }
      return strike;
    }
    return undefined;
  }
}
