import { FRAME_MS, RTP_TICKS_PER_MS } from '#audio';
import type { VoiceConnection } from '@discordjs/voice';
import { connectionDataOf } from '../connection-internals.ts';

/**
 * Fault: the RTP timestamp stands still while nothing is sent; receivers take what follows a pause for late
 * and play it later and later.
 *
 * Cure: it is advanced by the whole frames that fit into the pause. Call it before the first packet after one.
 */
export function advanceTimestamp(connection: VoiceConnection, pauseMs: number): void {
  const data = connectionDataOf(connection);
  if (data === undefined) return;
  const frames = Math.floor(pauseMs / FRAME_MS);
  data.timestamp = (data.timestamp + frames * FRAME_MS * RTP_TICKS_PER_MS) % 2 ** 32;
}
