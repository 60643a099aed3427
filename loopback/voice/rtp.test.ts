import { expect, test } from 'vitest';
import {
  encodeRtpHeader,
  isSilenceFrame,
  parseRtpHeader,
  rtpPadding,
  rtpPayload,
  SILENCE_FRAME,
} from './rtp.ts';

test('what is written is what is read, with extension, padding, marker and contributing sources', () => {
  const clear = encodeRtpHeader({
    sequence: 65_535,
    timestamp: 4_294_967_295,
    ssrc: 77,
    marker: true,
    csrcs: [1, 2],
    extensionWords: 1,
    padded: true,
  });
  expect(clear.toString('hex')).toBe('b2f8ffffffffffff0000004d0000000100000002bede0001');
  const header = parseRtpHeader(clear);
  expect(header).toEqual({
    sequence: 65_535,
    timestamp: 4_294_967_295,
    ssrc: 77,
    payloadType: 120,
    marker: true,
    padded: true,
    clearBytes: 24,
    extensionBytes: 4,
  });
  const opened = Buffer.concat([Buffer.from('10ff0000', 'hex'), Buffer.from('opus'), rtpPadding(7)]);
  expect(header && rtpPayload(header, opened)?.toString()).toBe('opus');
});

test('a plain header has twelve bytes and begins as Discord clients begin theirs', () => {
  const clear = encodeRtpHeader({ sequence: 1, timestamp: 2, ssrc: 3 });
  expect(clear.toString('hex')).toBe('807800010000000200000003');
});

test('what is no RTP is not read, and padding longer than the body is refused', () => {
  expect(parseRtpHeader(Buffer.alloc(8))).toBeUndefined();
  expect(parseRtpHeader(Buffer.alloc(20))).toBeUndefined();
  const header = parseRtpHeader(encodeRtpHeader({ sequence: 1, timestamp: 2, ssrc: 3, padded: true }));
  expect(header && rtpPayload(header, Buffer.from([1, 2, 9]))).toBeUndefined();
});

test('only the three bytes of silence are silence', () => {
  expect(isSilenceFrame(SILENCE_FRAME)).toBe(true);
  expect(isSilenceFrame(Buffer.from([0xf8, 0xff, 0xfe, 0]))).toBe(false);
  expect(isSilenceFrame(Buffer.from([0xf8, 0xff, 0xff]))).toBe(false);
});
