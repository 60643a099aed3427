import { HEARING_FRAME_SAMPLES, HEARING_SAMPLE_RATE_HZ, rmsOf } from '#audio';

/** How far before the end of a window a cut is looked for. */
const SEARCH_SAMPLES = 5 * HEARING_SAMPLE_RATE_HZ;

/** The quietest 20 ms of the last 5 s before `end`; gives its middle. */
function quietestCut(samples: Float32Array, end: number): number {
  let cut = end;
  let quietest = Infinity;
  for (let from = end - SEARCH_SAMPLES; from + HEARING_FRAME_SAMPLES <= end; from += HEARING_FRAME_SAMPLES) {
    const level = rmsOf(samples.subarray(from, from + HEARING_FRAME_SAMPLES));
    if (level < quietest) {
      quietest = level;
      cut = from + HEARING_FRAME_SAMPLES / 2;
    }
  }
  return cut;
}

/**
 * Cuts sound into windows that a Whisper encoder can take, each where it is quietest in the last 5 s of
 * the window, so that no word is cut if it can be helped. Nothing is lost and nothing overlaps.
 */
export function splitIntoWindows(samples: Float32Array, windowSamples: number): readonly Float32Array[] {
  const windows: Float32Array[] = [];
  let rest = samples;
  while (rest.length > windowSamples) {
    const cut = quietestCut(rest, windowSamples);
    windows.push(rest.subarray(0, cut));
    rest = rest.subarray(cut);
  }
  return [...windows, rest];
}
