import { VoiceConnectionStatus, type VoiceConnection } from '@discordjs/voice';

/**
 * Fault: destroying a connection inside one of its own events crashes, and so does destroying it twice.
 *
 * Cure: it is destroyed once, in a turn of its own.
 */
export function destroyOnce(connection: VoiceConnection): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => {
      if (connection.state.status !== VoiceConnectionStatus.Destroyed) connection.destroy();
      resolve();
    });
  });
}
