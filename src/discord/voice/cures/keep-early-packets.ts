import { readRtpHeader } from '#audio';
import type { VoiceReceiver } from '@discordjs/voice';
import type { VoiceLibrary } from '../connection-internals.ts';
import { patchMethod } from './patch-method.ts';

/** Sources without a name that are held at once; Discord's rooms rarely have more. */
const MAX_SOURCES = 8;
/** A second of packets for each. */
const MAX_PACKETS = 50;
const MAX_AGE_MS = 1000;

interface HeldPacket {
  readonly atMs: number;
  readonly message: Buffer;
}

/**
 * Fault: packets that overtake the message that says whose they are (opcode 5 travels on another socket) are
 * dropped, and with them somebody's first syllable.
 *
 * Cure: packets of an unknown source wait for their name, at most a second, and are then received in order.
 */
export function keepEarlyPackets(library: VoiceLibrary): void {
  const held = new WeakMap<VoiceReceiver, Map<number, HeldPacket[]>>();
  const { prototype } = library.VoiceReceiver;

  const hold = (receiver: VoiceReceiver, ssrc: number, message: Buffer): void => {
    const sources = held.get(receiver) ?? new Map<number, HeldPacket[]>();
    held.set(receiver, sources);
    const packets = sources.get(ssrc) ?? [];
    // A map keeps the order of insertion: the source that spoke last is at its end.
    sources.delete(ssrc);
    sources.set(ssrc, packets);
    packets.push({ atMs: performance.now(), message });
    if (packets.length > MAX_PACKETS) packets.shift();
    const [eldest] = sources.keys();
    if (sources.size > MAX_SOURCES && eldest !== undefined) sources.delete(eldest);
  };

  patchMethod<VoiceReceiver, [message: Buffer], void>(
    prototype,
    'onUdpMessage',
    (receive) =>
      function receiveOrHold(message) {
        const ssrc = readRtpHeader(message)?.ssrc;
        if (ssrc !== undefined && this.ssrcMap.get(ssrc) === undefined) hold(this, ssrc, message);
        else receive.call(this, message);
      },
  );
  patchMethod<VoiceReceiver, unknown[], void>(
    prototype,
    'onWsPacket',
    (receive) =>
      function receiveAndRelease(...values) {
        receive.apply(this, values);
        const sources = held.get(this);
        for (const [ssrc, packets] of sources ?? []) {
          if (this.ssrcMap.get(ssrc) === undefined) continue;
          sources?.delete(ssrc);
          const oldestMs = performance.now() - MAX_AGE_MS;
          for (const { atMs, message } of packets) if (atMs >= oldestMs) this.onUdpMessage(message);
        }
      },
  );
}
