import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Logger } from '#core';
import { createLoopbackCertificate } from './certificate.ts';
import { parseClaim, parseClientMessage, type ClientClaim } from './client-message.ts';
import { VOICE_CLOSE, VOICE_OPCODE } from './opcodes.ts';
import type { RoomOptions } from './room-view.ts';
import { VoiceRoom } from './room.ts';
import { parseRtpHeader } from './rtp.ts';
import { ENCRYPTION_MODES, type EncryptionMode } from './transport-cipher.ts';
import { VoiceUdp, type UdpHandlers } from './udp.ts';

const GATEWAY_VERSION = 8;
/** Discord's own. */
const DEFAULT_HEARTBEAT_INTERVAL_MS = 13_750;
const DEFAULT_RESUME_WINDOW_MS = 60_000;
const IDENTIFY_TIMEOUT_MS = 10_000;
const MAX_MESSAGE_BYTES = 1 << 20;

/** Settings of the voice server; each has a default. */
export interface VoiceServerOptions {
  /** TCP port of the gateway, 0 (default) for any free one. */
  readonly port?: number;
  /** UDP port, 0 (default) for any free one. */
  readonly udpPort?: number;
  /** Transport encryptions in the order in which they are offered; default both, AES first. */
  readonly modes?: readonly EncryptionMode[];
  /** Default 13,750. */
  readonly heartbeatIntervalMs?: number;
  /** How long a session can be resumed after its websocket is gone; default 60,000. */
  readonly resumeWindowMs?: number;
  readonly logger?: Logger;
}

/** A running voice server. */
export interface VoiceServer {
  /** `127.0.0.1:PORT`, for VOICE_SERVER_UPDATE. */
  readonly endpoint: string;
  readonly udpPort: number;
  /** PEM file to trust, for NODE_EXTRA_CA_CERTS; it is gone after {@link close}. */
  readonly certificatePath: string;
  readonly certificatePem: string;
  readonly rooms: readonly VoiceRoom[];
  /** Opens a room; the bot is let in after {@link VoiceRoom.admit}. */
  createRoom(options: RoomOptions): VoiceRoom;
  /** Ends a room and forgets it. */
  removeRoom(room: VoiceRoom): void;
  close(): Promise<void>;
}

/**
 * Starts Discord's voice half on 127.0.0.1: voice gateway version 8 over TLS, UDP with IP discovery, both
 * transport encryptions, and DAVE protocol 1 with its delivery service.
 *
 * Rejects with the socket's error when a port is taken.
 */
export async function startVoiceServer(options: VoiceServerOptions = {}): Promise<VoiceServer> {
  const { certificatePem, privateKeyPem } = createLoopbackCertificate();
  const rooms = new Set<VoiceRoom>();
  const udp = await VoiceUdp.bind(options.udpPort ?? 0, udpHandlers(rooms));
  const https = createServer({ cert: certificatePem, key: privateKeyPem });
  const gateway = new WebSocketServer({ server: https, maxPayload: MAX_MESSAGE_BYTES });
  const heartbeatIntervalMs = options.heartbeatIntervalMs ?? DEFAULT_HEARTBEAT_INTERVAL_MS;
  gateway.on('connection', (socket) => greet(socket, rooms, heartbeatIntervalMs, options.logger));
  gateway.on('error', (error) => options.logger?.error({ error: error.message }, 'voice gateway'));
  try {
    https.listen(options.port ?? 0, '127.0.0.1');
    await once(https, 'listening');
  } catch (error) {
    await udp.close();
    throw error;
  }
  const folder = await mkdtemp(join(tmpdir(), 'aichat-voice-'));
  const certificatePath = join(folder, 'loopback-ca.pem');
  await writeFile(certificatePath, certificatePem, { mode: 0o600 });
  const { port } = https.address() as AddressInfo;
  let nextSsrc = 1000;
  const host = {
    modes: options.modes ?? ENCRYPTION_MODES,
    heartbeatIntervalMs,
    resumeWindowMs: options.resumeWindowMs ?? DEFAULT_RESUME_WINDOW_MS,
    udpPort: udp.port,
    allocateSsrc: () => (nextSsrc += 1),
    sendDatagram: udp.send.bind(udp),
    ...(options.logger ? { logger: options.logger } : {}),
  };
  return {
    endpoint: `127.0.0.1:${port}`,
    udpPort: udp.port,
    certificatePath,
    certificatePem,
    get rooms() {
      return [...rooms];
    },
    createRoom(roomOptions) {
      const room = new VoiceRoom(roomOptions, host);
      rooms.add(room);
      return room;
    },
    removeRoom(room) {
      rooms.delete(room);
      room.dispose();
    },
    async close() {
      for (const room of rooms) room.dispose();
      rooms.clear();
      for (const socket of gateway.clients) socket.terminate();
      gateway.close();
      await closeServer(https);
      await udp.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function udpHandlers(rooms: ReadonlySet<VoiceRoom>): UdpHandlers {
  const roomOf = (ssrc: number): VoiceRoom | undefined => {
    for (const room of rooms) if (room.bot.ssrc === ssrc) return room;
    return undefined;
  };
  return {
    onDiscovery: (ssrc, remote) => roomOf(ssrc)?.bot.discover(remote) ?? false,
    onKeepAlive(remote) {
      for (const { bot } of rooms) {
        if (bot.remote?.port === remote.port && bot.remote.address === remote.address) bot.keepAlives += 1;
      }
    },
    onPacket(packet) {
      const header = parseRtpHeader(packet);
      if (header) roomOf(header.ssrc)?.bot.receivePacket(header, packet);
    },
  };
}

/** Says hello and waits for who it is; everything after that is between the client and its room. */
function greet(
  socket: WebSocket,
  rooms: ReadonlySet<VoiceRoom>,
  heartbeatIntervalMs: number,
  logger: Logger | undefined,
): void {
  const hello = {
    op: VOICE_OPCODE.hello,
    d: { v: GATEWAY_VERSION, heartbeat_interval: heartbeatIntervalMs },
  };
  socket.send(JSON.stringify(hello));
  socket.on('error', (error) => logger?.debug({ error: error.message }, 'voice websocket'));
  const deadline = setTimeout(() => socket.close(VOICE_CLOSE.sessionTimeout), IDENTIFY_TIMEOUT_MS);
  socket.once('close', () => clearTimeout(deadline));
  socket.once('message', (data: Buffer, isBinary) => {
    clearTimeout(deadline);
    const message = parseClientMessage(data, isBinary);
    if (!message || !('data' in message)) {
      socket.close(VOICE_CLOSE.decodeFailed);
      return;
    }
    const resumes = message.op === VOICE_OPCODE.resume;
    if (!resumes && message.op !== VOICE_OPCODE.identify) {
      socket.close(VOICE_CLOSE.notAuthenticated);
      return;
    }
    const claim = parseClaim(message.data);
    const room = findRoom(rooms, claim);
    if (typeof room === 'number') socket.close(room);
    else if (resumes) room.bot.resume(socket, claim);
    else room.bot.identify(socket, claim);
  });
}

/** The room that a claim is good for, or the close code for one that is not. */
function findRoom(rooms: ReadonlySet<VoiceRoom>, claim: ClientClaim): VoiceRoom | number {
  const verdicts = new Set<string>();
  for (const room of rooms) {
    const verdict = room.weigh(claim);
    if (verdict === 'admitted') return room;
    verdicts.add(verdict);
  }
  return verdicts.has('wrong-token') ? VOICE_CLOSE.authenticationFailed : VOICE_CLOSE.sessionInvalid;
}
