import { FRAME_MS, type OpusPacket } from './frames.ts';
import { isOpusSilence, opusPacketMs } from './opus-packet.ts';
import { createPacketShelf } from './packet-shelf.ts';
import { addSequence, addTicks, RTP_TICKS_PER_MS, sequenceDelta, timestampDelta } from './rtp.ts';

const FRAME_TICKS = FRAME_MS * RTP_TICKS_PER_MS;
/** Sequence numbers so far behind are a sender that began anew, if a second one follows (RFC 3550, A.1). */
const RESTART_DISTANCE = 200;
/** A sequence that leaps so far ahead is another stream, not a loss. */
const LEAP_PACKETS = 1500;
/** A timestamp that runs so far ahead of the clock was set anew by the sender. */
const LEAP_MS = 1000;
/** A packet that follows one of silence is waited for so long. */
const QUIET_WAIT_MS = 20;
/** A start may be moved back by so many packets that come after their successors. */
const MAX_START_REORDER = 32;

/** How a {@link JitterBuffer} waits and fills. */
export interface JitterBufferOptions {
  /** How long a missing packet is waited for. */
  readonly delayMs?: number;
  /** How far the wait may grow on a network that is worse than `delayMs`. */
  readonly maxDelayMs?: number;
  /** Packets held at most; further ones are refused as `overflow`. */
  readonly maxPackets?: number;
  /** Concealed at most in one gap; the rest of it is silence. */
  readonly maxConcealMs?: number;
  /** Silence after the last packet until the stretch of talk is over. */
  readonly maxSilenceMs?: number;
}

/** What became of a pushed packet. */
export type PushVerdict =
  | 'accepted'
  /** It was here before. */
  | 'duplicate'
  /** Its time has passed; a later packet was played, or its place was filled. */
  | 'late'
  /** The buffer is full; the packet was dropped. */
  | 'overflow'
  /** Accepted; time begins anew with it (new source, a leap, or a stall of the network). */
  | 'resync';

/** One step of sound; `atMs` is the call's time of its first sample. */
export type PlayStep =
  | {
      readonly kind: 'packet';
      readonly packet: OpusPacket;
      readonly atMs: number;
      readonly durationMs: number;
    }
  /** The packet for this step is lost; `next` follows it at once and may carry its copy. */
  | {
      readonly kind: 'recover';
      readonly next: OpusPacket;
      readonly atMs: number;
      readonly durationMs: number;
    }
  | { readonly kind: 'conceal' | 'silence'; readonly atMs: number; readonly durationMs: number }
  /** Nothing is due yet: ask again in a while or after the next packet. */
  | { readonly kind: 'wait' }
  /** The talk is over: nothing to do until the next packet. */
  | { readonly kind: 'idle' };

/** What a {@link JitterBuffer} saw, in packets. */
export interface JitterCounts {
  readonly received: number;
  readonly lost: number;
  readonly duplicates: number;
  readonly late: number;
  readonly overflowed: number;
  readonly resyncs: number;
}

/** Puts one sender's packets in order and finds what is missing. */
export interface JitterBuffer {
  push(packet: OpusPacket): PushVerdict;
  /** The next step that is due at `nowMs`. Call until it says `wait` or `idle`. */
  pull(nowMs: number): PlayStep;
  /** Packets held now. */
  size(): number;
  counts(): JitterCounts;
  /** Drops everything, as if nobody had spoken. */
  reset(): void;
}

/** A stretch of talk: what is due next, by the sender's clock and by ours. */
interface Spurt {
  nextSequence: number;
  /** The sender's time of the next sample. */
  playhead: number;
  /** The call's time of the next sample. */
  atMs: number;
  /** When a packet with the timestamp `playhead` arrives if the network is at its best. */
  expectedAtMs: number;
  /** Before this moment nothing is played, so that the first packets may change places. */
  startAtMs: number;
  started: boolean;
  /** Filled since the last packet. */
  filledMs: number;
  /** Frames filled since the last packet although the sender did not pause. */
  unexplainedFrames: number;
  /** The last packet said that speech ended, so a gap after it needs no concealment. */
  quiet: boolean;
}

const WAIT: PlayStep = { kind: 'wait' };
const IDLE: PlayStep = { kind: 'idle' };

/**
 * Orders one person's packets by RTP sequence and fills what is missing by RTP timestamp.
 *
 * It is pure: time comes in through `arrivedAtMs` and `nowMs`. A packet that follows the one before it
 * is handed out at once; only a gap is waited for (`delayMs`, counted from the moment at which the
 * missing packet would have come on the best transit seen). Sound therefore keeps the sender's spacing
 * whatever the network does, and a gap keeps its length.
 *
 * A packet that comes after its place was filled, while nothing after it was played, is played all the
 * same and what follows moves back in time (`resync`): words are worth more than the exact moment. The
 * time that is lost so is won back in the next pause.
 */
