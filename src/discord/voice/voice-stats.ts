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
  /** The same for people to read, one fact a line. */
  readonly lines: readonly string[];
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

/** Puts the figures into lines. */
export function describeVoice(stats: Omit<VoiceLinkStats, 'lines'>): string[] {
  const { encryption, receive, send } = stats;
  const dave =
    encryption.daveVersion === 0
      ? 'no end-to-end encryption'
      : `DAVE ${encryption.daveVersion}, epoch ${encryption.epoch ?? 'none yet'}, privacy code ${
          encryption.privacyCode ?? 'none yet'
        }`;
  const bad = `${receive.corrupt} corrupt, ${receive.damaged} damaged, ${stats.decryptFailures} not decrypted`;
  return [
    `${stats.state}, ${stats.rejoins} rejoins, ${encryption.transport ?? 'not connected'}, ${dave}`,
    `heard ${receive.received} packets from ${receive.speakers} people in ${receive.subscriptions} streams: ${receive.lost} lost (${receive.recovered} recovered, ${receive.concealed} concealed), ${receive.late} late, ${receive.duplicates} twice, ${bad}`,
    `said ${send.sent} packets with ${send.codec}, starved ${send.starved}, held ${send.held}`,
  ];
}
