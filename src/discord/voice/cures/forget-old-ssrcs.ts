import type { VoiceReceiver } from '@discordjs/voice';

/**
 * Fault: the table of who sends under which SSRC survives a change of the voice server. The new server
 * deals the numbers anew, so that somebody's sound may be taken for somebody else's.
 *
 * Cure: the table is emptied when the server changes. Never call it while the same server resumes.
 */
export function forgetOldSsrcs(receiver: VoiceReceiver): void {
  const { map } = receiver.ssrcMap as unknown as { readonly map: Map<number, unknown> };
  for (const ssrc of map.keys()) receiver.ssrcMap.delete(ssrc);
}
