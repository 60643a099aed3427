import type { VoiceReceiver } from '@discordjs/voice';
import type { VoiceLibrary } from '../connection-internals.ts';
import { countsOf } from '../packet-tags.ts';
import { patchMethod } from './patch-method.ts';

/** Marks what was thrown by transport decryption, so that nothing else is swallowed. */
class DamagedPacket extends Error {}

/**
 * Fault: one packet whose transport encryption does not verify (a bit error, a forged or late packet, a
 * header with contributing sources) ends the stream of the person.
 *
 * Cure: that packet is dropped and counted.
 */
export function surviveDamagedPackets(library: VoiceLibrary): void {
  const { prototype } = library.VoiceReceiver;
  patchMethod<VoiceReceiver, unknown[], Buffer>(
    prototype,
    'decrypt',
    (decrypt) =>
      function decryptOrMark(...values) {
        try {
          return decrypt.apply(this, values);
        } catch (cause) {
          throw new DamagedPacket('damaged', { cause });
        }
      },
  );
  patchMethod<VoiceReceiver, unknown[], Buffer | null>(
    prototype,
    'parsePacket',
    (parse) =>
      function parseOrDrop(...values) {
        try {
          return parse.apply(this, values);
        } catch (error) {
          if (!(error instanceof DamagedPacket)) throw error;
          countsOf(this).damaged += 1;
          return null;
        }
      },
  );
}
