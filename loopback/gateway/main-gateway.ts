import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Logger } from '#core';
import type { WireObject } from '../wire.ts';
import type { GatewayEvent } from '../world/context.ts';
import { userPayload } from '../world/user.ts';
import type { World } from '../world/world.ts';
import { GatewayConnection, type GatewayHost } from './connection.ts';
import { GATEWAY_INTENTS, PRIVILEGED_INTENTS, type PrivilegedIntent } from './intents.ts';
import { guildMembersChunk } from './members-chunk.ts';
import { GATEWAY_CLOSE, GatewaySession } from './session.ts';

/** What the main gateway needs. */
export interface MainGatewayOptions {
  readonly world: World;
  readonly privilegedIntents: readonly PrivilegedIntent[];
  readonly heartbeatIntervalMs: number;
  /** How long a session without a connection can be resumed. */
  readonly resumeWindowMs: number;
  readonly gatewayUrl: () => string;
  readonly logger: Logger | undefined;
}

/** How the bot's connection is dropped. */
export interface GatewayDrop {
  /** The close code; 4000 when absent. */
  readonly code?: number;
  /** False: the session is over, and the bot must log in anew. True when absent. */
  readonly resumable?: boolean;
}

/** Discord's main gateway: sessions, and the events for them. */
export class MainGateway implements GatewayHost {
  readonly #options: MainGatewayOptions;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #sessions = new Map<string, GatewaySession>();
  readonly #endings = new Map<string, NodeJS.Timeout>();
  #readyCount = 0;

  constructor(options: MainGatewayOptions) {
    this.#options = options;
  }

  get heartbeatIntervalMs(): number {
    return this.#options.heartbeatIntervalMs;
  }

  /** True while a session has a connection. */
  get connected(): boolean {
    return [...this.#sessions.values()].some((session) => session.connected);
  }

  /** How often a bot logged in (not: resumed). */
  get readyCount(): number {
    return this.#readyCount;
  }

  /** Takes over a connection that wants to become a websocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket, request));
  }

  /** Sends an event to every session, connected or waiting for a resume. */
  publish(event: GatewayEvent): void {
    for (const session of this.#sessions.values()) session.dispatch(event);
  }

  /** Closes the bot's connections. */
  drop({ code = GATEWAY_CLOSE.unknownError, resumable = true }: GatewayDrop): void {
    for (const session of this.#sessions.values()) {
      session.close(code);
      session.detach();
      this.#options.world.events.emit({ type: 'bot-offline', code });
      if (resumable) this.#expireLater(session);
      else this.#sessions.delete(session.id);
    }
  }

  async close(): Promise<void> {
    for (const timer of this.#endings.values()) clearTimeout(timer);
    this.#endings.clear();
    this.#sessions.clear();
    for (const client of this.#sockets.clients) client.terminate();
    await new Promise<void>((resolve) => {
      this.#sockets.close(() => resolve());
    });
  }

  isToken(token: string): boolean {
    return token.replace(/^Bot /, '') === this.#options.world.token;
  }

  areIntentsAllowed(intents: number): boolean {
    return PRIVILEGED_INTENTS.every(
      (name) => (intents & GATEWAY_INTENTS[name]) === 0 || this.#options.privilegedIntents.includes(name),
    );
  }

  acknowledgesHeartbeats(): boolean {
    return this.#options.world.faults.take('gateway-no-heartbeat-ack') === undefined;
  }

  identify(socket: WebSocket, intents: number): GatewaySession {
    const { world, gatewayUrl, logger } = this.#options;
    for (const old of this.#sessions.values()) if (!old.connected) this.#end(old);
    const session = new GatewaySession(intents, socket);
    this.#sessions.set(session.id, session);
    session.dispatch({
      name: 'READY',
      data: () => ({
        v: 10,
        user: userPayload(world.botUser),
        guilds: [...world.guilds.keys()].map((id) => ({ id, unavailable: true })),
        session_id: session.id,
        resume_gateway_url: gatewayUrl(),
        session_type: 'normal',
        shard: [0, 1],
        application: { id: world.applicationId, flags: 0 },
        private_channels: [],
        relationships: [],
        presences: [],
        guild_join_requests: [],
        geo_ordered_rtc_regions: [],
        user_settings: {},
      }),
    });
    for (const guild of world.guilds.values()) {
      session.dispatch({
        name: 'GUILD_CREATE',
        intent: 'guilds',
        data: (receiver) => guild.payload(receiver),
      });
    }
    this.#readyCount += 1;
    logger?.info({ intents }, 'the bot logged in');
    world.events.emit({ type: 'bot-online' });
    return session;
  }

  resume(socket: WebSocket, sessionId: string, sequence: number): GatewaySession | undefined {
    const session = this.#sessions.get(sessionId);
    const isRefused = this.#options.world.faults.take('gateway-resume-refused') !== undefined;
    if (session === undefined || isRefused || !session.canResumeFrom(sequence)) return undefined;
    clearTimeout(this.#endings.get(sessionId));
    this.#endings.delete(sessionId);
    session.attach(socket);
    session.replayAfter(sequence);
    this.#options.world.events.emit({ type: 'bot-online' });
    return session;
  }

  disconnected(session: GatewaySession, code: number): void {
    if (!this.#sessions.has(session.id)) return;
    session.detach();
    this.#options.world.events.emit({ type: 'bot-offline', code });
    // With these two codes a client says that it will not come back.
    if (code === 1000 || code === 1001) this.#end(session);
    else this.#expireLater(session);
  }

  voiceStateRequested(data: WireObject): void {
    this.#options.world.calls.botRequested(data);
  }

  membersRequested(session: GatewaySession, data: WireObject): void {
    for (const chunk of guildMembersChunk(this.#options.world, session.intents, data)) {
      session.dispatch({ name: 'GUILD_MEMBERS_CHUNK', data: () => chunk });
    }
  }

  #accept(socket: WebSocket, request: IncomingMessage): void {
    const { logger } = this.#options;
    const { searchParams } = new URL(request.url ?? '/', 'ws://127.0.0.1');
    const connection = new GatewayConnection(socket, this);
    socket.on('error', (error) => logger?.warn({ error }, 'main gateway connection failed'));
    connection.start(searchParams);
  }

  #expireLater(session: GatewaySession): void {
    clearTimeout(this.#endings.get(session.id));
    const timer = setTimeout(() => this.#end(session), this.#options.resumeWindowMs);
    timer.unref();
    this.#endings.set(session.id, timer);
  }

  /** A session that is over takes the bot out of voice, unless the bot has another one. */
  #end(session: GatewaySession): void {
    clearTimeout(this.#endings.get(session.id));
    this.#endings.delete(session.id);
    this.#sessions.delete(session.id);
    if (this.#sessions.size > 0) return;
    for (const guild of this.#options.world.guilds.values()) {
      if (guild.bot.voiceState !== undefined) guild.setVoiceState(guild.bot, { channelId: null });
    }
  }
}
