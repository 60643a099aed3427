import type { OpusPacket } from './frames.ts';
import { sequenceDelta } from './rtp.ts';

/** How many sequence numbers are remembered, to tell a copy from a latecomer. */
const MEMORY = 256;

/** A bounded set of packets by sequence number. */
export interface PacketShelf {
  /** @returns false when it is full. */
  put(packet: OpusPacket): boolean;
  take(packet: OpusPacket): void;
  has(sequence: number): boolean;
  /** True when this number was put here not long ago, even if it was taken since. */
  saw(sequence: number): boolean;
  /** The packet that comes first, counted from `sequence`. */
  first(sequence: number): OpusPacket | undefined;
  size(): number;
  clear(): void;
  /** Clears, and forgets what was seen. */
  forget(): void;
}

/** Makes a {@link PacketShelf} for `maxPackets`. */
export function createPacketShelf(maxPackets: number): PacketShelf {
  const held = new Map<number, OpusPacket>();
  const seen = new Set<number>();

  const remember = (sequence: number): void => {
    seen.delete(sequence);
    seen.add(sequence);
    if (seen.size <= MEMORY) return;
    const [oldest] = seen;
    if (oldest !== undefined) seen.delete(oldest);
  };

  return {
    put(packet) {
      if (held.size >= maxPackets) return false;
      held.set(packet.sequence, packet);
      remember(packet.sequence);
      return true;
    },
    take: (packet) => void held.delete(packet.sequence),
    has: (sequence) => held.has(sequence),
    saw: (sequence) => seen.has(sequence),
    first(sequence) {
      let first: OpusPacket | undefined;
      for (const packet of held.values()) {
        if (
          first === undefined ||
          sequenceDelta(packet.sequence, sequence) < sequenceDelta(first.sequence, sequence)
        ) {
          first = packet;
        }
      }
      return first;
    },
    size: () => held.size,
    clear: () => held.clear(),
    forget() {
      held.clear();
      seen.clear();
    },
  };
}
