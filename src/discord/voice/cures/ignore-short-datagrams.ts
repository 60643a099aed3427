import type { VoiceReceiver } from '@discordjs/voice';
import type { VoiceLibrary } from '../connection-internals.ts';
import { patchMethod } from './patch-method.ts';

/** An RTP header, the tag and the nonce: nothing shorter can be a packet. */
const SMALLEST_PACKET_BYTES = 12 + 16 + 4;

/**
 * Fault: a datagram of 9 to 11 bytes, from anywhere, is read beyond its end outside of any `try`: the
 * process dies.
 *
 * Cure: what is too short to be a packet is ignored.
 */
export function ignoreShortDatagrams(library: VoiceLibrary): void {
  patchMethod<VoiceReceiver, [message: Buffer], void>(
    library.VoiceReceiver.prototype,
    'onUdpMessage',
    (receive) =>
      function receivePacket(message) {
        if (message.length >= SMALLEST_PACKET_BYTES) receive.call(this, message);
      },
  );
}
