import { FRAME_MS, PLAYOUT_FRAME_SAMPLES, rmsOf } from '#audio';

/** Softer than this is silence: -56 dB of full scale. */
const SILENCE_LEVEL = 0.0016;
/** A client goes on sending for so long after the voice, then stops. */
const RELEASE_FRAMES = 200 / FRAME_MS;
/** So many frames of pure silence end a stretch of speech. */
export const CLOSING_SILENCE_FRAMES = 5;

/** What is sent for 20 ms. */
export type TalkStep =
  /** A packet with sound (which may be soft: the release after the voice). */
  | {
      readonly kind: 'sound';
      readonly frame: Float32Array;
      readonly voiced: boolean;
      readonly first: boolean;
    }
  /** The fixed packet of silence. */
  | { readonly kind: 'silence' }
  /** Nothing. */
  | { readonly kind: 'gap' };

/**
 * Divides a sound into 20 ms steps the way that Discord's clients send them: after 200 ms of silence five
 * packets of pure silence, then nothing until the voice is back. The end of the sound is closed likewise.
 *
 * @param samples mono at 48 kHz; the last frame is filled up with silence.
 */
export function planTalk(samples: Float32Array): readonly TalkStep[] {
  const steps: TalkStep[] = [];
  let silentFrames = RELEASE_FRAMES + CLOSING_SILENCE_FRAMES;
  for (let start = 0; start < samples.length; start += PLAYOUT_FRAME_SAMPLES) {
    const frame = new Float32Array(PLAYOUT_FRAME_SAMPLES);
    frame.set(samples.subarray(start, start + PLAYOUT_FRAME_SAMPLES));
    const voiced = rmsOf(frame) > SILENCE_LEVEL;
    const wasClosed = silentFrames >= RELEASE_FRAMES;
    silentFrames = voiced ? 0 : silentFrames + 1;
    if (voiced || silentFrames <= RELEASE_FRAMES) {
      steps.push({ kind: 'sound', frame, voiced, first: wasClosed });
    } else {
      steps.push({ kind: silentFrames <= RELEASE_FRAMES + CLOSING_SILENCE_FRAMES ? 'silence' : 'gap' });
    }
  }
  const lastSound = steps.findLastIndex((step) => step.kind === 'sound');
  const closing = steps.slice(lastSound + 1).filter((step) => step.kind === 'silence').length;
  const missing = lastSound === -1 ? 0 : CLOSING_SILENCE_FRAMES - closing;
  return [...steps, ...Array.from({ length: missing }, (): TalkStep => ({ kind: 'silence' }))];
}
