import { array, assert, boolean, integer, property, record, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OpusPacket } from './frames.ts';
import { createJitterBuffer, type JitterBuffer, type PlayStep } from './jitter-buffer.ts';
import { OPUS_SILENCE } from './opus-packet.ts';

const FULLBAND_20_MS = 0x78;
const FULLBAND_60_MS = 0x7b;

interface Sender {
  readonly firstSequence: number;
  readonly firstTimestamp: number;
}

const plainSender: Sender = { firstSequence: 1000, firstTimestamp: 96_000 };

function packet(index: number, arrivedAtMs: number, sender = plainSender, ssrc = 7): OpusPacket {
  return {
    userId: '1',
    ssrc,
    sequence: (sender.firstSequence + index) & 0xffff,
    timestamp: (sender.firstTimestamp + index * 960) >>> 0,
    payload: Uint8Array.of(FULLBAND_20_MS, index & 0xff, index >> 8),
    arrivedAtMs,
  };
}

const longPacket = (index: number): OpusPacket => ({
  ...packet(index, index * 60),
  timestamp: 96_000 + index * 2880,
  payload: Uint8Array.of(FULLBAND_60_MS, 3, index),
});

const indexOf = (step: PlayStep): number => {
  if (step.kind !== 'packet') return -1;
  const [, low = 0, high = 0] = step.packet.payload;
  return low + high * 256;
};

function drain(buffer: JitterBuffer, nowMs: number): PlayStep[] {
  const steps: PlayStep[] = [];
  for (;;) {
    const step = buffer.pull(nowMs);
    if (step.kind === 'wait' || step.kind === 'idle') return steps;
    steps.push(step);
  }
}

/** Hands the packets over at their arrival times with a pull every 5 ms, until `untilMs`. */
function run(buffer: JitterBuffer, packets: readonly OpusPacket[], untilMs: number): PlayStep[] {
  const steps: PlayStep[] = [];
  const waiting = packets.toSorted((a, b) => a.arrivedAtMs - b.arrivedAtMs);
  for (let nowMs = 0; nowMs <= untilMs; nowMs += 5) {
    while (waiting[0] !== undefined && waiting[0].arrivedAtMs <= nowMs) {
      buffer.push(waiting.shift() as OpusPacket);
    }
    steps.push(...drain(buffer, nowMs));
  }
  return steps;
}

const heard = (steps: readonly PlayStep[]): number[] => steps.map(indexOf).filter((index) => index >= 0);

function expectUnbrokenTime(steps: readonly PlayStep[]): void {
  let endMs: number | undefined;
  for (const step of steps) {
    if (step.kind === 'wait' || step.kind === 'idle') continue;
    if (endMs !== undefined) expect(step.atMs).toBeCloseTo(endMs, 6);
    endMs = step.atMs + step.durationMs;
  }
}

const anySender = record({
  firstSequence: integer({ min: 0, max: 0xffff }),
  firstTimestamp: integer({ min: 0, max: 0xffff_ffff }),
});

