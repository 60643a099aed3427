import {
  HEARING_SAMPLE_RATE_HZ,
  PLAYOUT_FRAME_SAMPLES,
  PLAYOUT_SAMPLE_RATE_HZ,
  resample,
  rmsOf,
  FRAME_MS,
} from '#audio';
import { createWhisperTranscriber } from '#hearing';
import { SMALL_MODELS } from '../../tools/demo/small-models.ts';

const DEADLINE_MS = 60_000;
/** Softer than this is not heard: -50 dB of full scale. */
const AUDIBLE_LEVEL = 0.003;
/** The small recogniser knows short sentences best: what it hears is cut at silences of this length. */
const CUT_AT_SILENCE_MS = 160;
/** Kept at both ends of a piece. */
const MARGIN_FRAMES = 6;
const MIN_PIECE_FRAMES = 8;

/** Understands what the bot said. */
export interface UnderstandingListener extends AsyncDisposable {
  /** The words of a sound, mono at 48 kHz. */
  understand(sound: Float32Array): Promise<string>;
}

/** A listener with the small recogniser. */
export async function createUnderstandingListener(): Promise<UnderstandingListener> {
  const transcriber = await createWhisperTranscriber({ modelPath: SMALL_MODELS.WHISPER_MODEL });
  let count = 0;
  const wordsOf = async (piece: Float32Array): Promise<string> => {
    const samples = resample(piece, PLAYOUT_SAMPLE_RATE_HZ, HEARING_SAMPLE_RATE_HZ);
    const endMs = (samples.length / HEARING_SAMPLE_RATE_HZ) * 1000;
    count += 1;
    const utterance = { id: `heard-${count}`, userId: 'bot', samples, startMs: 0, endMs, voicedMs: endMs };
    const signal = AbortSignal.timeout(DEADLINE_MS);
    return (await transcriber.transcribe({ ...utterance, provisional: false }, signal)).text;
  };
  return {
    async understand(sound) {
      const texts: string[] = [];
      for (const piece of spokenPieces(sound)) texts.push(await wordsOf(piece));
      return texts.join(' ');
    },
    [Symbol.asyncDispose]: () => transcriber.close(),
  };
}

/** Cuts a sound at its silences. */
export function spokenPieces(sound: Float32Array): readonly Float32Array[] {
  const stretches: { from: number; to: number }[] = [];
  for (let frame = 0; (frame + 1) * PLAYOUT_FRAME_SAMPLES <= sound.length; frame += 1) {
    const samples = sound.subarray(frame * PLAYOUT_FRAME_SAMPLES, (frame + 1) * PLAYOUT_FRAME_SAMPLES);
    if (rmsOf(samples) <= AUDIBLE_LEVEL) continue;
    const last = stretches.at(-1);
    if (last !== undefined && frame - last.to <= CUT_AT_SILENCE_MS / FRAME_MS) last.to = frame;
    else stretches.push({ from: frame, to: frame });
  }
  return stretches
    .filter(({ from, to }) => to - from + 1 >= MIN_PIECE_FRAMES)
    .map(({ from, to }) =>
      sound.slice(
        Math.max(0, from - MARGIN_FRAMES) * PLAYOUT_FRAME_SAMPLES,
        (to + 1 + MARGIN_FRAMES) * PLAYOUT_FRAME_SAMPLES,
      ),
    );
}
