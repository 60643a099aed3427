import { FRAME_MS } from '#audio';

/** A stretch of a recording, in ms from its beginning. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** What counts as one stretch of speech. */
export interface SpanLimits {
  /** Shorter pauses are part of the speech around them. */
  readonly minPauseMs: number;
  /** Shorter sounds are no speech. */
  readonly minSpeechMs: number;
}

/** The stretches of speech in a track of voice, in their order. */
export function spansOf(voiced: Uint8Array, { minPauseMs, minSpeechMs }: SpanLimits): readonly Span[] {
  const spans: Span[] = [];
  for (let frame = 0; frame < voiced.length;) {
    if (voiced[frame] === 0) {
      frame += 1;
      continue;
    }
    let end = frame;
    while (end < voiced.length && voiced[end] === 1) end += 1;
    const span = { startMs: frame * FRAME_MS, endMs: end * FRAME_MS };
    const previous = spans.at(-1);
    if (previous !== undefined && span.startMs - previous.endMs < minPauseMs) {
      spans[spans.length - 1] = { startMs: previous.startMs, endMs: span.endMs };
    } else {
      spans.push(span);
    }
    frame = end;
  }
  return spans.filter(({ startMs, endMs }) => endMs - startMs >= minSpeechMs);
}
