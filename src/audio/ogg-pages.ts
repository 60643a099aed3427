/** One Ogg page: whole packets only, of 255 segments together at the most. */
export interface OggPage {
  readonly packets: readonly Uint8Array[];
  /** Position of the stream at the end of the page's last packet, in its own unit. */
  readonly granulePosition: bigint;
  readonly isFirst?: boolean;
  readonly isLast?: boolean;
}

/** A segment has one byte for its length; a packet ends with its first segment that is shorter than this. */
const MAX_SEGMENT_BYTES = 255;

const FLAG_FIRST = 2;
const FLAG_LAST = 4;
const CRC_AT = 22;

/**
 * Makes the pages of one logical Ogg stream (RFC 3533), numbered in the order of the calls.
 *
 * @param serial - 32 bits that tell the stream from others in the same file.
 */
export function createOggPaginator(serial: number): (page: OggPage) => Uint8Array<ArrayBuffer> {
  let sequence = 0;
  return ({ packets, granulePosition, isFirst = false, isLast = false }) => {
    const lacing = packets.flatMap((packet) => [
      ...Array.from({ length: Math.floor(packet.length / MAX_SEGMENT_BYTES) }, () => MAX_SEGMENT_BYTES),
      packet.length % MAX_SEGMENT_BYTES,
    ]);
    const head = Buffer.alloc(27);
    head.write('OggS', 'latin1');
    head.writeUInt8((isFirst ? FLAG_FIRST : 0) | (isLast ? FLAG_LAST : 0), 5);
    head.writeBigInt64LE(granulePosition, 6);
    head.writeUInt32LE(serial >>> 0, 14);
    head.writeUInt32LE(sequence, 18);
    head.writeUInt8(lacing.length, 26);
    sequence += 1;
    const page = Buffer.concat([head, Uint8Array.from(lacing), ...packets]);
    page.writeUInt32LE(oggChecksum(page), CRC_AT);
    return new Uint8Array(page);
  };
}

/** The table for one byte of a CRC with the polynomial 0x04c11db7, most significant bit first. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) remainder = (remainder << 1) ^ (remainder < 0 ? 0x04_c1_1d_b7 : 0);
  return remainder >>> 0;
});

/** Ogg's checksum of a page whose own checksum field is zero: starts at 0, is not inverted (RFC 3533, 6). */
function oggChecksum(page: Uint8Array): number {
  let crc = 0;
  for (const byte of page) crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] as number);
  return crc >>> 0;
}
