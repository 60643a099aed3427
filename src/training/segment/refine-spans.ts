import type { Span } from './spans.ts';

/** How long clips are, and where they may be cut. Lengths count the silence at both ends. */
export interface RefineLimits {
  readonly minMs: number;
  readonly maxMs: number;
  /** A pause of this length ends a clip, whatever its length. */
  readonly turnPauseMs: number;
  /** A clip that is too short may take its neighbour along over a pause of this length. */
  readonly joinPauseMs: number;
  /** Silence that is kept at each end. */
  readonly edgeMs: number;
}

/** A clip to be cut out. */
export interface RefinedClip extends Span {
  /** Silence at its beginning and at its end; less than was wanted where the pause is short. */
  readonly leadMs: number;
  readonly tailMs: number;
}

/** Speech that gives no clip. */
export interface DroppedSpeech extends Span {
  readonly reason: 'too-short' | 'no-pause';
}

/** What became of the speech of a recording. */
export interface Refinement {
  readonly clips: readonly RefinedClip[];
  readonly dropped: readonly DroppedSpeech[];
}

/** Neighbouring stretches of speech, the first and the last by their places among all. */
interface Group {
  readonly first: number;
  readonly last: number;
}

/**
 * Makes clips of speech: stretches are joined over short pauses; what is too long is divided at its longest pause,
 * again and again, preferably so that neither part is too short; what is too short joins a near neighbour. Every cut
 * lies in the middle of a pause: speech that goes on too long without one gives no clip.
 *
 * After the recursive division of Emilia's preparation (He et al., 2024).
 */
export function refineSpans(spans: readonly Span[], recordingMs: number, limits: RefineLimits): Refinement {
  const { minMs, maxMs, turnPauseMs, joinPauseMs, edgeMs } = limits;
  const spanAt = (index: number): Span => spans[index] ?? { startMs: Infinity, endMs: -Infinity };
  const pauseAfter = (index: number): number => spanAt(index + 1).startMs - spanAt(index).endMs;
  const edge = (pauseMs: number): number => Math.min(edgeMs, Math.floor(pauseMs / 2));
  const leadOf = ({ first }: Group): number =>
    first === 0 ? Math.min(edgeMs, spanAt(0).startMs) : edge(pauseAfter(first - 1));
  const tailOf = ({ last }: Group): number =>
    last === spans.length - 1 ? Math.min(edgeMs, recordingMs - spanAt(last).endMs) : edge(pauseAfter(last));
  const lengthOf = (group: Group): number =>
    spanAt(group.last).endMs + tailOf(group) - (spanAt(group.first).startMs - leadOf(group));

  const turns: Group[] = [];
  for (let index = 0; index < spans.length; index += 1) {
    const turn = turns.at(-1);
    if (turn === undefined || pauseAfter(index - 1) >= turnPauseMs) turns.push({ first: index, last: index });
    else turns[turns.length - 1] = { first: turn.first, last: index };
  }

  const dropped: DroppedSpeech[] = [];
  const drop = ({ first, last }: Group, reason: DroppedSpeech['reason']): void => {
    dropped.push({ startMs: spanAt(first).startMs, endMs: spanAt(last).endMs, reason });
  };

  const divide = (group: Group): readonly Group[] => {
    if (lengthOf(group) <= maxMs) return [group];
    if (group.first === group.last) {
      drop(group, 'no-pause');
      return [];
    }
    const cuts: {
      readonly parts: readonly [Group, Group];
      readonly pauseMs: number;
      readonly fair: boolean;
    }[] = [];
    for (let index = group.first; index < group.last; index += 1) {
      const parts = [
        { first: group.first, last: index },
        { first: index + 1, last: group.last },
      ] as const;
      cuts.push({ parts, pauseMs: pauseAfter(index), fair: parts.every((part) => lengthOf(part) >= minMs) });
    }
    const [best] = cuts.toSorted((a, b) => Number(b.fair) - Number(a.fair) || b.pauseMs - a.pauseMs);
    return best === undefined ? [] : best.parts.flatMap(divide);
  };

  const joined: Group[] = [];
  for (const group of turns.flatMap(divide)) {
    const previous = joined.at(-1);
    const isNear =
      previous !== undefined && previous.last + 1 === group.first && pauseAfter(previous.last) <= joinPauseMs;
    const both = previous === undefined ? group : { first: previous.first, last: group.last };
    const isNeeded = previous !== undefined && (lengthOf(previous) < minMs || lengthOf(group) < minMs);
    if (isNear && isNeeded && lengthOf(both) <= maxMs) joined[joined.length - 1] = both;
    else joined.push(group);
  }

  const clips: RefinedClip[] = [];
  for (const group of joined) {
    if (lengthOf(group) < minMs) {
      drop(group, 'too-short');
      continue;
    }
    const [leadMs, tailMs] = [leadOf(group), tailOf(group)];
    clips.push({
      startMs: spanAt(group.first).startMs - leadMs,
      endMs: spanAt(group.last).endMs + tailMs,
      leadMs,
      tailMs,
    });
  }
  return { clips, dropped: dropped.toSorted((a, b) => a.startMs - b.startMs) };
}
