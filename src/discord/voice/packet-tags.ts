import type { RtpHeader } from '#audio';

/** Counts that the cures keep per receiver, for /status. */
export interface ReceiverCounts {
  /** Packets whose transport encryption did not verify. */
  damaged: number;
}

const headers = new WeakMap<Uint8Array, RtpHeader>();
const counts = new WeakMap<object, ReceiverCounts>();

/** Remembers which RTP header a payload came with. */
export function tagPacket(payload: Uint8Array, header: RtpHeader): void {
  headers.set(payload, header);
}

/** The header that `payload` came with. */
export function rtpHeaderOf(payload: Uint8Array): RtpHeader | undefined {
  return headers.get(payload);
}

/** The counts of a receiver of the library. */
export function countsOf(receiver: object): ReceiverCounts {
  let found = counts.get(receiver);
  if (found === undefined) {
    found = { damaged: 0 };
    counts.set(receiver, found);
  }
  return found;
}
