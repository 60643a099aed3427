/** Frames that a packet of 60 ms takes when each is 20 ms long. */
export const FRAMES_PER_LONG_PACKET = 3;

function frameSize(bytes: number): Buffer {
  if (bytes < 252) return Buffer.from([bytes]);
  const first = 252 + (bytes & 3);
  return Buffer.from([first, (bytes - first) >> 2]);
}

/**
 * Puts single-frame Opus packets of one configuration into one packet of code 3 with variable sizes
 * (RFC 6716 section 3.2.5).
 *
 * @returns `undefined` when the packets are of different kinds or hold more than one frame each.
 */
export function mergeOpusPackets(packets: readonly Buffer[]): Buffer | undefined {
  const [first] = packets;
  const toc = first?.at(0);
  if (toc === undefined || (toc & 3) !== 0) return undefined;
  if (packets.some((packet) => packet.at(0) !== toc)) return undefined;
  const frames = packets.map((packet) => packet.subarray(1));
  // 0x80: the frames differ in size, so that all sizes but the last are given.
  const head = Buffer.from([toc | 3, 0x80 | frames.length]);
  const sizes = frames.slice(0, -1).map((frame) => frameSize(frame.length));
  return Buffer.concat([head, ...sizes, ...frames]);
}
