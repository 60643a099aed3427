import { describe, expect, it } from 'vitest';
import {
  createOpusDecoder,
  createOpusEncoder,
  OPUS_SILENCE,
  type OpusPacket,
  type SpeechFrame,
} from '#audio';
import { createSpeakerLane, type SpeakerLane } from './speaker-lane.ts';
import { asHeard, joined, likeness, sweep } from './testing/sound.ts';

const said = sweep(1000);

async function packetsOf(sound: Float32Array): Promise<OpusPacket[]> {
  const encoder = await createOpusEncoder({ packetLossPercent: 10 });
  const packets = Array.from({ length: sound.length / 960 }, (_, index) => ({
    userId: '1',
    ssrc: 1,
    sequence: index,
    timestamp: index * 960,
    payload: encoder.encode(sound.subarray(index * 960, (index + 1) * 960)),
    arrivedAtMs: 1000 + index * 20,
  }));
  encoder.close();
  return packets;
}

async function openLane(): Promise<{ lane: SpeakerLane; frames: SpeechFrame[]; corrupt: number[] }> {
  const frames: SpeechFrame[] = [];
  const corrupt: number[] = [];
  const lane = createSpeakerLane({
    userId: '1',
    decoder: await createOpusDecoder(),
    onFrame: (frame) => frames.push(frame),
    onCorrupt: (count) => corrupt.push(count),
  });
  return { lane, frames, corrupt };
}

function feed(lane: SpeakerLane, packets: readonly OpusPacket[], untilMs: number): void {
  const waiting = packets.toSorted((left, right) => left.arrivedAtMs - right.arrivedAtMs);
  for (let nowMs = 1000; nowMs <= untilMs; nowMs += 10) {
    while (waiting[0] !== undefined && waiting[0].arrivedAtMs <= nowMs)
      lane.push(waiting.shift() as OpusPacket);
    lane.drain(nowMs);
  }
}

function expectUnbroken(frames: readonly SpeechFrame[]): void {
  frames.forEach((frame, index) => {
    expect(frame.samples).toHaveLength(320);
    expect(frame.atMs).toBeCloseTo((frames[0]?.atMs ?? 0) + index * 20, 6);
  });
}

describe('a speaker lane', () => {
  it('turns packets into frames of 20 ms on the clock of the call', async () => {
    const { lane, frames } = await openLane();
    feed(lane, await packetsOf(said), 2050);
    const heard = frames.filter((frame) => frame.origin === 'decoded');
    expect(heard).toHaveLength(50);
    expect(heard[0]?.atMs).toBe(980);
    expectUnbroken(frames);
    expect(likeness(asHeard(said.subarray(0, 40_000)), joined(heard)).best).toBeGreaterThan(0.97);
    lane.close();
  });

  it('repairs single losses from the copy in the next packet and keeps the rest in place', async () => {
    const { lane, frames } = await openLane();
    const packets = (await packetsOf(said)).filter((_, index) => index % 10 !== 5);
    feed(lane, packets, 2050);
    expectUnbroken(frames);
    expect(frames.filter((frame) => frame.origin === 'recovered')).toHaveLength(5);
    const sounding = frames.filter((frame) => frame.origin !== 'silence').slice(0, 50);
    expect(likeness(asHeard(said.subarray(0, 40_000)), joined(sounding)).best).toBeGreaterThan(0.9);
    expect(lane.counts()).toMatchObject({ lost: 5, recovered: 5 });
    lane.close();
  });

  it('takes a damaged packet for a lost one and goes on', async () => {
    const { lane, frames, corrupt } = await openLane();
    const packets = (await packetsOf(said)).map((packet, index) =>
      index === 20 ? { ...packet, payload: Uint8Array.of(0xff, 0xff, 0xff, 0xff) } : packet,
    );
    feed(lane, packets, 2050);
    expect(corrupt).toEqual([1]);
    expect(frames.filter((frame) => frame.origin === 'decoded')).toHaveLength(49);
    expect(frames[20]?.origin).toBe('concealed');
    expectUnbroken(frames);
    lane.close();
  });

  it('ignores packets of nothing but zeros', async () => {
    const { lane, frames } = await openLane();
    const packets = (await packetsOf(said)).map((packet, index) =>
      index === 20 ? { ...packet, payload: new Uint8Array(30) } : packet,
    );
    feed(lane, packets, 2050);
    expect(frames[20]?.origin).toBe('recovered');
    expectUnbroken(frames);
    lane.close();
  });

  it('ends speech with silence and then rests', async () => {
    const { lane, frames } = await openLane();
    const packets = await packetsOf(said.subarray(0, 9600));
    const end = {
      ...(packets[9] as OpusPacket),
      sequence: 10,
      timestamp: 9600,
      payload: OPUS_SILENCE,
      arrivedAtMs: 1200,
    };
    feed(lane, [...packets, end], 4000);
    expect(frames).toHaveLength(11 + 100);
    expect(
      frames.slice(12).every((frame) => frame.origin === 'silence' && frame.samples.every((x) => x === 0)),
    ).toBe(true);
    expect(lane.drain(4000)).toBe(false);
    lane.close();
  });

  it('cuts packets of another length into frames of 20 ms', async () => {
    const { lane, frames } = await openLane();
    const [first] = await packetsOf(said.subarray(0, 960));
    const tenMs = Uint8Array.of(0xf0, 0xff, 0xfe);
    const sixtyMs = Uint8Array.of(0xfb, 0x03, 0xff, 0xfe, 0xff, 0xfe, 0xff, 0xfe);
    const packet = (sequence: number, ticks: number, payload: Uint8Array): OpusPacket => ({
      ...(first as OpusPacket),
      sequence,
      timestamp: ticks,
      payload,
      arrivedAtMs: 1000 + ticks / 48,
    });
    feed(
      lane,
      [packet(0, 0, tenMs), packet(1, 480, tenMs), packet(2, 960, sixtyMs), packet(3, 3840, sixtyMs)],
      1180,
    );
    expect(lane.counts().corrupt).toBe(0);
    expect(frames.filter((frame) => frame.origin === 'decoded')).toHaveLength(7);
    expectUnbroken(frames);
    lane.close();
  });

  it('hands out a burst in portions, so that one lane does not hold up the others', async () => {
    const { lane, frames } = await openLane();
    const burst = (await packetsOf(sweep(1200))).map((packet) => ({ ...packet, arrivedAtMs: 1000 }));
    for (const packet of burst) lane.push(packet);
    lane.drain(1100);
    expect(frames.length).toBe(50);
    lane.drain(1120);
    expect(frames.filter((frame) => frame.origin === 'decoded')).toHaveLength(60);
    lane.close();
  });
});
