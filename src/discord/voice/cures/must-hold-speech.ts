import type { VoiceConnection } from '@discordjs/voice';
import { daveOf } from '../connection-internals.ts';

/**
 * Fault: `ready` does not mean that the group has its keys; until then the library sends speech in clear,
 * which the others' clients refuse to play.
 *
 * Cure: speech waits for the keys. Alone in a channel there is no group and nobody to hear.
 */
export function mustHoldSpeech(connection: VoiceConnection, alone: boolean): boolean {
  const dave = daveOf(connection);
  return dave !== undefined && dave.protocolVersion > 0 && dave.session?.ready !== true && !alone;
}
