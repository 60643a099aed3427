import { describe, expect, it } from 'vitest';
import { Recorder } from './recorder.ts';

const FRAME = 960;

function packet(index: number, arrivedAtMs: number, level = 0.5) {
  return { samples: new Float32Array(FRAME).fill(level), timestamp: (index * FRAME) % 2 ** 32, arrivedAtMs };
}

describe('Recorder', () => {
  it('joins packets by their timestamps although they arrive unevenly', () => {
    const recorder = new Recorder(300);
    for (const [index, lateMs] of [0, 15, 3, 40, 0].entries()) {
      recorder.add(packet(index, 1_000 + index * 20 + lateMs));
    }
    const { samples, segments, startedAtMs } = recorder.recording();
    expect(startedAtMs).toBe(1_000);
    expect(samples.every((sample) => sample === 0.5)).toBe(true);
    expect(segments).toEqual([{ startMs: 1_000, endMs: 1_100 }]);
  });

  it('puts what comes after a pause where it arrives, even when the timestamps know of no pause', () => {
    const recorder = new Recorder(300);
    recorder.add(packet(0, 1_000));
    recorder.add(packet(1, 1_520));
    const { samples, segments } = recorder.recording();
    expect(segments).toEqual([
      { startMs: 1_000, endMs: 1_020 },
      { startMs: 1_520, endMs: 1_540 },
    ]);
    expect(samples).toHaveLength(540 * 48);
    expect(samples.subarray(FRAME, 520 * 48).every((sample) => sample === 0)).toBe(true);
  });

  it('leaves a hole where a packet is missing', () => {
    const recorder = new Recorder(300);
    recorder.add(packet(0, 1_000));
    recorder.add(packet(2, 1_040));
    const { samples, segments } = recorder.recording();
    expect([samples[0], samples[FRAME], samples[2 * FRAME]]).toEqual([0.5, 0, 0.5]);
    expect(segments).toHaveLength(1);
  });

  it('goes on when timestamps wrap around or jump', () => {
    const recorder = new Recorder(300);
    const last = 2 ** 32 / FRAME - 1;
    recorder.add({ ...packet(0, 1_000), timestamp: Math.floor(last) * FRAME });
    recorder.add({ ...packet(0, 1_020), timestamp: (Math.floor(last) * FRAME + FRAME) % 2 ** 32 });
    recorder.add({ ...packet(0, 1_040), timestamp: 123_456_789 });
    expect(recorder.segments).toEqual([{ startMs: 1_000, endMs: 1_060 }]);
  });

  it('does not take soft packets for speech', () => {
    const recorder = new Recorder(300);
    expect(recorder.add(packet(0, 1_000, 0.001)).audible).toBe(false);
    expect(recorder.segments).toEqual([]);
    expect(recorder.lastAudibleArrivalMs).toBeUndefined();
  });

  it('forgets what is older than ten minutes', () => {
    const recorder = new Recorder(300);
    recorder.add(packet(0, 0));
    for (let index = 0; index < 30_000; index += 1) recorder.add(packet(100 + index, 2_000 + index * 20));
    expect(recorder.recording().startedAtMs).toBe(2_000);
    expect(recorder.segments).toEqual([{ startMs: 2_000, endMs: 602_000 }]);
  });
});
