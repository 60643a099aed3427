import { Application, createEncoder, Signal, type OpusEncoderHandle } from 'libopus-wasm';
import { FRAME_MS, PLAYOUT_FRAME_SAMPLES, PLAYOUT_SAMPLE_RATE_HZ, readWav, resample } from '#audio';
import { AppError, sleep } from '#core';
import {
  SILENCE_FRAME,
  type RoomMember,
  type SendOutcome,
  type VoiceFault,
  type VoiceFaults,
} from '../voice/index.ts';
import { planTalk, type TalkStep } from './talk-plan.ts';

const CHANNELS = 2;
const TIMESTAMP_MODULUS = 2 ** 32;
const SEQUENCE_MODULUS = 2 ** 16;
/** The bot is told so long before the first packet that a member speaks: sooner, it could not hear it. */
const SPEAKING_LEAD_MS = 60;

/** How something is said. */
export interface SpeakOptions {
  /** Stops in the middle of the sound; the promise rejects with the reason. */
  readonly signal?: AbortSignal;
  /** When the first packet is due, on the process clock; at once when absent. */
  readonly startAtMs?: number;
  /** Faults of the voice server for this member's packets, cleared at the end. */
  readonly faults?: readonly VoiceFault[];
}

/** When something was said; times on the process clock (`performance.now()`). */
export interface SpeakReport {
  readonly firstPacketAtMs: number;
  /** The last packet whose sound is louder than silence. */
  readonly lastVoicedPacketAtMs: number;
  readonly endedAtMs: number;
  /** What became of the packets towards the bot. */
  readonly outcomes: Readonly<Partial<Record<SendOutcome, number>>>;
}

/** One packet that somebody said. */
export interface SaidPacket {
  readonly payload: Uint8Array;
  readonly sequence: number;
  readonly timestamp: number;
  readonly atMs: number;
}

/** Where a mouth's packets go. */
export interface MouthLink {
  readonly name: string;
  /** In a voice channel. */
  inVoice(): boolean;
  muted(): boolean;
  /** The way to the bot, when it is in the same channel. */
  roomMember(): RoomMember | undefined;
  faults(): VoiceFaults | undefined;
  /** To the others in the channel. */
  tellOthers(packet: SaidPacket): void;
}

/** Speaks as a member's client does: 20 ms Opus packets in real time, none in silences. */
export class Mouth {
  readonly #link: MouthLink;
  readonly #firstAtMs = performance.now();
  #encoder: OpusEncoderHandle | undefined;
  #nextTimestamp = Math.floor(Math.random() * TIMESTAMP_MODULUS);
  #timestampAtMs = this.#firstAtMs;
  #sequence = 0;
  #isSpeaking = false;

  constructor(link: MouthLink) {
    this.#link = link;
  }

