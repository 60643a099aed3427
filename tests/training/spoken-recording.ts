import { resolve } from 'node:path';
import { joinSamples, PLAYOUT_SAMPLE_RATE_HZ } from '#audio';
import { createPiperSynthesizer } from '#speaking';

/** What was said in a recording that a test made, and when. */
export interface SpokenSentence {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** A recording with known words, at 48 kHz. */
export interface SpokenRecording {
  readonly samples: Float32Array;
  readonly sentences: readonly SpokenSentence[];
}

const VOICE = resolve('loopback/models/en_US-everyday-low.onnx');
const msOf = (samples: number): number => (samples / PLAYOUT_SAMPLE_RATE_HZ) * 1000;

/** Speaks sentences with pauses of `pauseMs` between them, over the faint noise of a room. */
export async function speakRecording(
  texts: readonly string[],
  pauseMs: (index: number) => number,
  signal: AbortSignal,
): Promise<SpokenRecording> {
  const synthesizer = await createPiperSynthesizer(
    // Without chance, so that what is heard is the same every time.
    { voicePath: VOICE, noiseScale: 0, noiseW: 0 },
    signal,
  );
  const pieces: Float32Array[] = [];
  const sentences: SpokenSentence[] = [];
  let length = 0;
  const add = (samples: Float32Array): void => {
    pieces.push(samples);
    length += samples.length;
  };
  try {
    for (const [index, text] of texts.entries()) {
      add(new Float32Array((pauseMs(index) / 1000) * PLAYOUT_SAMPLE_RATE_HZ));
      const startMs = msOf(length);
      for await (const { samples } of synthesizer.synthesize({ index: 0, text }, signal)) add(samples);
      sentences.push({ text, startMs, endMs: msOf(length) });
    }
    add(new Float32Array(PLAYOUT_SAMPLE_RATE_HZ));
  } finally {
    await synthesizer.close();
  }
  const samples = joinSamples(pieces);
  let seed = 1;
  for (let n = 0; n < samples.length; n += 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    samples[n] = (samples[n] ?? 0) + (seed / 2 ** 30 - 1) * 1e-3;
  }
  return { samples, sentences };
}
