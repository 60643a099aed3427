import { Application, createEncoder, Signal, type OpusEncoderHandle } from 'libopus-wasm';
import { FRAME_MS, PLAYOUT_FRAME_SAMPLES, PLAYOUT_SAMPLE_RATE_HZ, readWav, resample } from '#audio';
import { AppError, sleep } from '#core';
import { SILENCE_FRAME, type SendOutcome, type VoiceFault, type VoiceFaults } from '../voice/index.ts';
import { planTalk, type TalkStep } from './talk-plan.ts';
import { Talk, type TalkLink } from './talk.ts';

const CHANNELS = 2;
const TIMESTAMP_MODULUS = 2 ** 32;
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

/** Where a mouth's packets go. */
export interface MouthLink extends TalkLink {
  readonly userId: string;
  readonly name: string;
  /** In a voice channel. */
  inVoice(): boolean;
  muted(): boolean;
  faults(): VoiceFaults | undefined;
}

/** Speaks as a member's client does: 20 ms Opus packets in real time, none in silences. */
export class Mouth {
  readonly #link: MouthLink;
  readonly #firstAtMs = performance.now();
  #encoder: OpusEncoderHandle | undefined;
  #nextTimestamp = Math.floor(Math.random() * TIMESTAMP_MODULUS);
  #timestampAtMs = this.#firstAtMs;
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
      const roomFaults = this.#link.faults();
      if (faults.length > 0 && roomFaults === undefined) {
        throw this.#cannot('speak with faults while the bot is in no call');
      }
      for (const fault of faults) roomFaults?.use({ userId: this.#link.userId, ...fault });
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
    const talk = new Talk(this.#link, this.#timestampFor(startAtMs));
    let firstPacketAtMs = 0;
    let lastVoicedPacketAtMs = 0;
    try {
      await sleep(Math.max(0, startAtMs - SPEAKING_LEAD_MS - performance.now()), signal);
      talk.announce();
      for (const [index, step] of steps.entries()) {
        // Late packets follow each other at once, but never without a turn for everybody else.
        await sleep(Math.max(0, startAtMs + index * FRAME_MS - performance.now()), signal);
        if (!this.#link.inVoice()) throw this.#cannot('go on speaking: no longer in the voice channel');
        // The microphone was switched off: the rest is said to nobody.
        if (this.#link.muted()) break;
        if (step.kind === 'gap') talk.skip(index);
        else if (step.kind === 'silence') talk.send(index, SILENCE_FRAME, false);
        else {
          const atMs = talk.send(index, encoder.encodeFloat(interleaved(step.frame)), step.first);
          if (firstPacketAtMs === 0) firstPacketAtMs = atMs;
          if (step.voiced) lastVoicedPacketAtMs = atMs;
        }
      }
    } finally {
      talk.close();
      this.#nextTimestamp = talk.nextTimestamp;
      this.#timestampAtMs = performance.now();
    }
    const { outcomes } = talk;
    return { firstPacketAtMs, lastVoicedPacketAtMs, endedAtMs: performance.now(), outcomes };
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