export function createJitterBuffer(options: JitterBufferOptions = {}): JitterBuffer {
  const { delayMs = 60, maxDelayMs = 240, maxPackets = 64 } = options;
  const { maxConcealMs = 100, maxSilenceMs = 2000 } = options;
  const shelf = createPacketShelf(maxPackets);
  const counts = { received: 0, lost: 0, duplicates: 0, late: 0, overflowed: 0, resyncs: 0 };
  let ssrc: number | undefined;
  let spurt: Spurt | undefined;
  let lastPlayedSequence: number | undefined;
  let restartSequence: number | undefined;
  let emittedUntilMs = -Infinity;
  let waitMs = delayMs;

  const begin = (packet: OpusPacket): void => {
    const follows =
      lastPlayedSequence !== undefined && addSequence(lastPlayedSequence, 1) === packet.sequence;
    const lengthMs = opusPacketMs(packet.payload) ?? FRAME_MS;
    spurt = {
      nextSequence: packet.sequence,
      playhead: packet.timestamp,
      atMs: Math.max(packet.arrivedAtMs - lengthMs, emittedUntilMs),
      expectedAtMs: packet.arrivedAtMs,
      startAtMs: follows ? packet.arrivedAtMs : packet.arrivedAtMs + waitMs,
      started: follows,
      filledMs: 0,
      unexplainedFrames: 0,
      quiet: false,
    };
    shelf.clear();
    shelf.put(packet);
  };

  const beginAnew = (packet: OpusPacket): PushVerdict => {
    counts.lost += shelf.size();
    shelf.forget();
    lastPlayedSequence = undefined;
    restartSequence = undefined;
    counts.resyncs += 1;
    begin(packet);
    return 'resync';
  };

  const refuse = (verdict: 'duplicate' | 'late' | 'overflow'): PushVerdict => {
    if (verdict === 'duplicate') counts.duplicates += 1;
    else if (verdict === 'late') counts.late += 1;
    else counts.overflowed += 1;
    return verdict;
  };

  /** A packet from before the one that is due: a copy, a latecomer, or a sender that began anew. */
  const pushOld = (packet: OpusPacket, distance: number): PushVerdict => {
    if (shelf.saw(packet.sequence)) return refuse('duplicate');
    if (distance > -RESTART_DISTANCE) return refuse('late');
    if (restartSequence === packet.sequence) return beginAnew(packet);
    restartSequence = addSequence(packet.sequence, 1);
    return refuse('late');
  };

  const moveStartBack = (current: Spurt, packet: OpusPacket): void => {
    const backMs = timestampDelta(packet.timestamp, current.playhead) / RTP_TICKS_PER_MS;
    current.nextSequence = packet.sequence;
    current.playhead = packet.timestamp;
    current.atMs = Math.max(current.atMs + backMs, emittedUntilMs);
    current.expectedAtMs = Math.min(current.expectedAtMs + backMs, packet.arrivedAtMs);
  };

  const push = (packet: OpusPacket): PushVerdict => {
    counts.received += 1;
    if (ssrc !== undefined && packet.ssrc !== ssrc) {
      ssrc = packet.ssrc;
      return beginAnew(packet);
    }
    ssrc = packet.ssrc;
    if (lastPlayedSequence !== undefined) {
      const distance = sequenceDelta(packet.sequence, lastPlayedSequence);
      // So long after the last packet it can only be a sender that began anew.
      if (distance <= 0) return spurt === undefined ? beginAnew(packet) : pushOld(packet, distance);
    }
    if (spurt === undefined) {
      begin(packet);
      return 'accepted';
    }
    if (shelf.has(packet.sequence)) return refuse('duplicate');
    const ahead = sequenceDelta(packet.sequence, spurt.nextSequence);
    const ticks = timestampDelta(packet.timestamp, spurt.playhead);
    const earlyMs = spurt.expectedAtMs + ticks / RTP_TICKS_PER_MS - packet.arrivedAtMs;
    if (ahead < 0) {
      if (spurt.started || ahead < -MAX_START_REORDER || ticks > 0) return pushOld(packet, ahead);
      if (!shelf.put(packet)) return refuse('overflow');
      moveStartBack(spurt, packet);
      return 'accepted';
    }
    if (ahead > LEAP_PACKETS || earlyMs > LEAP_MS) return beginAnew(packet);
    if (ticks < 0 && shelf.size() > 0) return refuse('late');
    if (!shelf.put(packet)) return refuse('overflow');
    if (ticks < 0) {
      // Its place was filled because nothing had come: a stall, or a clock that stands still over pauses.
      const lateMs = -ticks / RTP_TICKS_PER_MS;
      if (lateMs <= maxDelayMs) waitMs = Math.min(maxDelayMs, waitMs + lateMs);
      spurt.playhead = packet.timestamp;
      spurt.expectedAtMs = packet.arrivedAtMs;
      counts.resyncs += 1;
      return 'resync';
    }
    spurt.expectedAtMs -= Math.max(0, earlyMs);
    return 'accepted';
  };

  const advance = (current: Spurt, durationMs: number): number => {
    const { atMs } = current;
    current.playhead = addTicks(current.playhead, durationMs * RTP_TICKS_PER_MS);
    current.atMs += durationMs;
    current.expectedAtMs += durationMs;
    emittedUntilMs = current.atMs;
    return atMs;
  };

  const fill = (current: Spurt): PlayStep => {
    const kind = !current.quiet && current.filledMs < maxConcealMs ? 'conceal' : 'silence';
    current.filledMs += FRAME_MS;
    if (!current.quiet) current.unexplainedFrames += 1;
    return { kind, atMs: advance(current, FRAME_MS), durationMs: FRAME_MS };
  };

  const play = (current: Spurt, packet: OpusPacket): PlayStep => {
    const durationMs = opusPacketMs(packet.payload) ?? FRAME_MS;
    const offGridMs = Math.max(0, timestampDelta(packet.timestamp, current.playhead)) / RTP_TICKS_PER_MS;
    shelf.take(packet);
    if (lastPlayedSequence !== undefined) {
      // Packets without payload use sequence numbers up too: only what has its place in time was lost.
      const missing = sequenceDelta(packet.sequence, lastPlayedSequence) - 1;
      counts.lost += Math.max(0, Math.min(missing, current.unexplainedFrames));
    }
    current.unexplainedFrames = 0;
    lastPlayedSequence = packet.sequence;
    current.nextSequence = addSequence(packet.sequence, 1);
    current.playhead = packet.timestamp;
    current.atMs += offGridMs;
    current.expectedAtMs += offGridMs;
    current.filledMs = 0;
    current.quiet = isOpusSilence(packet.payload);
    return { kind: 'packet', packet, atMs: advance(current, durationMs), durationMs };
  };

  const pull = (nowMs: number): PlayStep => {
    if (spurt === undefined) return IDLE;
    const current = spurt;
    if (!current.started) {
      if (nowMs < current.startAtMs) return WAIT;
      current.started = true;
    }
    const next = shelf.first(current.nextSequence);
    if (next === undefined) {
      // Who said that speech ended is not waited for: nothing is missing.
      if (nowMs < current.expectedAtMs + (current.quiet ? Math.min(waitMs, QUIET_WAIT_MS) : waitMs))
        return WAIT;
      if (current.filledMs < maxSilenceMs) return fill(current);
      spurt = undefined;
      waitMs = delayMs + (waitMs - delayMs) / 2;
      return IDLE;
    }
    const missing = sequenceDelta(next.sequence, current.nextSequence);
    let gapTicks = timestampDelta(next.timestamp, current.playhead);
    if (missing > 0) {
      if (gapTicks >= FRAME_TICKS) {
        if (nowMs < current.expectedAtMs + waitMs) return WAIT;
        if (gapTicks >= 2 * FRAME_TICKS) {
          if (missing > 1) current.nextSequence = addSequence(current.nextSequence, 1);
          return fill(current);
        }
        current.nextSequence = next.sequence;
        current.unexplainedFrames += 1;
        return { kind: 'recover', next, atMs: advance(current, FRAME_MS), durationMs: FRAME_MS };
      }
      return play(current, next);
    }
    // Nothing is missing: the sender paused. Time that a stall cost is won back here.
    while (gapTicks >= FRAME_TICKS && current.atMs + FRAME_MS - current.expectedAtMs >= FRAME_MS) {
      current.playhead = addTicks(current.playhead, FRAME_TICKS);
      current.expectedAtMs += FRAME_MS;
      gapTicks -= FRAME_TICKS;
    }
    if (gapTicks < FRAME_TICKS) return play(current, next);
    current.quiet = true;
    return fill(current);
  };

  const reset = (): void => {
    shelf.forget();
    spurt = undefined;
    ssrc = undefined;
    lastPlayedSequence = undefined;
    restartSequence = undefined;
    waitMs = delayMs;
  };

  return { push, pull, reset, size: () => shelf.size(), counts: () => ({ ...counts }) };
}
