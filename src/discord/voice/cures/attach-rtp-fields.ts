import { readRtpHeader } from '#audio';
import type { VoiceReceiver } from '@discordjs/voice';
import type { VoiceLibrary } from '../connection-internals.ts';
import { tagPacket } from '../packet-tags.ts';
import { patchMethod } from './patch-method.ts';

/**
 * Fault: the library hands payloads out without sequence number and timestamp, in the order of arrival,
 * copies included; nobody can tell a loss from a pause.
 *
 * Cure: every payload is remembered together with its RTP header; the jitter buffer does the rest.
 */
export function attachRtpFields(library: VoiceLibrary): void {
  patchMethod<VoiceReceiver, [buffer: Buffer, ...rest: unknown[]], Buffer | null>(
    library.VoiceReceiver.prototype,
    'parsePacket',
    (parse) =>
      function parseWithHeader(buffer, ...rest) {
        const header = readRtpHeader(buffer);
        const packet = parse.call(this, buffer, ...rest);
        if (packet !== null && header !== undefined) tagPacket(packet, header);
        return packet;
      },
  );
}
