/** The packet that Discord's clients send five times when speech ends: 20 ms of silence. */
export const OPUS_SILENCE: Uint8Array = Uint8Array.of(0xf8, 0xff, 0xfe);

/** Longest sound that one packet may hold (RFC 6716, section 3.2.5). */
const MAX_PACKET_MS = 120;

/** True for {@link OPUS_SILENCE}. */
export function isOpusSilence(payload: Uint8Array): boolean {
  return payload.byteLength === 3 && payload[0] === 0xf8 && payload[1] === 0xff && payload[2] === 0xfe;
}

/** True for a packet of nothing but zeros: some voice servers send them, and they are no one's sound. */
export function isAllZero(payload: Uint8Array): boolean {
  return payload.every((byte) => byte === 0);
}

/** Length of one frame by the configuration in the packet's first byte (RFC 6716, table 2). */
function frameMs(configuration: number): number {
  if (configuration < 12) return [10, 20, 40, 60][configuration & 3] ?? 20;
  if (configuration < 16) return [10, 20][configuration & 1] ?? 20;
  return [2.5, 5, 10, 20][configuration & 3] ?? 20;
}

/**
 * How much sound a packet holds, in ms, by its first bytes (RFC 6716, section 3.1).
 *
 * @returns `undefined` when the bytes cannot be an Opus packet.
 */
export function opusPacketMs(payload: Uint8Array): number | undefined {
  const [first, second] = payload;
  if (first === undefined) return undefined;
  const code = first & 3;
  const frames = code === 0 ? 1 : code === 3 ? (second ?? 0) & 0x3f : 2;
  const durationMs = frames * frameMs(first >> 3);
  return frames > 0 && durationMs <= MAX_PACKET_MS ? durationMs : undefined;
}
