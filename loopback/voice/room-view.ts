import type { ReceivedOpcode, RoomClientStatus } from './bot-client-options.ts';
import type { EncryptionMode } from './transport-cipher.ts';

/** What a room is for. */
export interface RoomOptions {
  /** Snowflake of the voice channel; it is also the id of the MLS group. */
  readonly channelId: string;
  readonly guildId: string;
  /** 1 for end-to-end encryption by DAVE, as Discord demands it everywhere but on stages. */
  readonly daveVersion: 0 | 1;
  /** Transition id of the first group, default 0 as Discord's is said to be. */
  readonly firstTransitionId?: number;
}

/** What the main gateway told the bot to identify with. */
export interface Admission {
  readonly userId: string;
  readonly sessionId: string;
  readonly token: string;
}

/** One RTP packet of the bot. */
export interface LoggedPacket {
  readonly sequence: number;
  readonly timestamp: number;
  /** When it arrived, on the process clock. */
  readonly atMs: number;
  /** Size of the frame inside the transport encryption. */
  readonly bytes: number;
  readonly silence: boolean;
}

/** The bot's connection as the room sees it. */
export interface RoomClient {
  readonly status: RoomClientStatus;
  readonly userId: string;
  /** Identifications, refused ones too. */
  readonly connects: number;
  readonly resumes: number;
  /** IP discovery packets, unanswered ones too. */
  readonly discoveries: number;
  readonly keepAlives: number;
  readonly heartbeats: number;
  /** RTP packets whose transport tag did not fit. */
  readonly undecipherable: number;
  /** What the bot said last by opcode 5. */
  readonly speaking: boolean;
  /** Messages of the bot, oldest first. */
  readonly received: readonly ReceivedOpcode[];
  /** Transport encryption that the bot chose. */
  readonly mode: EncryptionMode | undefined;
  readonly ssrc: number | undefined;
  /** Code with which the websocket was closed last, by either side. */
  readonly lastCloseCode: number | undefined;
}

/** The call's end-to-end encryption as the delivery service sees it. */
export interface RoomDave {
  readonly version: 0 | 1;
  /** 0 while there is no group. */
  readonly epoch: number;
  /** True when the bot is in the group and no transition waits for it. */
  readonly botReady: boolean;
  /** User ids in the group. */
  readonly members: readonly string[];
  /** What members read out to each other, empty while there is no group. */
  readonly privacyCode: string;
  /** Commits that lost a race or were invalid. */
  readonly rejectedCommits: number;
}
