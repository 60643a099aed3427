import type { DAVESession } from '@discordjs/voice';
import type { VoiceLibrary } from '../connection-internals.ts';
import { patchMethod } from './patch-method.ts';

/**
 * Fault: after 37 frames in a row that cannot be decrypted the library throws if the last transition had
 * the id 0 (which it takes for "none"). That ends the stream of the person who sent them.
 *
 * Cure: such a frame is dropped like those before it. Whether to recover is decided per person
 * (`decrypt-health.ts`).
 */
export function neverThrowOnDecrypt(library: VoiceLibrary): void {
  patchMethod<DAVESession, [packet: Buffer, userId: string], Buffer | null>(
    library.DAVESession.prototype,
    'decrypt',
    (decrypt) =>
      function decryptOrDrop(packet, userId) {
        try {
          return decrypt.call(this, packet, userId);
        } catch {
          // The MLS session counts it; decrypt-health reads that count and acts on it.
          return null;
        }
      },
  );
}
