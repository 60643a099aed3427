/** The fields of an RTP header that tell where a packet belongs (RFC 3550, section 5.1). */
export interface RtpHeader {
  /** 0–65535, one more per packet, wraps. */
  readonly sequence: number;
  /** In samples at 48 kHz for Opus (RFC 7587, section 4.1), 32 bits, wraps. */
  readonly timestamp: number;
  /** Names the sender's stream. */
  readonly ssrc: number;
}

/** Bytes of an RTP header without contributing sources. */
export const RTP_HEADER_BYTES = 12;
/** RTP clock of Opus in ticks per millisecond, whatever the audio's own rate is. */
export const RTP_TICKS_PER_MS = 48;

/**
 * Reads sequence, timestamp and source of a datagram.
 *
 * @returns `undefined` when it is too short to be RTP.
 */
export function readRtpHeader(datagram: Uint8Array): RtpHeader | undefined {
  if (datagram.byteLength < RTP_HEADER_BYTES) return undefined;
  const view = new DataView(datagram.buffer, datagram.byteOffset, RTP_HEADER_BYTES);
  return { sequence: view.getUint16(2), timestamp: view.getUint32(4), ssrc: view.getUint32(8) };
}

/** How far `sequence` lies after `reference`: −32768…32767, right across the wrap. */
export function sequenceDelta(sequence: number, reference: number): number {
  return ((sequence - reference) << 16) >> 16;
}

/** How many ticks `timestamp` lies after `reference`: −2³¹…2³¹−1, right across the wrap. */
export function timestampDelta(timestamp: number, reference: number): number {
  return (timestamp - reference) | 0;
}

/** The sequence number `count` after `sequence`. */
export function addSequence(sequence: number, count: number): number {
  return (sequence + count) & 0xffff;
}

/** The timestamp `ticks` after `timestamp`. */
export function addTicks(timestamp: number, ticks: number): number {
  return (timestamp + ticks) >>> 0;
}
