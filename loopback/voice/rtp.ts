/** RTP payload type that Discord uses for Opus. */
export const OPUS_PAYLOAD_TYPE = 120;
/** Size of the fixed part of an RTP header (RFC 3550 section 5.1). */
export const RTP_FIXED_HEADER_BYTES = 12;
/** The profile of one-byte header extensions (RFC 8285 section 4.2). */
const ONE_BYTE_EXTENSION_PROFILE = 0xbede;

/** What an outgoing packet says about itself. */
export interface RtpFields {
  /** 0–65535. */
  readonly sequence: number;
  /** Samples at 48 kHz, 32 bits. */
  readonly timestamp: number;
  readonly ssrc: number;
  readonly marker?: boolean;
  /** Contributing sources, at most 15. */
  readonly csrcs?: readonly number[];
  /** Body of the header extension in 32-bit words; the body itself belongs into the sealed part. */
  readonly extensionWords?: number;
  /** True when the sealed part ends in padding. */
  readonly padded?: boolean;
}

/** What an incoming packet says in its clear part. */
export interface RtpHeader {
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payloadType: number;
  readonly marker: boolean;
  readonly padded: boolean;
  /** Bytes that are in clear and authenticated: fixed part, CSRCs and the extension's preamble. */
  readonly clearBytes: number;
  /** Bytes of header extension at the start of the sealed part. */
  readonly extensionBytes: number;
}

/**
 * Writes the clear part of a packet in one of the `rtpsize` modes: the fixed header, the CSRCs and, when
 * there is a header extension, its four-byte preamble. Everything else is sealed.
 */
export function encodeRtpHeader(fields: RtpFields): Buffer {
  const csrcs = fields.csrcs ?? [];
  const hasExtension = fields.extensionWords !== undefined;
  const header = Buffer.alloc(RTP_FIXED_HEADER_BYTES + 4 * csrcs.length + (hasExtension ? 4 : 0));
  header.writeUInt8(0x80 | (fields.padded === true ? 0x20 : 0) | (hasExtension ? 0x10 : 0) | csrcs.length, 0);
  header.writeUInt8((fields.marker === true ? 0x80 : 0) | OPUS_PAYLOAD_TYPE, 1);
  header.writeUInt16BE(fields.sequence, 2);
  header.writeUInt32BE(fields.timestamp, 4);
  header.writeUInt32BE(fields.ssrc, 8);
  csrcs.forEach((csrc, index) => header.writeUInt32BE(csrc, RTP_FIXED_HEADER_BYTES + 4 * index));
  if (fields.extensionWords !== undefined) {
    header.writeUInt16BE(ONE_BYTE_EXTENSION_PROFILE, header.length - 4);
    header.writeUInt16BE(fields.extensionWords, header.length - 2);
  }
  return header;
}

/** Reads the clear part of a packet; `undefined` when it is no RTP packet of version 2. */
export function parseRtpHeader(packet: Buffer): RtpHeader | undefined {
  if (packet.length < RTP_FIXED_HEADER_BYTES) return undefined;
  const first = packet.readUInt8(0);
  if (first >> 6 !== 2) return undefined;
  const hasExtension = (first & 0x10) !== 0;
  const clearBytes = RTP_FIXED_HEADER_BYTES + 4 * (first & 0x0f) + (hasExtension ? 4 : 0);
  if (packet.length < clearBytes) return undefined;
  const second = packet.readUInt8(1);
  return {
    sequence: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    padded: (first & 0x20) !== 0,
    clearBytes,
    extensionBytes: hasExtension ? 4 * packet.readUInt16BE(clearBytes - 2) : 0,
  };
}

/** RTP padding: zeros that end in their own count (RFC 3550 section 5.1). `bytes` is 1–255. */
export function rtpPadding(bytes: number): Buffer {
  const padding = Buffer.alloc(bytes);
  padding.writeUInt8(bytes, bytes - 1);
  return padding;
}

/** Takes header extension and padding off the opened part of a packet; `undefined` when they do not fit. */
export function rtpPayload(header: RtpHeader, opened: Buffer): Buffer | undefined {
  const paddingBytes = header.padded ? (opened.at(-1) ?? 0) : 0;
  const end = opened.length - paddingBytes;
  return end < header.extensionBytes ? undefined : opened.subarray(header.extensionBytes, end);
}

/** Three bytes that every Discord client sends for silence, never end-to-end encrypted. */
export const SILENCE_FRAME: Buffer = Buffer.from([0xf8, 0xff, 0xfe]);

/** True for exactly the {@link SILENCE_FRAME}. */
export function isSilenceFrame(payload: Uint8Array): boolean {
  return payload.length === 3 && payload[0] === 0xf8 && payload[1] === 0xff && payload[2] === 0xfe;
}
