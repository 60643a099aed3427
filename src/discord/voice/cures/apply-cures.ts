import * as voice from '@discordjs/voice';
import type { VoiceLibrary } from '../connection-internals.ts';
import { attachRtpFields } from './attach-rtp-fields.ts';
import { connectOnLateState } from './connect-on-late-state.ts';
import { dropPaddingOnly } from './drop-padding-only.ts';
import { holdAfterClose } from './hold-after-close.ts';
import { ignoreShortDatagrams } from './ignore-short-datagrams.ts';
import { keepEarlyPackets } from './keep-early-packets.ts';
import { keepCiphertextOut } from './keep-ciphertext-out.ts';
import { neverThrowOnDecrypt } from './never-throw-on-decrypt.ts';
import { surviveBadProposals } from './survive-bad-proposals.ts';
import { surviveClosedSocket } from './survive-closed-socket.ts';
import { surviveDamagedPackets } from './survive-damaged-packets.ts';

/** The version whose faults these cures were made for. */
const KNOWN_VERSION = '0.19.2';

/** From the inside out: each wraps what the ones before it left. */
const CURES: readonly ((library: VoiceLibrary) => void)[] = [
  neverThrowOnDecrypt,
  dropPaddingOnly,
  keepCiphertextOut,
  surviveDamagedPackets,
  attachRtpFields,
  surviveBadProposals,
  keepEarlyPackets,
  ignoreShortDatagrams,
  surviveClosedSocket,
  connectOnLateState,
  holdAfterClose,
];

let applied = false;

/**
 * Mends the library, once per process. It must run before the first connection is made: instances bind
 * their methods when they are built.
 *
 * @param onUnknownVersion - Called when the library is not the one that the cures were made for.
 * @throws AppError `VOICE_LIBRARY_UNKNOWN` when something that must be mended is not there.
 */
export function applyCures(onUnknownVersion: (version: string) => void): void {
  if (applied) return;
  applied = true;
  if (voice.version !== KNOWN_VERSION) onUnknownVersion(voice.version);
  for (const cure of CURES) cure(voice);
}
