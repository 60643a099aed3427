import { PLAYOUT_SAMPLE_RATE_HZ, rmsOf } from '#audio';

const SAMPLES_PER_MS = PLAYOUT_SAMPLE_RATE_HZ / 1000;
const TIMESTAMP_MODULUS = 2 ** 32;
/** Softer than this is not heard: -50 dB of full scale. */
const AUDIBLE_LEVEL = 0.003;
/** A packet that comes so much later than its timestamp says begins a new stretch. */
const LATE_MS = 100;
/** A timestamp that is so far ahead of the clock is a jump, not a burst. */
const AHEAD_MS = 1_000;
/** Kept for each speaker: ten minutes of sound; older sound goes. */
const MAX_KEPT_SAMPLES = 10 * 60 * PLAYOUT_SAMPLE_RATE_HZ;

/** A stretch in which somebody was heard, on the process clock. */
export interface HeardSegment {
  readonly startMs: number;
  readonly endMs: number;
}

/** What was heard of one speaker. */
export interface Recording {
  /** When the first of `samples` was heard, on the process clock. */
  readonly startedAtMs: number;
  /** Mono at 48 kHz, with silence where nothing was sent. */
  readonly samples: Float32Array;
  readonly segments: readonly HeardSegment[];
}

interface Piece {
  readonly atMs: number;
  readonly samples: Float32Array;
}

/** One decoded packet. */
export interface DecodedPacket {
  readonly samples: Float32Array;
  /** RTP timestamp. */
  readonly timestamp: number;
  /** When it arrived, on the process clock. */
  readonly arrivedAtMs: number;
}

/**
 * Puts one speaker's packets on the clock: a stretch begins when its first packet arrives and goes on by
 * RTP time; a packet that arrives much later than that begins a new stretch.
 */
export class Recorder {
  readonly #pieces: Piece[] = [];
  readonly #segments: { readonly startMs: number; endMs: number }[] = [];
  readonly #segmentGapMs: number;
  #keptSamples = 0;
  #anchor: { readonly atMs: number; readonly timestamp: number } | undefined;
  #endMs = 0;
  #lastAudibleArrivalMs: number | undefined;

  /** @param segmentGapMs silences shorter than this do not divide a segment. */
  constructor(segmentGapMs: number) {
    this.#segmentGapMs = segmentGapMs;
  }

  /** When the last audible packet arrived. */
  get lastAudibleArrivalMs(): number | undefined {
    return this.#lastAudibleArrivalMs;
  }

  add(packet: DecodedPacket): { readonly audible: boolean } {
    const atMs = Math.max(this.#place(packet), this.#endMs);
    const audible = rmsOf(packet.samples) > AUDIBLE_LEVEL;
    this.#pieces.push({ atMs, samples: packet.samples });
    this.#endMs = atMs + packet.samples.length / SAMPLES_PER_MS;
    if (audible) this.#lastAudibleArrivalMs = packet.arrivedAtMs;
    if (audible) this.#extendSegments(atMs, this.#endMs);
    this.#keptSamples += packet.samples.length;
    while (this.#keptSamples > MAX_KEPT_SAMPLES) this.#forgetOldest();
    return { audible };
  }

  /** Stretches of audible packets, oldest first; the last one may still go on. */
  get segments(): readonly HeardSegment[] {
    return this.#segments;
  }

  /** The sound between two times, silence where nothing was sent. */
  samplesBetween(startMs: number, endMs: number): Float32Array {
    const sound = new Float32Array(Math.max(0, Math.round((endMs - startMs) * SAMPLES_PER_MS)));
    for (const { atMs, samples } of this.#pieces) {
      const offset = Math.round((atMs - startMs) * SAMPLES_PER_MS);
      if (offset >= sound.length || offset + samples.length <= 0) continue;
      const part = samples.subarray(Math.max(0, -offset), sound.length - offset);
      sound.set(part, Math.max(0, offset));
    }
    return sound;
  }

  /** What began between two times, packet after packet, without regard to when each came; all when absent. */
  joined(fromMs = -Infinity, toMs = Infinity): Float32Array {
    const pieces = this.#pieces.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
    const sound = new Float32Array(pieces.reduce((length, { samples }) => length + samples.length, 0));
    let at = 0;
    for (const { samples } of pieces) {
      sound.set(samples, at);
      at += samples.length;
    }
    return sound;
  }

  /** Everything that is kept. */
  recording(): Recording {
    const startedAtMs = this.#pieces[0]?.atMs ?? 0;
    return {
      startedAtMs,
      samples: this.samplesBetween(startedAtMs, this.#endMs),
      segments: this.#segments.map((segment) => ({ ...segment })),
    };
  }

  #extendSegments(startMs: number, endMs: number): void {
    const last = this.#segments.at(-1);
    if (last !== undefined && startMs - last.endMs < this.#segmentGapMs) last.endMs = endMs;
    else this.#segments.push({ startMs, endMs });
  }

  #forgetOldest(): void {
    this.#keptSamples -= this.#pieces.shift()?.samples.length ?? 0;
    const keptFromMs = this.#pieces[0]?.atMs ?? 0;
    while ((this.#segments[0]?.endMs ?? Infinity) < keptFromMs) this.#segments.shift();
  }

  #place({ timestamp, arrivedAtMs }: DecodedPacket): number {
    if (this.#anchor !== undefined) {
      const ticks = (timestamp - this.#anchor.timestamp + TIMESTAMP_MODULUS) % TIMESTAMP_MODULUS;
      const byTimestampMs = this.#anchor.atMs + ticks / SAMPLES_PER_MS;
      const aheadMs = byTimestampMs - arrivedAtMs;
      if (aheadMs > -LATE_MS && aheadMs < AHEAD_MS) return byTimestampMs;
    }
    this.#anchor = { atMs: arrivedAtMs, timestamp };
    return arrivedAtMs;
  }
}
