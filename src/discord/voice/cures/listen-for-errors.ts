import type { VoiceConnection } from '@discordjs/voice';

/**
 * Fault: an `error` event without a listener ends the process, and a connection emits one for every hitch
 * of its sockets.
 *
 * Cure: there is always a listener. What the error means is told by the state that follows it.
 */
export function listenForErrors(connection: VoiceConnection, onError: (error: Error) => void): void {
  connection.on('error', onError);
}
