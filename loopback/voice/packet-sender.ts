import type { FaultStrike, VoiceFaults } from './faults.ts';
import { FRAMES_PER_LONG_PACKET, mergeOpusPackets } from './opus-repacketizer.ts';
import { encodeRtpHeader, rtpPadding } from './rtp.ts';
import { Timers } from './timers.ts';

const SEQUENCE_MODULUS = 0x1_0000;
const SAMPLES_PER_MS = 48;
const TAG_AND_COUNTER_BYTES = 20;
/** Every so many packets one is padded, as Discord's are now and then. */
const PADDING_EVERY = 8;
const PADDING_BYTES = 4;
/** Padding of a packet that holds nothing else. */
const PROBE_PADDING_BYTES = 200;
/** One element of four bytes, as the audio level that Discord's own clients send. */
const EXTENSION_BODY = Buffer.from([0x10, 0xff, 0x00, 0x00]);
const TAG_DAMAGE = 0xff;

/** When and under which number a packet is sent. */
export interface OpusTiming {
  /** RTP timestamp in samples at 48 kHz, 32 bits. */
  readonly timestamp: number;
  /** RTP sequence number, 0–65535; without it the member's own count goes on. */
  readonly sequence?: number;
  /** First packet after a pause. */
  readonly marker?: boolean;
}

/** What became of a packet: `held` is sent a little later, by a fault. */
export type SendOutcome = 'sent' | 'held' | 'lost' | 'bot-absent' | 'dave-not-ready' | 'not-in-room';

/** The way to the bot. */
export interface PacketPath {
  readonly ssrc: number;
  readonly userId: string;
  readonly faults: VoiceFaults;
  /** `undefined` while the bot is in no call. */
  seal(clear: Buffer, body: Buffer): Buffer | undefined;
  sendPacket(packet: Buffer): void;
  /** The frame end-to-end encrypted, `undefined` while that cannot be. */
  encrypt(frame: Buffer): Buffer | undefined;
}

/** Makes RTP packets of a member's frames and sends them to the bot, with whatever faults are armed. */
export class PacketSender {
  readonly #path: PacketPath;
  readonly #timers = new Timers();
  #sequence: number;
  #timestampOffset = 0;
  /** Frames that wait to travel as one packet, and when the first of them was. */
  #merging: { readonly timing: OpusTiming; readonly frames: Buffer[] } | undefined;
  /** A packet that waits for its successor, and what drops the wait. */
  #reordered: { readonly packet: Buffer; readonly cancel: () => void } | undefined;
  #late: (() => void)[] = [];
  #jitterUntilMs = 0;

  constructor(path: PacketPath, firstSequence: number) {
    this.#path = path;
    this.#sequence = firstSequence;
  }

  /** Sends one frame now; only a fault can make it late. */
  send(frame: Buffer, timing: OpusTiming): SendOutcome {
    if (this.#merging || this.#strike('long-packet')) return this.#merge(frame, timing);
    return this.#sendFrame(frame, timing);
  }

  /** Drops what waits. */
  close(): void {
    this.#timers.clear();
    this.#merging = undefined;
    this.#reordered = undefined;
    this.#late = [];
  }

  #strike(name: Parameters<VoiceFaults['strike']>[0]): FaultStrike | undefined {
    return this.#path.faults.strike(name, this.#path.userId);
  }

  #merge(frame: Buffer, timing: OpusTiming): SendOutcome {
    const merging = (this.#merging ??= { timing, frames: [] });
    merging.frames.push(frame);
    if (merging.frames.length < FRAMES_PER_LONG_PACKET) return 'held';
    this.#merging = undefined;
    const merged = mergeOpusPackets(merging.frames);
    if (merged) return this.#sendFrame(merged, merging.timing);
    // Frames of different kinds cannot share a packet: they go out one by one, late but whole.
    const samples = timing.timestamp - merging.timing.timestamp;
    const step = samples / (FRAMES_PER_LONG_PACKET - 1);
    const outcomes = merging.frames.map((single, index) =>
      this.#sendFrame(single, { ...merging.timing, timestamp: merging.timing.timestamp + step * index }),
    );
    return outcomes.at(-1) ?? 'lost';
  }

