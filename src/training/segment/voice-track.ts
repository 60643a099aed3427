import { FRAME_MS, HEARING_FRAME_SAMPLES } from '#audio';
import type { AppError } from '#core';
import type { OpenVoiceActivity } from '#hearing';

/** Where voice is in a recording, in frames of 20 ms. */
export interface VoiceTrack {
  /** 1 for voice. */
  readonly voiced: Uint8Array;
  /** Level of each frame in dBFS. */
  readonly levelsDb: Float32Array;
}

/** Frames that a detector may still owe an answer: half a second. */
const MAX_OWED = 25;

/** Grows by doubling: the length of a recording is known only at its end. */
class Track {
  voiced = new Uint8Array(4096);
  levelsDb = new Float32Array(4096);
  length = 0;

  add(voiced: boolean, onsetFrames: number, levelDb: number): void {
    if (this.length === this.voiced.length) {
      const [before, levels] = [this.voiced, this.levelsDb];
      this.voiced = new Uint8Array(before.length * 2);
      this.levelsDb = new Float32Array(levels.length * 2);
      this.voiced.set(before);
      this.levelsDb.set(levels);
    }
    this.voiced[this.length] = voiced ? 1 : 0;
    this.levelsDb[this.length] = levelDb;
    if (onsetFrames > 0) this.voiced.fill(1, Math.max(0, this.length - onsetFrames), this.length);
    this.length += 1;
  }
}

/**
 * Listens to a whole recording.
 *
 * @param pieces - mono samples at 16 kHz, in pieces of any length; what does not fill a frame at the end is left out.
 * @param onFrames - told how many frames are done, now and then.
 * @throws AppError what the detector fails with; the abort reason of `signal`.
 */
export async function trackVoice(
  pieces: AsyncIterable<Float32Array>,
  open: OpenVoiceActivity,
  signal: AbortSignal,
  onFrames: (frames: number) => void = () => undefined,
): Promise<VoiceTrack> {
  const track = new Track();
  let fault: AppError | undefined;
  let wake: (() => void) | undefined;
  const detector = open({
    onActivity({ voiced, onsetMs, levelDb }) {
      track.add(voiced, onsetMs / FRAME_MS, levelDb);
      wake?.();
    },
    onFault(error) {
      fault = error;
      wake?.();
    },
  });
  const onAbort = (): void => wake?.();
  signal.addEventListener('abort', onAbort);
  let pushed = 0;
  const settle = async (owed: number): Promise<void> => {
    while (pushed - track.length > owed) {
      if (fault !== undefined) throw fault;
      signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  try {
    let rest = new Float32Array(0);
    for await (const piece of pieces) {
      const samples = new Float32Array(rest.length + piece.length);
      samples.set(rest);
      samples.set(piece, rest.length);
      let at = 0;
      for (; at + HEARING_FRAME_SAMPLES <= samples.length; at += HEARING_FRAME_SAMPLES) {
        detector.push(samples.slice(at, at + HEARING_FRAME_SAMPLES));
        pushed += 1;
        await settle(MAX_OWED);
      }
      rest = samples.slice(at);
      onFrames(pushed);
    }
    await settle(0);
  } finally {
    signal.removeEventListener('abort', onAbort);
    detector.reset();
  }
  return {
    voiced: track.voiced.subarray(0, track.length),
    levelsDb: track.levelsDb.subarray(0, track.length),
  };
}
