import { createDecoder, type OpusDecoderHandle } from 'libopus-wasm';
import { PLAYOUT_SAMPLE_RATE_HZ } from '#audio';
import { isSilenceFrame, type HeardPacket } from '../voice/index.ts';
import { waitUntil } from '../wait-until.ts';
import { Recorder, type HeardSegment, type Recording } from './recorder.ts';

/** Packets that are kept in the log; older ones go. */
const MAX_LOGGED_PACKETS = 100_000;
const DEFAULT_TIMEOUT_MS = 30_000;

/** How a member listens. */
export interface ListenOptions {
  /** A silence of this length ends a segment; 300 ms when absent. */
  readonly segmentSilenceMs?: number;
}

/** One packet in the log. */
export interface LoggedHeardPacket {
  readonly userId: string;
  readonly sequence: number;
  readonly timestamp: number;
  /** When it arrived, on the process clock. */
  readonly atMs: number;
  readonly bytes: number;
  /** The fixed packet of silence. */
  readonly silence: boolean;
  /** Its sound is loud enough to be heard. */
  readonly audible: boolean;
}

/** What to wait for. */
export interface HearingWait {
  /** Only what begins at this time or later (process clock); anything when absent. */
  readonly afterMs?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** A stretch of speech that is over, with its sound. */
export interface CompleteSegment extends HeardSegment {
  /** Mono at 48 kHz. */
  readonly samples: Float32Array;
}

/** What the ears need of their member. */
export interface EarsLink {
  readonly name: string;
  onPacket(listener: (packet: HeardPacket) => void): () => void;
}

interface Lane {
  readonly recorder: Recorder;
  decoder: OpusDecoderHandle | undefined;
  /** Packets that wait for the decoder. */
  readonly waiting: HeardPacket[];
  undecodable: number;
}

/** Keeps what a member hears, speaker by speaker, until it is stopped. */
export class Ears {
  /** Every packet that was heard, oldest first. */
  readonly packets: LoggedHeardPacket[] = [];
  readonly #link: EarsLink;
  readonly #segmentSilenceMs: number;
  readonly #lanes = new Map<string, Lane>();
  readonly #unsubscribe: () => void;
  #isStopped = false;

  constructor(link: EarsLink, options: ListenOptions = {}) {
    this.#link = link;
    this.#segmentSilenceMs = options.segmentSilenceMs ?? 300;
    this.#unsubscribe = link.onPacket((packet) => this.#hear(packet));
  }

  /** What was heard of a speaker until now; an empty recording when nothing was. */
  recordingOf(userId: string): Recording {
    const recorder = this.#lanes.get(userId)?.recorder ?? new Recorder(this.#segmentSilenceMs);
    return recorder.recording();
  }

  /**
   * What was heard of a speaker, packet after packet: late packets leave no gap. Mono at 48 kHz.
   *
   * @param between - only what came between these times (process clock); everything when absent.
   */
  soundOf(userId: string, between: { readonly fromMs?: number; readonly toMs?: number } = {}): Float32Array {
    const recorder = this.#lanes.get(userId)?.recorder;
    return recorder?.joined(between.fromMs, between.toMs) ?? new Float32Array(0);
  }

  /** Packets of a speaker that could not be decoded. */
  undecodableOf(userId: string): number {
    return this.#lanes.get(userId)?.undecodable ?? 0;
  }

  /** Waits until a speaker is heard; gives the arrival of the first audible packet. */
  waitForSpeech(userId: string, wait: HearingWait = {}): Promise<number> {
    const afterMs = wait.afterMs ?? 0;
    const isFirst = (packet: LoggedHeardPacket): boolean =>
      packet.userId === userId && packet.audible && packet.atMs >= afterMs;
    return this.#wait(() => this.packets.find(isFirst)?.atMs, `${this.#link.name} hearing ${userId}`, wait);
  }

  /** Waits until a speaker began and ended to speak. */
  nextSegment(userId: string, wait: HearingWait = {}): Promise<CompleteSegment> {
    const afterMs = wait.afterMs ?? 0;
    const look = (): CompleteSegment | undefined => {
      const recorder = this.#lanes.get(userId)?.recorder;
      const segments = recorder?.segments ?? [];
      const index = segments.findIndex(({ startMs }) => startMs >= afterMs);
      const segment = segments[index];
      if (recorder === undefined || segment === undefined) return undefined;
      const quietMs = performance.now() - Math.max(recorder.lastAudibleArrivalMs ?? 0, segment.endMs);
      const isOver = index < segments.length - 1 || quietMs >= this.#segmentSilenceMs;
      return isOver
        ? { ...segment, samples: recorder.samplesBetween(segment.startMs, segment.endMs) }
        : undefined;
    };
    return this.#wait(look, `The end of what ${this.#link.name} hears of ${userId}`, wait);
  }

  /** Ends the listening; what was recorded stays. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#unsubscribe();
    for (const lane of this.#lanes.values()) {
      lane.decoder?.free();
      lane.decoder = undefined;
    }
  }

  #wait<Found>(look: () => Found | undefined, what: string, wait: HearingWait): Promise<Found> {
    return waitUntil(look, {
      timeoutMs: wait.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      what,
      ...(wait.signal === undefined ? {} : { signal: wait.signal }),
    });
  }

  #hear(packet: HeardPacket): void {
    const lane = this.#lane(packet.fromUserId);
    if (lane.decoder === undefined) lane.waiting.push(packet);
    else this.#decode(lane, lane.decoder, packet);
  }

  #lane(userId: string): Lane {
    const known = this.#lanes.get(userId);
    if (known !== undefined) return known;
    const lane: Lane = {
      recorder: new Recorder(this.#segmentSilenceMs),
      decoder: undefined,
      waiting: [],
      undecodable: 0,
    };
    this.#lanes.set(userId, lane);
    void this.#prepare(lane);
    return lane;
  }

  async #prepare(lane: Lane): Promise<void> {
    const decoder = await createDecoder({ sampleRate: PLAYOUT_SAMPLE_RATE_HZ, channels: 1 });
    if (this.#isStopped) {
      decoder.free();
      return;
    }
    lane.decoder = decoder;
    for (const packet of lane.waiting.splice(0)) this.#decode(lane, decoder, packet);
  }

  #decode(lane: Lane, decoder: OpusDecoderHandle, packet: HeardPacket): void {
    const { fromUserId: userId, sequence, timestamp, atMs, payload } = packet;
    let audible = false;
    try {
      const samples = decoder.decodeFloat(payload);
      audible = lane.recorder.add({ samples, timestamp, arrivedAtMs: atMs }).audible;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // What cannot be decoded is counted, and shows as silence: a client does the same.
      lane.undecodable += 1;
    }
    this.packets.push({
      userId,
      sequence,
      timestamp,
      atMs,
      bytes: payload.byteLength,
      silence: isSilenceFrame(Buffer.from(payload)),
      audible,
    });
    if (this.packets.length > MAX_LOGGED_PACKETS) this.packets.shift();
  }
}
