/** What a fault can be told; which of these count is in {@link VOICE_FAULTS}. */
export interface VoiceFaultParameters {
  /** Strikes on so many occasions and is over then. */
  readonly times?: number;
  /** Strikes on this share of the occasions (0–1), until it is cleared or `times` is used up. */
  readonly rate?: number;
  /** Seed of the chances; the same seed strikes the same packets. Default 1. */
  readonly seed?: number;
  /** How late, in milliseconds. */
  readonly delayMs?: number;
  /** A websocket close code. */
  readonly code?: number;
  /** How many packets one strike makes. */
  readonly count?: number;
  /** Only this member's packets. */
  readonly userId?: string;
}

/** When a fault strikes: with packets towards the bot, with something the bot or a member does, or at once. */
export type VoiceFaultTrigger = 'packet' | 'occasion' | 'now';

/** One row of the fault table. */
export interface VoiceFaultRow {
  readonly trigger: VoiceFaultTrigger;
  /** What is used when the caller says nothing. No `times` and no `rate` means: until it is cleared. */
  readonly defaults: VoiceFaultParameters;
  /** What happens on the wire, for a person, in one line. */
  readonly meaning: string;
}

type RowOf<Trigger extends VoiceFaultTrigger> = VoiceFaultRow & { readonly trigger: Trigger };

const packet = (meaning: string, defaults: VoiceFaultParameters = {}): RowOf<'packet'> => ({
  trigger: 'packet',
  defaults: { times: 1, ...defaults },
  meaning,
});
const occasion = (meaning: string, defaults: VoiceFaultParameters = {}): RowOf<'occasion'> => ({
  trigger: 'occasion',
  defaults,
  meaning,
});
const now = (meaning: string, defaults: VoiceFaultParameters = {}): RowOf<'now'> => ({
  trigger: 'now',
  defaults,
  meaning,
});

/** Everything that can go wrong on purpose, by name. */
export const VOICE_FAULTS = {
  loss: packet('A packet to the bot is lost; its sequence number is used up.'),
  jitter: packet('A packet to the bot is late by 0 to delayMs; the order stays.', { delayMs: 60 }),
  reorder: packet('A packet to the bot arrives after its successor, at most delayMs late.', { delayMs: 60 }),
  duplicate: packet('A packet to the bot arrives twice.'),
  'padding-only': packet('A burst of count packets without payload precedes the packet.', { count: 50 }),
  'corrupt-transport': packet('The transport tag of a packet to the bot is wrong.'),
  'corrupt-frame': packet('The packet is sound, but the end-to-end encrypted frame in it is damaged.'),
  'all-zero-frame': packet('The packet holds zeros instead of a frame.'),
  'clear-frame': packet('The frame is not end-to-end encrypted, although it should be.'),
  csrc: packet('The packet names a contributing source.'),
  'long-packet': packet('Three frames travel as one packet of 60 ms, with the time of the first.'),
  'timestamp-jump': packet('From the packet on, timestamps are delayMs ahead.', { delayMs: 10_000 }),

  'late-speaking': occasion('The bot is told delayMs late that a member speaks; the audio is on time.', {
    times: 1,
    delayMs: 200,
  }),
  'close-on-identify': occasion('Identifying is answered with a close code.', { code: 4006 }),
  'lost-discovery': occasion('A question for the own address is lost.', { times: 1 }),
  'late-keys': occasion("The bot's key package arrives delayMs late; until then it is not in the group.", {
    times: 1,
    delayMs: 1500,
  }),
  'late-resume': occasion('Resuming is answered delayMs late, audio goes on.', { times: 1, delayMs: 1000 }),
  'proposal-before-clients-connect': occasion(
    'The bot is asked to add a member to the group delayMs before it is told that the member is there.',
    { times: 1, delayMs: 500 },
  ),
  'no-heartbeat-ack': occasion('Heartbeats are not answered.'),
  'udp-dead': occasion('No datagram passes in either direction.'),
  'commit-race': occasion("A member's commit arrives just before the bot's.", { times: 1 }),

  close: now('The voice websocket is closed with a code.', { code: 4006 }),
  'ssrc-change': now('A member, or each of them, leaves and joins again with a new SSRC.'),
  'wrong-epoch-proposal': now('The bot gets a proposal for an epoch that is not the current one.'),
  'external-sender-at-v0': now(
    'The bot gets an external sender although the call is not end-to-end encrypted.',
  ),
  'invalid-transition': now('The bot is told of a commit that it cannot process.'),
  'short-datagram': now('The bot gets a datagram that is too short for a packet.'),
  downgrade: now('The call goes on without end-to-end encryption.'),
  upgrade: now('The call goes on with end-to-end encryption.'),
} as const satisfies Record<string, VoiceFaultRow>;

/** The closed set of faults. */
export type VoiceFaultName = keyof typeof VOICE_FAULTS;

/** The faults that are done at once. */
export type ImmediateFaultName = {
  [Name in VoiceFaultName]: (typeof VOICE_FAULTS)[Name]['trigger'] extends 'now' ? Name : never;
}[VoiceFaultName];

/** True for a fault that is done at once. */
export function isImmediateFault(name: VoiceFaultName): name is ImmediateFaultName {
  return VOICE_FAULTS[name].trigger === 'now';
}

/** A fault together with what it is told. */
export interface VoiceFault extends VoiceFaultParameters {
  readonly name: VoiceFaultName;
}

/** All names in the order of the table. */
export const VOICE_FAULT_NAMES = Object.keys(VOICE_FAULTS) as readonly VoiceFaultName[];

/** True for a name in {@link VOICE_FAULTS}. */
export function isVoiceFaultName(name: string): name is VoiceFaultName {
  return Object.hasOwn(VOICE_FAULTS, name);
}
