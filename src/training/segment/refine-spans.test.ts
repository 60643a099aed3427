import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { refineSpans, type RefineLimits, type Refinement } from './refine-spans.ts';
import type { Span } from './spans.ts';

const LIMITS: RefineLimits = { minMs: 1500, maxMs: 12_000, turnPauseMs: 800, joinPauseMs: 1200, edgeMs: 250 };

/** `[speech, pause, speech, pause, …]` in ms, after a second of silence. */
function speech(...parts: readonly number[]): Span[] {
  const spans: Span[] = [];
  let atMs = 1000;
  for (const [index, ms] of parts.entries()) {
    if (index % 2 === 0) spans.push({ startMs: atMs, endMs: atMs + ms });
    atMs += ms;
  }
  return spans;
}

/** In a recording that goes on for a second after the last word. */
const refine = (spans: readonly Span[]): Refinement =>
  refineSpans(spans, (spans.at(-1)?.endMs ?? 0) + 1000, LIMITS);

test('sentences keep a quarter of a second of silence on either side', () => {
  const { clips, dropped } = refine(speech(3000, 900, 4000));

  expect(clips).toEqual([
    { startMs: 750, endMs: 4250, leadMs: 250, tailMs: 250 },
    { startMs: 4650, endMs: 9150, leadMs: 250, tailMs: 250 },
  ]);
  expect(dropped).toEqual([]);
});

test('a short pause is shared by the clips on its two sides', () => {
  const { clips } = refine(speech(7000, 300, 7000));

  expect(clips.map(({ tailMs, leadMs }) => [leadMs, tailMs])).toEqual([
    [250, 150],
    [150, 250],
  ]);
  expect(clips[0]?.endMs).toBe(clips[1]?.startMs);
});

test('what is too long is cut at its longest pause, again and again', () => {
  const { clips } = refine(speech(6000, 200, 5000, 400, 6000, 300, 7000));

  expect(clips.map(({ startMs, endMs }) => endMs - startMs)).toEqual([
    11_650,
    6000 + 200 + 150,
    7000 + 150 + 250,
  ]);
});

test('a cut that leaves two good parts is better than a longer pause that leaves a scrap', () => {
  const { clips, dropped } = refine(speech(500, 700, 6000, 200, 6000));

  expect(clips).toHaveLength(2);
  expect(dropped).toEqual([]);
});

test('what is too short joins a neighbour, or gives no clip', () => {
  expect(refine(speech(3000, 1000, 400)).clips).toMatchObject([{ startMs: 750, endMs: 5650 }]);
  expect(refine(speech(3000, 2000, 400)).dropped).toEqual([
    { startMs: 6000, endMs: 6400, reason: 'too-short' },
  ]);
});

test('speech without a pause is never cut', () => {
  expect(refine(speech(13_000))).toEqual({
    clips: [],
    dropped: [{ startMs: 1000, endMs: 14_000, reason: 'no-pause' }],
  });
});

test('a recording that begins or ends with speech has no silence there', () => {
  expect(refine([{ startMs: 0, endMs: 3000 }]).clips).toMatchObject([{ startMs: 0, leadMs: 0 }]);
  expect(refineSpans([{ startMs: 900, endMs: 3000 }], 3010, LIMITS).clips).toMatchObject([
    { endMs: 3010, tailMs: 10 },
  ]);
});

test('whatever was said: no clip is out of bounds, cuts speech or overlaps, and all speech is accounted for', () => {
  const parts = fc.array(
    fc.tuple(fc.integer({ min: 250, max: 14_000 }), fc.integer({ min: 100, max: 3000 })),
    {
      maxLength: 40,
    },
  );
  fc.assert(
    fc.property(parts, (pairs) => {
      const spans = speech(...pairs.flat());
      const { clips, dropped } = refine(spans);
      for (const { startMs, endMs } of clips) {
        expect(endMs - startMs).toBeGreaterThanOrEqual(LIMITS.minMs);
        expect(endMs - startMs).toBeLessThanOrEqual(LIMITS.maxMs);
      }
      for (const [index, clip] of clips.entries()) {
        expect(clip.startMs).toBeGreaterThanOrEqual(clips[index - 1]?.endMs ?? 0);
      }
      const taken = [...clips, ...dropped];
      for (const span of spans) {
        const holding = taken.filter(({ startMs, endMs }) => startMs <= span.startMs && span.endMs <= endMs);
        expect(holding).toHaveLength(1);
      }
    }),
  );
});