describe('a jitter buffer', () => {
  it('plays every packet once and in order, however the network shuffles and copies them', () => {
    assert(
      property(
        anySender,
        array(record({ jitterMs: integer({ min: 0, max: 54 }), copies: integer({ min: 1, max: 3 }) }), {
          minLength: 1,
          maxLength: 80,
        }),
        (sender, plan) => {
          const buffer = createJitterBuffer();
          const packets = plan.flatMap(({ jitterMs, copies }, index) =>
            Array.from({ length: copies }, (_, copy) =>
              packet(index, 100 + index * 20 + jitterMs + copy * 7, sender),
            ),
          );
          const steps = run(buffer, packets, 100 + plan.length * 20 + 400);
          expect(heard(steps)).toEqual(plan.map((_, index) => index));
          expectUnbrokenTime(steps);
          expect(buffer.counts().duplicates).toBe(packets.length - plan.length);
          expect(buffer.counts().lost).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps what follows a loss at its own time', () => {
    assert(
      property(
        anySender,
        array(boolean(), { minLength: 5, maxLength: 80 }).filter((kept) => kept[0] === true),
        (sender, kept) => {
          const buffer = createJitterBuffer();
          const packets = kept.flatMap((keep, index) =>
            keep ? [packet(index, 500 + index * 20, sender)] : [],
          );
          const steps = run(buffer, packets, 500 + kept.length * 20 + 100);
          expect(heard(steps)).toEqual(kept.flatMap((keep, index) => (keep ? [index] : [])));
          for (const step of steps) {
            const index = indexOf(step);
            if (step.kind === 'packet') expect(step.atMs).toBeCloseTo(480 + index * 20, 6);
          }
          expectUnbrokenTime(steps);
          const lastKept = kept.lastIndexOf(true);
          expect(buffer.counts().lost).toBe(kept.slice(0, lastKept).filter((keep) => !keep).length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('never holds more than its bound, whatever arrives', () => {
    const anyPacket = record({
      sequence: integer({ min: 0, max: 0xffff }),
      timestamp: integer({ min: 0, max: 0xffff_ffff }),
      ssrc: integer({ min: 1, max: 2 }),
      stepMs: integer({ min: 0, max: 30 }),
      payload: uint8Array({ minLength: 1, maxLength: 4 }),
    });
    assert(
      property(array(anyPacket, { maxLength: 300 }), boolean(), (packets, pulls) => {
        const buffer = createJitterBuffer({ maxPackets: 16 });
        let nowMs = 0;
        for (const { stepMs, ...fields } of packets) {
          nowMs += stepMs;
          buffer.push({ userId: '1', arrivedAtMs: nowMs, ...fields });
          expect(buffer.size()).toBeLessThanOrEqual(16);
          let previousEndMs = -Infinity;
          const mostPulls = pulls ? 500 : 0;
          for (let pull = 0; pull < mostPulls; pull += 1) {
            const step = buffer.pull(nowMs);
            if (step.kind === 'wait' || step.kind === 'idle') break;
            expect(step.atMs).toBeGreaterThanOrEqual(previousEndMs - 1e-6);
            previousEndMs = step.atMs + step.durationMs;
            expect(pull).toBeLessThan(499);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('hands a packet out at once when it follows the one before it', () => {
    const buffer = createJitterBuffer();
    buffer.push(packet(0, 0));
    expect(buffer.pull(0).kind).toBe('wait');
    expect(heard(drain(buffer, 60))).toEqual([0]);
    buffer.push(packet(1, 61));
    expect(heard(drain(buffer, 61))).toEqual([1]);
  });

  it('recovers a single lost packet from the one after it', () => {
    const steps = run(createJitterBuffer(), [packet(0, 0), packet(2, 40), packet(3, 60)], 145);
    expect(steps.map((step) => step.kind)).toEqual(['packet', 'recover', 'packet', 'packet', 'conceal']);
    const recovered = steps[1];
    expect(recovered?.kind === 'recover' && recovered.next.sequence).toBe(1002);
  });

  it('conceals 100 ms of a long loss and leaves the rest silent', () => {
    const steps = run(createJitterBuffer(), [packet(0, 0), packet(12, 240)], 290);
    const kinds = steps.map((step) => step.kind);
    expect(kinds).toEqual([
      'packet',
      ...Array(5).fill('conceal'),
      ...Array(5).fill('silence'),
      'recover',
      'packet',
    ]);
  });

  it('plays silence for two seconds after speech ended, and then rests', () => {
    const buffer = createJitterBuffer();
    const end = { ...packet(1, 20), payload: OPUS_SILENCE };
    const steps = run(buffer, [packet(0, 0), end], 5000);
    expect(steps.map((step) => step.kind)).toEqual(['packet', 'packet', ...Array(100).fill('silence')]);
    expect(buffer.pull(5000).kind).toBe('idle');
  });

  it('gives a pause of the speaker its true length', () => {
    const buffer = createJitterBuffer();
    const later = { ...packet(2, 640), sequence: 1002, timestamp: 96_000 + 32 * 960 };
    const steps = run(buffer, [packet(0, 0), { ...packet(1, 20), payload: OPUS_SILENCE }, later], 660);
    const last = steps.findLast((step) => step.kind === 'packet');
    expect(last?.atMs).toBe(620);
    expect(steps.filter((step) => step.kind === 'silence')).toHaveLength(30);
    expectUnbrokenTime(steps);
  });

  it('takes the length of a packet from the packet', () => {
    const steps = run(createJitterBuffer(), [longPacket(0), longPacket(1), longPacket(2)], 190);
    const played = steps.filter((step) => step.kind === 'packet');
    expect(played.map((step) => step.durationMs)).toEqual([60, 60, 60]);
    expectUnbrokenTime(steps);
  });

  it('loses no word when the network stands still and then delivers everything at once', () => {
    const buffer = createJitterBuffer();
    const packets = Array.from({ length: 40 }, (_, index) =>
      packet(index, index >= 10 && index < 25 ? 500 : index * 20),
    );
    const steps = run(buffer, packets, 850);
    expect(heard(steps)).toEqual(packets.map((_, index) => index));
    expect(buffer.counts().resyncs).toBe(1);
    expectUnbrokenTime(steps);
  });

  it('wins the time of a stall back in the next pause', () => {
    const stalled = Array.from({ length: 30 }, (_, index) =>
      packet(index, index >= 10 && index < 16 ? 320 : index * 20),
    );
    const afterPause = Array.from({ length: 5 }, (_, index) => ({
      ...packet(30 + index, 1200 + index * 20),
      timestamp: 96_000 + (60 + index) * 960,
    }));
    const steps = run(createJitterBuffer(), [...stalled, ...afterPause], 1400);
    const last = steps.findLast((step) => step.kind === 'packet');
    expect(heard(steps)).toHaveLength(35);
    expect(last?.atMs).toBeLessThan(1280 + 80);
    expectUnbrokenTime(steps);
  });

  it('begins anew with another source, a leap of the clock, and a sequence that starts over', () => {
    const buffer = createJitterBuffer();
    run(buffer, [packet(0, 0), packet(1, 20)], 80);
    expect(buffer.push(packet(2, 100, plainSender, 8))).toBe('resync');
    expect(heard(drain(buffer, 200))).toEqual([2]);
    expect(buffer.push({ ...packet(3, 220, plainSender, 8), timestamp: 90_000_000 })).toBe('resync');
    expect(heard(drain(buffer, 290))).toEqual([3]);
    const restarted = { firstSequence: 100, firstTimestamp: 5_000 };
    expect(buffer.push(packet(0, 300, restarted, 8))).toBe('late');
    expect(buffer.push(packet(1, 320, restarted, 8))).toBe('resync');
    expect(heard(drain(buffer, 400))).toEqual([1]);
  });

  it('goes on when the sender does not advance its clock over a pause', () => {
    const buffer = createJitterBuffer();
    const again = packet(2, 1500);
    const steps = run(buffer, [packet(0, 0), { ...packet(1, 20), payload: OPUS_SILENCE }, again], 1600);
    const last = steps.findLast((step) => step.kind === 'packet');
    expect(heard(steps).at(-1)).toBe(2);
    expect(Math.abs((last?.atMs ?? 0) - 1480)).toBeLessThanOrEqual(80);
    expectUnbrokenTime(steps);
  });

  it('tells a latecomer from a copy', () => {
    const buffer = createJitterBuffer();
    run(buffer, [packet(0, 0), packet(2, 40), packet(3, 60)], 200);
    expect(buffer.push(packet(1, 200))).toBe('late');
    expect(buffer.push(packet(3, 200))).toBe('duplicate');
  });
});
