import { assert as check, double, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assertWindowPolicy,
  chooseWindowFrames,
  DEFAULT_WINDOW_POLICY,
  type WindowPolicy,
} from './window-policy.ts';

const seconds = (value: number): number => value * 16_000;

describe('the window for an utterance', () => {
  it.each([
    ['nothing', 0, 1000],
    ['4 s', seconds(4), 1000],
    ['exactly what the floor takes', seconds(8), 1000],
    ['one sample more', seconds(8) + 1, 1002],
    ['12.345 s', seconds(12.345), 1436],
    ['28 s', seconds(28), 3000],
    ['29 s', seconds(29), 3000],
    ['30 s', seconds(30), 3000],
  ])('of %s', (_name, samples, frames) => {
    expect(chooseWindowFrames(samples, DEFAULT_WINDOW_POLICY)).toBe(frames);
  });

  it('is always 30 s where there is no policy', () => {
    expect(chooseWindowFrames(1, undefined)).toBe(3000);
    expect(chooseWindowFrames(seconds(29.99), undefined)).toBe(3000);
  });

  it('comes in buckets', () => {
    const policy: WindowPolicy = { floorSeconds: 10, marginSeconds: 2, bucketFrames: 500 };
    expect([4, 9, 13.1, 27].map((length) => chooseWindowFrames(seconds(length), policy))).toEqual([
      1000, 1500, 2000, 3000,
    ]);
  });

  it('holds the utterance and the margin, is even and within 30 s, whatever the figures', () => {
    check(
      property(
        integer({ min: 0, max: seconds(30) }),
        double({ min: 0.01, max: 30, noNaN: true }),
        double({ min: 0, max: 30, noNaN: true }),
        integer({ min: 1, max: 1500 }),
        (samples, floorSeconds, marginSeconds, half) => {
          const policy = { floorSeconds, marginSeconds, bucketFrames: half * 2 };
          const frames = chooseWindowFrames(samples, policy);
          expect(frames % 2).toBe(0);
          expect(frames).toBeLessThanOrEqual(3000);
          const needed = Math.max(samples / 160 + marginSeconds * 100, floorSeconds * 100);
          expect(frames).toBeGreaterThanOrEqual(Math.min(3000, needed));
        },
      ),
    );
  });
});

it.each<[string, Partial<WindowPolicy>]>([
  ['no floor', { floorSeconds: 0 }],
  ['a floor beyond 30 s', { floorSeconds: 31 }],
  ['a floor that is no number', { floorSeconds: NaN }],
  ['a negative margin', { marginSeconds: -1 }],
  ['an odd bucket', { bucketFrames: 5 }],
  ['an endless bucket', { bucketFrames: Infinity }],
])('refuses %s', (_name, change) => {
  expect(() => assertWindowPolicy({ ...DEFAULT_WINDOW_POLICY, ...change })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID' }),
  );
});
