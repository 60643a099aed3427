import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import {
  EndBehaviorType,
  entersState,
  joinVoiceChannel,
  VoiceConnectionStatus,
  type DiscordGatewayAdapterLibraryMethods,
  type VoiceConnection,
} from '@discordjs/voice';
import { afterEach } from 'vitest';
import type { RoomMember } from './room-member.ts';
import type { VoiceRoom } from './room.ts';
import { startVoiceServer, type VoiceServer, type VoiceServerOptions } from './server.ts';

export const BOT_ID = '900000000000000001';
export const ADA_ID = '900000000000000002';
export const BEN_ID = '900000000000000003';
export const CHANNEL_ID = '800000000000000001';
const READY_TIMEOUT_MS = 20_000;
const JOIN_FLAGS = { deaf: false, mute: false, self_deaf: false, self_mute: false, self_video: false };

/** The library's connection, the main gateway that it believes in, and what it reported. */
export interface StockBot {
  readonly connection: VoiceConnection;
  readonly errors: Error[];
  /** How often the library sent opcode 4 to the main gateway. */
  readonly joins: () => number;
  ready(): Promise<void>;
  /** Sends VOICE_SERVER_UPDATE again with the same session. */
  announceServer(): void;
  /** Everything that is received from the user, from now on. */
  receive(userId: string): { readonly packets: Buffer[]; readonly errors: Error[] };
  leave(): void;
}

/** What a test leaves behind, cleaned up after it: what comes first in the list goes first. */
export const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A call of the stock library's bot and Ada. */
export interface StockCall {
  readonly room: VoiceRoom;
  readonly bot: StockBot;
  readonly ada: RoomMember;
}

let guilds = 0;

/** A guild id that no other call of this process has. */
export function newGuildId(): string {
  guilds += 1;
  return `70000000000000${guilds}`;
}

/** Starts a server of its own with a call in it; all of it ends with the test. */
export async function startStockCall(options: {
  readonly daveVersion: 0 | 1;
  readonly firstTransitionId: number;
}): Promise<StockCall> {
  const server = await startTrustedServer();
  cleanups.push(() => server.close());
  const room = server.createRoom({ channelId: CHANNEL_ID, guildId: newGuildId(), ...options });
  const ada = room.addMember(ADA_ID);
  const bot = joinWithStockLibrary(server, room);
  cleanups.unshift(() => bot.leave());
  await bot.ready();
  return { room, bot, ada };
}

/** Starts a voice server that this process trusts. */
export async function startTrustedServer(options: VoiceServerOptions = {}): Promise<VoiceServer> {
  const server = await startVoiceServer(options);
  setDefaultCACertificates([...getCACertificates('default'), server.certificatePem]);
  return server;
}

/** Lets the stock library join a room; the test plays the main gateway. */
export function joinWithStockLibrary(
  server: VoiceServer,
  room: VoiceRoom,
  options: { readonly answersRejoins?: boolean } = {},
): StockBot {
  const sessionId = `session-${Math.random()}`;
  const token = `token-${Math.random()}`;
  room.admit({ userId: BOT_ID, sessionId, token });
  let methods: DiscordGatewayAdapterLibraryMethods | undefined;
  let joins = 0;
  const announceServer = (): void =>
    methods?.onVoiceServerUpdate({ token, guild_id: room.guildId, endpoint: server.endpoint });
  const announce = (): void => {
    methods?.onVoiceStateUpdate({
      ...JOIN_FLAGS,
      user_id: BOT_ID,
      session_id: sessionId,
      channel_id: room.channelId,
      guild_id: room.guildId,
      suppress: false,
      request_to_speak_timestamp: null,
    });
    announceServer();
  };
  const connection = joinVoiceChannel({
    guildId: room.guildId,
    channelId: room.channelId,
    selfDeaf: false,
    selfMute: false,
    adapterCreator(given) {
      methods = given;
      return {
        sendPayload() {
          joins += 1;
          if (joins === 1 || options.answersRejoins === true) setImmediate(announce);
          return true;
        },
        destroy: () => undefined,
      };
    },
  });
  const errors: Error[] = [];
  connection.on('error', (error) => errors.push(error));
  return {
    connection,
    errors,
    joins: () => joins,
    announceServer,
    async ready() {
      await entersState(connection, VoiceConnectionStatus.Ready, READY_TIMEOUT_MS);
    },
    receive(userId) {
      const packets: Buffer[] = [];
      const streamErrors: Error[] = [];
      const stream = connection.receiver.subscribe(userId, { end: { behavior: EndBehaviorType.Manual } });
      stream.on('data', (packet: Buffer) => packets.push(packet));
      stream.on('error', (error) => streamErrors.push(error));
      return { packets, errors: streamErrors };
    },
    leave() {
      if (connection.state.status !== VoiceConnectionStatus.Destroyed) connection.destroy();
    },
  };
}

/** Waits until something is so; fails with `what` after the deadline. */
export async function until(what: string, isSo: () => boolean, timeoutMs = 10_000): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  while (!isSo()) {
    if (performance.now() > deadlineMs) throw new Error(`Waited in vain: ${what}.`);
    await pause(5);
  }
}

export function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });
}

/** Payloads that differ from each other and look like 20 ms of Opus (configuration 15, one frame). */
export function frames(count: number, seed = 0): readonly Buffer[] {
  return Array.from({ length: count }, (_unused, index) =>
    Buffer.concat([Buffer.from([0x78]), Buffer.alloc(40 + (index % 5), (index + seed) % 256)]),
  );
}

/** What the bot's DAVE session inside the library says. */
export function stockDave(bot: StockBot): { ready: boolean; epoch: number; code: string } {
  const networking = Reflect.get(bot.connection.state, 'networking') as
    | { state?: { dave?: { session?: { ready: boolean; epoch: bigint | null; voicePrivacyCode: string } } } }
    | undefined;
  const session = networking?.state?.dave?.session;
  return {
    ready: session?.ready ?? false,
    epoch: Number(session?.epoch ?? 0n),
    code: session?.voicePrivacyCode ?? '',
  };
}