  #sendFrame(frame: Buffer, timing: OpusTiming): SendOutcome {
    const inner = this.#innerFrame(frame);
    if (!inner) return 'dave-not-ready';
    const jump = this.#strike('timestamp-jump');
    if (jump) this.#timestampOffset += jump.delayMs * SAMPLES_PER_MS;
    if (timing.sequence !== undefined) this.#sequence = timing.sequence;
    const timestamp = (timing.timestamp + this.#timestampOffset) >>> 0;
    this.#sendProbes(timestamp);
    const sequence = this.#nextSequence();
    const padded = sequence % PADDING_EVERY === 0;
    const clear = encodeRtpHeader({
      sequence,
      timestamp,
      ssrc: this.#path.ssrc,
      marker: timing.marker ?? false,
      extensionWords: EXTENSION_BODY.length / 4,
      padded,
      csrcs: this.#strike('csrc') ? [(this.#path.ssrc + 1) >>> 0] : [],
    });
    const body = Buffer.concat([EXTENSION_BODY, inner, padded ? rtpPadding(PADDING_BYTES) : Buffer.alloc(0)]);
    const packet = this.#path.seal(clear, body);
    if (!packet) return 'bot-absent';
    if (this.#strike('corrupt-transport')) {
      const at = packet.length - TAG_AND_COUNTER_BYTES;
      packet.writeUInt8(packet.readUInt8(at) ^ TAG_DAMAGE, at);
    }
    return this.#dispatch(packet);
  }

  #innerFrame(frame: Buffer): Buffer | undefined {
    if (this.#strike('all-zero-frame')) return Buffer.alloc(Math.max(frame.length, 8));
    if (this.#strike('clear-frame')) return frame;
    const inner = this.#path.encrypt(frame);
    if (!inner || !this.#strike('corrupt-frame')) return inner;
    const damaged = Buffer.from(inner);
    // The first byte is ciphertext under DAVE, whose marker and nonce stay whole, and the TOC without it.
    damaged.writeUInt8(damaged.readUInt8(0) ^ TAG_DAMAGE, 0);
    return damaged;
  }

  #sendProbes(timestamp: number): void {
    const burst = this.#strike('padding-only');
    for (let index = 0; index < (burst?.count ?? 0); index += 1) {
      const clear = encodeRtpHeader({
        sequence: this.#nextSequence(),
        timestamp,
        ssrc: this.#path.ssrc,
        extensionWords: EXTENSION_BODY.length / 4,
        padded: true,
      });
      const packet = this.#path.seal(clear, Buffer.concat([EXTENSION_BODY, rtpPadding(PROBE_PADDING_BYTES)]));
      if (packet) this.#path.sendPacket(packet);
    }
  }

  #nextSequence(): number {
    const sequence = this.#sequence;
    this.#sequence = (sequence + 1) % SEQUENCE_MODULUS;
    return sequence;
  }

  #dispatch(packet: Buffer): SendOutcome {
    if (this.#strike('loss')) return 'lost';
    const reorder = this.#reordered ? undefined : this.#strike('reorder');
    if (reorder) {
      const cancel = this.#timers.after(reorder.delayMs, () => this.#releaseReordered());
      this.#reordered = { packet, cancel };
      return 'held';
    }
    const jitter = this.#strike('jitter');
    const nowMs = performance.now();
    // A path that is slow for one packet is slow for those behind it: the order stays.
    const dueMs = Math.max(nowMs + (jitter ? jitter.chance() * jitter.delayMs : 0), this.#jitterUntilMs);
    const copies = this.#strike('duplicate') ? 2 : 1;
    const emit = (): void => {
      for (let copy = 0; copy < copies; copy += 1) this.#path.sendPacket(packet);
      this.#releaseReordered();
    };
    if (dueMs <= nowMs) {
      emit();
      return 'sent';
    }
    this.#jitterUntilMs = dueMs;
    this.#late.push(emit);
    // Timers of nearly the same moment may fire in either order: whichever fires takes the oldest packet.
    this.#timers.after(dueMs - nowMs, () => this.#late.shift()?.());
    return 'held';
  }

  #releaseReordered(): void {
    const waiting = this.#reordered;
    this.#reordered = undefined;
    if (!waiting) return;
    waiting.cancel();
    this.#path.sendPacket(waiting.packet);
  }
}
