import type { VoiceConnection } from '@discordjs/voice';
import { connectionDataOf, daveOf, daveSessionOf } from './connection-internals.ts';
import type { LinkState } from './link-state.ts';
import type { PlayoutStats } from './playout.ts';
import type { ReceiverStats } from './receiver.ts';

/** How the call is encrypted. */
export interface EncryptionStats {
  /** Between this program and Discord. */
  readonly transport: string | undefined;
  /** Version of the end-to-end encryption (DAVE); 0 is none. */
  readonly daveVersion: number;
  readonly epoch: number | undefined;
  /** People who see the same code hear each other without anybody between. */
  readonly privacyCode: string | undefined;
}

/** Figures of one voice link. */
export interface VoiceLinkStats {
  readonly state: LinkState['kind'];
  readonly rejoins: number;
  readonly encryption: EncryptionStats;
  readonly receive: ReceiverStats;
  readonly send: PlayoutStats;
  /** Frames whose end-to-end encryption could not be removed. */
  readonly decryptFailures: number;
  /** How often somebody was announced as speaking and no packet came. */
  readonly packetsMissing: number;
}

/** Reads how `connection` is encrypted. */
export function encryptionOf(connection: VoiceConnection | undefined): EncryptionStats {
  const dave = connection && daveOf(connection);
  const epoch = daveSessionOf(dave)?.epoch;
  return {
    transport: connection && connectionDataOf(connection)?.encryptionMode,
    daveVersion: dave?.protocolVersion ?? 0,
    epoch: epoch === undefined || epoch === null ? undefined : Number(epoch),
    privacyCode: dave?.voicePrivacyCode ?? undefined,
  };
}
