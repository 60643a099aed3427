import type { DAVESession, VoiceReceiver } from '@discordjs/voice';
import type { VoiceLibrary } from '../connection-internals.ts';
import { patchMethod } from './patch-method.ts';

const PADDING_BIT = 0x20;

/**
 * Fault: some voice servers send bursts of packets that hold nothing but RTP padding. The library hands
 * their emptiness (or, without a header extension, the padding itself) to decryption, where each counts as
 * a failure; enough of them make it start the encryption anew or end the stream.
 *
 * Cure: they are dropped before decryption.
 */
export function dropPaddingOnly(library: VoiceLibrary): void {
  patchMethod<VoiceReceiver, [buffer: Buffer, mode: string, nonce: Buffer, key: Uint8Array], Buffer>(
    library.VoiceReceiver.prototype,
    'decrypt',
    (decrypt) =>
      function decryptTransport(buffer, mode, nonce, key) {
        const plain = decrypt.call(this, buffer, mode, nonce, key);
        const padded = ((buffer[0] ?? 0) & PADDING_BIT) !== 0;
        return padded && plain.length > 0 && plain.at(-1) === plain.length ? Buffer.alloc(0) : plain;
      },
  );
  patchMethod<DAVESession, [packet: Buffer, userId: string], Buffer | null>(
    library.DAVESession.prototype,
    'decrypt',
    (decrypt) =>
      function decryptFrame(packet, userId) {
        return packet.length === 0 ? null : decrypt.call(this, packet, userId);
      },
  );
  patchMethod<VoiceReceiver, unknown[], Buffer | null>(
    library.VoiceReceiver.prototype,
    'parsePacket',
    (parse) =>
      function parseNonEmpty(...values) {
        const packet = parse.apply(this, values);
        return packet?.length === 0 ? null : packet;
      },
  );
}