  /**
   * Says a sound: mono samples at 48 kHz, or the path of a WAV file.
   *
   * @throws AppError LOOPBACK_USAGE outside voice, when muted, or while something is being said;
   *   AUDIO_FILE_INVALID; the abort reason of `signal`.
   */
  async speak(sound: Float32Array | string, options: SpeakOptions = {}): Promise<SpeakReport> {
    const { signal, startAtMs, faults = [] } = options;
    if (this.#isSpeaking) throw this.#cannot('speak: something is being said already');
    if (!this.#link.inVoice()) throw this.#cannot('speak outside a voice channel');
    if (this.#link.muted()) throw this.#cannot('speak while muted');
    this.#isSpeaking = true;
    try {
      const steps = planTalk(typeof sound === 'string' ? await loadSound(sound, signal) : sound);
      this.#encoder ??= await createEncoder({
        sampleRate: PLAYOUT_SAMPLE_RATE_HZ,
        channels: CHANNELS,
        frameSize: PLAYOUT_FRAME_SAMPLES,
        application: Application.Voip,
        signal: Signal.Voice,
        bitrate: 64_000,
        complexity: 5,
        fec: true,
        packetLossPercent: 10,
      });
      for (const fault of faults) this.#link.faults()?.use(fault);
      const earliestMs = performance.now() + SPEAKING_LEAD_MS;
      return await this.#play(steps, this.#encoder, Math.max(startAtMs ?? 0, earliestMs), signal);
    } finally {
      this.#isSpeaking = false;
      for (const { name } of faults) this.#link.faults()?.clear(name);
    }
  }

  /** Frees the codec. */
  close(): void {
    this.#encoder?.free();
    this.#encoder = undefined;
  }

  async #play(
    steps: readonly TalkStep[],
    encoder: OpusEncoderHandle,
    startAtMs: number,
    signal: AbortSignal | undefined,
  ): Promise<SpeakReport> {
    const times = { first: 0, lastVoiced: 0 };
    const outcomes: Partial<Record<SendOutcome, number>> = {};
    const startTimestamp = this.#timestampFor(startAtMs);
    const announced: { to: RoomMember | undefined } = { to: this.#link.roomMember() };
    announced.to?.speaking(true);
    const send = (payload: Uint8Array, timestamp: number, marker: boolean): number => {
      const room = this.#link.roomMember();
      if (room !== announced.to) {
        announced.to = room;
        room?.speaking(true);
      }
      const atMs = performance.now();
      const outcome = room?.sendOpus(payload, { timestamp, marker }) ?? 'bot-absent';
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      this.#sequence = (this.#sequence + 1) % SEQUENCE_MODULUS;
      this.#link.tellOthers({ payload, sequence: this.#sequence, timestamp, atMs });
      return atMs;
    };
    const hush = (): void => {
      announced.to?.speaking(false);
      announced.to = undefined;
    };
    let timestamp = startTimestamp;
    try {
      for (const [index, step] of steps.entries()) {
        timestamp = (startTimestamp + index * PLAYOUT_FRAME_SAMPLES) % TIMESTAMP_MODULUS;
        const waitMs = startAtMs + index * FRAME_MS - performance.now();
        // Late packets follow each other at once, but never without a turn for everybody else.
        await sleep(Math.max(0, waitMs), signal);
        if (!this.#link.inVoice()) throw this.#cannot('go on speaking: no longer in the voice channel');
        if (step.kind === 'gap') hush();
        else if (step.kind === 'silence') send(SILENCE_FRAME, timestamp, false);
        else {
          const atMs = send(encoder.encodeFloat(interleaved(step.frame)), timestamp, step.first);
          if (times.first === 0) times.first = atMs;
          if (step.voiced) times.lastVoiced = atMs;
        }
      }
    } finally {
      this.#nextTimestamp = (timestamp + PLAYOUT_FRAME_SAMPLES) % TIMESTAMP_MODULUS;
      this.#timestampAtMs = performance.now();
      hush();
    }
    return {
      firstPacketAtMs: times.first,
      lastVoicedPacketAtMs: times.lastVoiced,
      endedAtMs: performance.now(),
      outcomes,
    };
  }

  /** Timestamps go on with the time that passes, in whole frames, also while nothing is said. */
  #timestampFor(atMs: number): number {
    const frames = Math.max(0, Math.floor((atMs - this.#timestampAtMs) / FRAME_MS));
    return (this.#nextTimestamp + frames * PLAYOUT_FRAME_SAMPLES) % TIMESTAMP_MODULUS;
  }

  #cannot(what: string): AppError {
    return new AppError('LOOPBACK_USAGE', { message: `${this.#link.name} cannot ${what}.` });
  }
}

async function loadSound(path: string, signal: AbortSignal | undefined): Promise<Float32Array> {
  const { samples, sampleRateHz } = await readWav(path, signal);
  return resample(samples, sampleRateHz, PLAYOUT_SAMPLE_RATE_HZ);
}

/** The same on both channels. */
function interleaved(frame: Float32Array): Float32Array {
  const both = new Float32Array(frame.length * CHANNELS);
  frame.forEach((sample, index) => {
    both[index * CHANNELS] = sample;
    both[index * CHANNELS + 1] = sample;
  });
  return both;
}
