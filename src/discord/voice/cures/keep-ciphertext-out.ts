import type { VoiceReceiver } from '@discordjs/voice';
import { daveOf, daveSessionOf, isReady, type VoiceLibrary } from '../connection-internals.ts';
import { patchMethod } from './patch-method.ts';

type ParseArguments = [buffer: Buffer, mode: string, nonce: Buffer, key: Uint8Array, userId: string];

/** davey's `MediaType.AUDIO`. */
const AUDIO = 0;
const SILENCE = Buffer.from([0xf8, 0xff, 0xfe]);

/**
 * Fault: the library hands frames out still encrypted while the group has no key yet, and while the voice
 * gateway resumes (it decrypts only in its state `ready`). Decoders choke on that.
 *
 * Cure: when the library did not decrypt, it is done here, or the frame is dropped. What comes in clear
 * is let through only where the session allows it for that person.
 */
export function keepCiphertextOut(library: VoiceLibrary): void {
  patchMethod<VoiceReceiver, ParseArguments, Buffer | null>(
    library.VoiceReceiver.prototype,
    'parsePacket',
    (parse) =>
      function parseDecrypted(buffer, mode, nonce, key, userId) {
        const packet = parse.call(this, buffer, mode, nonce, key, userId);
        const dave = daveOf(this.voiceConnection);
        const session = daveSessionOf(dave);
        if (packet === null || packet.length === 0 || dave === undefined || session === undefined)
          return packet;
        if (dave.protocolVersion === 0 || packet.equals(SILENCE)) return packet;
        if (!session.ready) return session.canPassthrough(userId) ? packet : null;
        const wasDecrypted =
          this.voiceConnection.state.status === library.VoiceConnectionStatus.Ready ||
          isReady(this.voiceConnection);
        if (wasDecrypted) return packet;
        try {
          return session.decrypt(userId, AUDIO, packet);
        } catch {
          // Counted by the session itself, like every frame that cannot be decrypted.
          return null;
        }
      },
  );
}
