import {
  VoiceConnectionDisconnectReason,
  VoiceConnectionStatus,
  type VoiceConnection,
} from '@discordjs/voice';
import type { VoiceLibrary } from '../connection-internals.ts';
import { patchMethod } from './patch-method.ts';

function hold(this: VoiceConnection, code: number): void {
  if (this.state.status === VoiceConnectionStatus.Destroyed) return;
  this.state = {
    ...this.state,
    status: VoiceConnectionStatus.Disconnected,
    reason: VoiceConnectionDisconnectReason.WebSocketClose,
    closeCode: code,
  };
}

/**
 * Fault: after any close but 4014 the library asks Discord to join again at once, without a pause and
 * without end: a hundred times a second when the server refuses each time.
 *
 * Cure: every close leads to its state `disconnected` with the code; the voice link decides what to do.
 */
export function holdAfterClose(library: VoiceLibrary): void {
  patchMethod(library.VoiceConnection.prototype, 'onNetworkingClose', () => hold);
}
