import { AppError, type Logger } from '#core';
import type { GatewayDrop, MainGateway } from '../gateway/main-gateway.ts';
import type { HttpHost } from '../rest/http-host.ts';
import type { RestApi, UnhandledRequest } from '../rest/rest-api.ts';
import type { VoiceServer } from '../voice/index.ts';
import { waitUntil } from '../wait-until.ts';
import type { RegisteredCommand } from './commands.ts';
import type { WorldEventListener } from './events.ts';
import type { WorldFaults } from './faults.ts';
import { LoopbackGuild, type GuildOptions } from './guild.ts';
import type { LoopbackUser } from './user.ts';
import type { World } from './world.ts';

/** The parts that a running world is made of. */
export interface WorldParts {
  readonly world: World & { readonly guilds: Map<string, LoopbackGuild> };
  readonly rest: RestApi;
  readonly gateway: MainGateway;
  readonly http: HttpHost;
  readonly voiceServer: VoiceServer;
  readonly logger: Logger | undefined;
  /** Ends what still waits. */
  stop(): void;
}

/** What a bot's process needs in its environment to use this Discord. */
export interface LoopbackEnvironment {
  readonly DISCORD_TOKEN: string;
  readonly DISCORD_API_URL: string;
  readonly NODE_EXTRA_CA_CERTS: string;
}

/** Discord on this machine: a REST interface, a main gateway, a voice server, and people in it. */
export class LoopbackDiscord {
  readonly #parts: WorldParts;
  #isClosed = false;

  /** For startLoopbackDiscord only. */
  constructor(parts: WorldParts) {
    this.#parts = parts;
  }

  /** Where the REST interface is: `http://127.0.0.1:PORT/api`. */
  get apiUrl(): string {
    return `${this.#parts.http.url}/api`;
  }

  /** The only token that this Discord takes. */
  get token(): string {
    return this.#parts.world.token;
  }

  get applicationId(): string {
    return this.#parts.world.applicationId;
  }

  get botUser(): LoopbackUser {
    return this.#parts.world.botUser;
  }

  /** PEM file of the voice server's certificate. */
  get caCertificatePath(): string {
    return this.#parts.voiceServer.certificatePath;
  }

  get caCertificatePem(): string {
    return this.#parts.voiceServer.certificatePem;
  }

  get guilds(): readonly LoopbackGuild[] {
    return [...this.#parts.world.guilds.values()];
  }

  /** Commands that the bot registered, global ones first. */
  get commands(): readonly RegisteredCommand[] {
    return this.#parts.world.commands.all();
  }

  /** Faults of REST and the main gateway; those of voice are at a guild's `voiceRoom`. */
  get faults(): WorldFaults {
    return this.#parts.world.faults;
  }

  /** Requests to routes that this Discord does not have. */
  get unhandledRequests(): readonly UnhandledRequest[] {
    return this.#parts.rest.unhandled;
  }

  /** True while the bot is connected to the main gateway. */
  get botOnline(): boolean {
    return this.#parts.gateway.connected;
  }

  /** How often the bot logged in (not: resumed). */
  get loginCount(): number {
    return this.#parts.gateway.readyCount;
  }

  /** Settings for the bot's process. */
  environment(): LoopbackEnvironment {
    return {
      DISCORD_TOKEN: this.token,
      DISCORD_API_URL: this.apiUrl,
      NODE_EXTRA_CA_CERTS: this.caCertificatePath,
    };
  }

  /**
   * Waits until the bot is connected and has registered its commands.
   *
   * @throws AppError LOOPBACK_BOT_ABSENT that says what is missing.
   */
  async botReady(timeoutMs = 15_000, signal?: AbortSignal): Promise<void> {
    const { gateway, world } = this.#parts;
    await waitUntil(() => (gateway.connected && world.commands.registered ? true : undefined), {
      timeoutMs,
      what: () => (gateway.connected ? 'The registration of commands' : "The bot's login"),
      timeoutCode: 'LOOPBACK_BOT_ABSENT',
      ...(signal === undefined ? {} : { signal }),
    });
  }

  /** Makes a guild with the bot in it, also while the bot is connected. */
  createGuild(options: GuildOptions): LoopbackGuild {
    const { world } = this.#parts;
    if (this.#isClosed) throw new AppError('LOOPBACK_USAGE', { message: 'The world is closed.' });
    const guild = new LoopbackGuild(world, world.calls, options);
    world.guilds.set(guild.id, guild);
    return guild;
  }

  /** Closes the bot's connection to the main gateway; it can come back. */
  dropGateway(drop: GatewayDrop = {}): void {
    this.#parts.gateway.drop(drop);
  }

  /** Calls `listener` for everything that happens. Gives what ends that. */
  onEvent(listener: WorldEventListener): () => void {
    return this.#parts.world.events.on(listener);
  }

  /** Ends everything; no handle stays open. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { gateway, http, voiceServer, world } = this.#parts;
    this.#parts.stop();
    for (const guild of this.guilds) for (const member of guild.members) member.close();
    world.calls.close();
    await gateway.close();
    await http.close();
    await voiceServer.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
