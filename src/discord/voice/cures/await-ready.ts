import { withDeadline } from '#core';
import { entersState, VoiceConnectionStatus, type VoiceConnection } from '@discordjs/voice';

/**
 * Fault: one lost datagram of the IP discovery, or an answer of Discord that never comes (a full channel),
 * leaves a connection in `connecting` for ever; the library has no timer.
 *
 * Cure: a deadline.
 *
 * @throws AppError `VOICE_JOIN_TIMEOUT`, or the abort reason of `signal`.
 */
export async function awaitReady(
  connection: VoiceConnection,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  await withDeadline(
    async (stop) => {
      await entersState(connection, VoiceConnectionStatus.Ready, stop);
    },
    { timeoutMs, signal, what: 'Joining the voice channel', timeoutCode: 'VOICE_JOIN_TIMEOUT' },
  );
}
