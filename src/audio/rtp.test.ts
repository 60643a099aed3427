import { describe, expect, it } from 'vitest';
import { addSequence, addTicks, readRtpHeader, sequenceDelta, timestampDelta } from './rtp.ts';

describe('RTP arithmetic', () => {
  it('counts across the wrap of a sequence number', () => {
    expect(sequenceDelta(2, 65_534)).toBe(4);
    expect(sequenceDelta(65_534, 2)).toBe(-4);
    expect(addSequence(65_535, 2)).toBe(1);
  });

  it('counts across the wrap of a timestamp', () => {
    expect(timestampDelta(960, 0xffff_ffff - 959)).toBe(1920);
    expect(timestampDelta(0xffff_ffff - 959, 960)).toBe(-1920);
    expect(addTicks(0xffff_ffff, 961)).toBe(960);
  });

  it('reads the header of a datagram and refuses one that is too short', () => {
    const datagram = Uint8Array.of(0x80, 0x78, 0x12, 0x34, 0xde, 0xad, 0xbe, 0xef, 0, 0, 1, 2, 9, 9);
    expect(readRtpHeader(datagram)).toEqual({ sequence: 0x1234, timestamp: 0xdeadbeef, ssrc: 258 });
    expect(readRtpHeader(datagram.subarray(0, 11))).toBeUndefined();
  });
});
