import { describe, expect, it } from 'vitest';
import { noise } from './fixtures/noise.ts';
import { blockLengthOf, packRows, repackRows, type PackedRows } from './packed-rows.ts';

/** What the runtime's operator takes the values for. */
const unpack = ({ blockLength, values, steps, zeros }: PackedRows): readonly number[] =>
  Array.from(values, (value, place) => {
    const block = Math.floor(place / blockLength);
    return (value - (zeros?.[block] ?? 128)) * steps[block]!;
  });

describe('rows of floats', () => {
  it('are kept to half a step of their block', () => {
    const rows = noise(8 * 32, 3);
    const packed = packRows(rows, 32);
    expect(packed.steps.length).toBe(8);
    unpack(packed).forEach((value, place) => {
      const step = packed.steps[Math.floor(place / 32)]!;
      expect(Math.abs(value - rows[place]!)).toBeLessThanOrEqual(step * 0.5001);
    });
  });

  it('have fine steps where they are small', () => {
    const rows = Float32Array.from({ length: 64 }, (_unused, n) => (n < 32 ? 1000 : 0.001) * Math.sin(n));
    const values = unpack(packRows(rows, 32));
    expect(values[40]).toBeCloseTo(rows[40]!, 5);
  });

  it('of zeros stay zeros', () => {
    expect(unpack(packRows(new Float32Array(32), 16))).toEqual(Array.from({ length: 32 }, () => 0));
  });
});

describe('rows of integers', () => {
  it.each([
    ['unsigned, with the usual zero', Uint8Array.of(0, 100, 128, 255), 128, undefined],
    ['unsigned, with a zero of their own', Uint8Array.of(0, 100, 128, 255), 117, Uint8Array.of(117, 117)],
    ['signed', Int8Array.of(-128, -1, 0, 127), 0, undefined],
    ['signed, with a zero of their own', Int8Array.of(-128, -1, 0, 127), -5, Uint8Array.of(123, 123)],
  ] as const)('%s, keep their values', (_name, rows, zero, zeros) => {
    const packed = repackRows(rows, 2, 0.25, zero);
    expect(unpack(packed)).toEqual(Array.from(rows, (value) => (value - zero) * 0.25));
    expect(packed.zeros).toEqual(zeros);
  });
});

it.each([
  [384, 128],
  [512, 128],
  [64, 64],
  [48, 16],
  [100, undefined],
])('rows of %i values come in blocks of %s', (width, length) => {
  expect(blockLengthOf(width)).toBe(length);
});
