import type { DaveReply } from './dave-message.ts';
import type { VoiceFaults } from './faults.ts';
import type { RtpHeader } from './rtp.ts';
import type { EncryptionMode } from './transport-cipher.ts';
import type { UdpRemote } from './udp.ts';

/** Where the bot stands. `resuming`: its websocket is gone, its session and its UDP path are not. */
export type RoomClientStatus = 'none' | 'connecting' | 'ready' | 'resuming';

/** One message of the bot. */
export interface ReceivedOpcode {
  readonly op: number;
  /** On the process clock. */
  readonly atMs: number;
}

/** What the bot's session needs from the room and the server around it. */
export interface BotClientOptions {
  readonly modes: readonly EncryptionMode[];
  readonly heartbeatIntervalMs: number;
  /** How long a lost websocket may stay away before the bot counts as gone. */
  readonly resumeWindowMs: number;
  readonly faults: VoiceFaults;
  readonly udpPort: number;
  allocateSsrc(): number;
  sendDatagram(packet: Buffer, remote: UdpRemote): void;
  daveVersion(): number;
  onChange(): void;
  /** The session description went out: the bot is in the call. */
  onReady(): void;
  /** The session ended and cannot be resumed. */
  onGone(): void;
  onDave(reply: DaveReply): void;
  onSpeaking(speaking: boolean): void;
  onPacket(header: RtpHeader, frame: Buffer): void;
}
