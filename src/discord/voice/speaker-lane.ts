import {
  createJitterBuffer,
  HEARING_FRAME_SAMPLES,
  HEARING_SAMPLE_RATE_HZ,
  isAllZero,
  type FrameOrigin,
  type JitterCounts,
  type OpusDecoder,
  type OpusPacket,
  type PlayStep,
  type SpeechFrame,
} from '#audio';

const SAMPLES_PER_MS = HEARING_SAMPLE_RATE_HZ / 1000;
/** A second of sound; what is due beyond it waits for the next beat, so that one lane cannot hold up the rest. */
const MAX_STEPS_PER_DRAIN = 50;

/** Packets of one person, by what became of them. */
export interface LaneCounts extends JitterCounts {
  readonly recovered: number;
  readonly concealed: number;
  readonly corrupt: number;
}

/** One person's way from packets to frames. */
export interface SpeakerLane {
  push(packet: OpusPacket): void;
  /** Hands out what is due. @returns false when there is nothing to do until the next packet. */
  drain(nowMs: number): boolean;
  /** Drops what is held, as if the person had said nothing. */
  reset(): void;
  counts(): LaneCounts;
  close(): void;
}

/** What a lane is made of. */
export interface SpeakerLaneOptions {
  readonly userId: string;
  readonly decoder: OpusDecoder;
  readonly onFrame: (frame: SpeechFrame) => void;
  /** A packet could not be decoded; `count` says how many so far. */
  readonly onCorrupt: (count: number) => void;
}

/** Makes the lane of one person. */
export function createSpeakerLane(options: SpeakerLaneOptions): SpeakerLane {
  const { userId, decoder, onFrame, onCorrupt } = options;
  const jitter = createJitterBuffer();
  const counts = { recovered: 0, concealed: 0, corrupt: 0 };
  // Sound that does not fill a frame yet; only packets of less than 20 ms leave some.
  let rest = new Float32Array(0);

  const emit = (sound: Float32Array, startMs: number, origin: FrameOrigin): void => {
    let samples = sound;
    let atMs = startMs;
    if (rest.length > 0) {
      atMs -= rest.length / SAMPLES_PER_MS;
      samples = new Float32Array(rest.length + sound.length);
      samples.set(rest);
      samples.set(sound, rest.length);
    }
    let from = 0;
    for (; from + HEARING_FRAME_SAMPLES <= samples.length; from += HEARING_FRAME_SAMPLES) {
      const frame = samples.slice(from, from + HEARING_FRAME_SAMPLES);
      onFrame({ userId, samples: frame, atMs: atMs + from / SAMPLES_PER_MS, origin });
    }
    rest = samples.slice(from);
  };

  const conceal = (durationMs: number, atMs: number): void => {
    const result = decoder.conceal(durationMs);
    const samples = result.ok ? result.samples : new Float32Array(durationMs * SAMPLES_PER_MS);
    counts.concealed += 1;
    emit(samples, atMs, result.ok ? 'concealed' : 'silence');
  };

  const play = (step: Exclude<PlayStep, { readonly kind: 'wait' | 'idle' }>): void => {
    const { atMs, durationMs } = step;
    switch (step.kind) {
      case 'silence':
        return emit(new Float32Array(durationMs * SAMPLES_PER_MS), atMs, 'silence');
      case 'conceal':
        return conceal(durationMs, atMs);
      case 'recover': {
        const recovered = decoder.recover(step.next.payload, durationMs);
        if (!recovered.ok) return conceal(durationMs, atMs);
        counts.recovered += 1;
        return emit(recovered.samples, atMs, 'recovered');
      }
      case 'packet': {
        const decoded = decoder.decode(step.packet.payload);
        if (decoded.ok) return emit(decoded.samples, atMs, 'decoded');
        counts.corrupt += 1;
        onCorrupt(counts.corrupt);
        return conceal(durationMs, atMs);
      }
    }
  };

  return {
    push(packet) {
      // Its sequence number stays missing, so that its place is filled like that of a lost packet.
      if (!isAllZero(packet.payload)) jitter.push(packet);
    },
    drain(nowMs) {
      for (let steps = 0; steps < MAX_STEPS_PER_DRAIN; steps += 1) {
        const step = jitter.pull(nowMs);
        if (step.kind === 'wait') return true;
        if (step.kind === 'idle') return false;
        play(step);
      }
      return true;
    },
    reset() {
      jitter.reset();
      rest = new Float32Array(0);
    },
    counts: () => ({ ...jitter.counts(), ...counts }),
    close: () => decoder.close(),
  };
}
