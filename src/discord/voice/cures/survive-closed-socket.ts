import type { VoiceUDPSocket } from '@discordjs/voice';
import type { VoiceLibrary } from '../connection-internals.ts';
import { patchMethod } from './patch-method.ts';

/**
 * Fault: the first keep-alive is sent in `setImmediate`; if the gateway closes in the same turn, the socket
 * is closed by then, `send` throws, nobody catches it, and the process dies.
 *
 * Cure: nothing is sent through a closed socket.
 */
export function surviveClosedSocket(library: VoiceLibrary): void {
  const closed = new WeakSet<VoiceUDPSocket>();
  patchMethod<VoiceUDPSocket, [], void>(
    library.VoiceUDPSocket.prototype,
    'destroy',
    (destroy) =>
      function destroyAndRemember() {
        closed.add(this);
        destroy.call(this);
      },
  );
  patchMethod<VoiceUDPSocket, [buffer: Buffer], void>(
    library.VoiceUDPSocket.prototype,
    'send',
    (send) =>
      function sendIfOpen(buffer) {
        if (!closed.has(this)) send.call(this, buffer);
      },
  );
}
