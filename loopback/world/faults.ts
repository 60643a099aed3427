import { AppError } from '#core';

const row = (description: string, defaultDelayMs = 0): WorldFaultRow => ({ description, defaultDelayMs });

/** What a fault does, for people. */
export interface WorldFaultRow {
  readonly description: string;
  /** Used when none is given; 0 where the fault knows no delay. */
  readonly defaultDelayMs: number;
}

/** Everything that Discord's REST and main gateway can be told to do wrong. */
export const WORLD_FAULTS = {
  'interaction-unknown': row('The answer to an interaction is refused: 404, code 10062.'),
  'rest-500': row('A REST request is answered 500.'),
  'rest-429': row('A REST request is answered 429; retry after the delay.', 300),
  'rest-hang': row('A REST request is never answered.'),
  'commands-refused': row('The registration of commands is refused: 403, code 50001.'),
  'voice-server-first': row('VOICE_SERVER_UPDATE comes before VOICE_STATE_UPDATE.'),
  'voice-state-late': row('VOICE_STATE_UPDATE comes late, after VOICE_SERVER_UPDATE.', 1_000),
  'voice-server-late': row('VOICE_SERVER_UPDATE comes late.', 1_000),
  'voice-join-ignored': row('Op 4 is not answered at all, as for a full channel.'),
  'voice-rejoin-ignored': row('Op 4 for the channel that the bot is in already brings no new voice server.'),
  'gateway-no-heartbeat-ack': row('A heartbeat on the main gateway is not acknowledged.'),
  'gateway-resume-refused': row('A resume on the main gateway is answered with an invalid session.'),
} as const satisfies Record<string, WorldFaultRow>;

/** The closed set of faults. */
export type WorldFaultName = keyof typeof WORLD_FAULTS;

/** How a fault is used. */
export interface WorldFaultUse {
  /** How often it strikes, `Infinity` for always; 1 when absent. */
  readonly times?: number;
  readonly delayMs?: number;
}

/** The faults that wait for their turn. One owner: the world. */
export interface WorldFaults {
  /** Arms a fault; a second use replaces the first. @throws AppError LOOPBACK_USAGE. */
  use(name: WorldFaultName, use?: WorldFaultUse): void;
  /** Disarms one fault, or all. */
  clear(name?: WorldFaultName): void;
  /** Uses the fault up once when it is armed; gives its delay, or `undefined`. */
  take(name: WorldFaultName): { readonly delayMs: number } | undefined;
  /** Armed faults and how often each will still strike. */
  armed(): readonly { readonly name: WorldFaultName; readonly times: number }[];
}

/** True when `name` is a fault of this table. */
export function isWorldFaultName(name: string): name is WorldFaultName {
  return Object.hasOwn(WORLD_FAULTS, name);
}

/** Faults, none armed. */
export function createWorldFaults(): WorldFaults {
  const uses = new Map<WorldFaultName, { times: number; readonly delayMs: number }>();
  return {
    use(name, { times = 1, delayMs = WORLD_FAULTS[name].defaultDelayMs } = {}) {
      if (!(times > 0)) {
        throw new AppError('LOOPBACK_USAGE', {
          message: `A fault strikes at least once, not ${times} times.`,
        });
      }
      uses.set(name, { times, delayMs });
    },
    clear(name) {
      if (name === undefined) uses.clear();
      else uses.delete(name);
    },
    take(name) {
      const use = uses.get(name);
      if (use === undefined) return undefined;
      use.times -= 1;
      if (use.times <= 0) uses.delete(name);
      return { delayMs: use.delayMs };
    },
    armed: () => [...uses].map(([name, use]) => ({ name, times: use.times })),
  };
}
