import type { Logger } from '#core';
import type { PrivilegedIntent } from './gateway/intents.ts';
import { MainGateway } from './gateway/main-gateway.ts';
import { createIdSource } from './ids.ts';
import { startHttpHost, type HttpHandlers } from './rest/http-host.ts';
import { RestApi } from './rest/rest-api.ts';
import { startVoiceServer, type EncryptionMode } from './voice/index.ts';
import { CommandRegistry } from './world/commands.ts';
import { createWorldEvents } from './world/events.ts';
import { createWorldFaults } from './world/faults.ts';
import { FileStore } from './world/files.ts';
import type { LoopbackGuild } from './world/guild.ts';
import { InteractionLedger } from './world/interactions.ts';
import { LoopbackDiscord } from './world/loopback-discord.ts';
import { VoiceCalls } from './world/voice-calls.ts';
import type { World } from './world/world.ts';

const LOGINS_A_DAY = 1000;

/** Settings of the loopback Discord; each has a default. */
export interface LoopbackDiscordOptions {
  /** Port of REST and the main gateway; 0 (default) for any free one. */
  readonly port?: number;
  /** Port of the voice gateway; 0 (default) for any free one. */
  readonly voicePort?: number;
  /** What the bot logs in with; made up when absent. */
  readonly token?: string;
  /** The bot's name; `aichat` when absent. */
  readonly botName?: string;
  /** 1 (default): calls are end-to-end encrypted, as Discord demands. */
  readonly daveVersion?: 0 | 1;
  /** Transition id of a call's first group; 0 when absent. */
  readonly firstTransitionId?: number;
  /** Transport encryptions of the voice server in the order of its preference. */
  readonly encryptionModes?: readonly EncryptionMode[];
  /** Privileged intents that are switched on for the application; none when absent. */
  readonly privilegedIntents?: readonly PrivilegedIntent[];
  /** How often the bot may still log in today; 1,000 when absent. */
  readonly loginsLeft?: number;
  /** 41,250 when absent, as Discord's. */
  readonly heartbeatIntervalMs?: number;
  /** How long the bot may stay away before its session is over; 60,000 when absent. */
  readonly resumeWindowMs?: number;
  readonly logger?: Logger;
}

/**
 * Starts Discord on this machine: REST and the main gateway on one port of 127.0.0.1, the voice server
 * on others.
 *
 * Rejects with the socket's error when a port is taken.
 */
export async function startLoopbackDiscord(options: LoopbackDiscordOptions = {}): Promise<LoopbackDiscord> {
  const { logger } = options;
  const stopping = new AbortController();
  const voiceServer = await startVoiceServer({
    port: options.voicePort ?? 0,
    ...(options.encryptionModes === undefined ? {} : { modes: options.encryptionModes }),
    ...(logger === undefined ? {} : { logger }),
  });
  let httpUrl = '';
  const gatewayUrl = (): string => `${httpUrl.replace('http:', 'ws:')}/gateway/`;
  const world = createWorld(options, {
    fileUrl: (id, name) => `${httpUrl}/attachments/${id}/${encodeURIComponent(name)}`,
    publish: (event) => gateway.publish(event),
    botConnected: () => gateway.connected,
    calls: (context) =>
      new VoiceCalls({
        server: voiceServer,
        world: context,
        daveVersion: options.daveVersion ?? 1,
        firstTransitionId: options.firstTransitionId ?? 0,
        logger,
      }),
  });
  const application = {
    privilegedIntents: options.privilegedIntents ?? [],
    loginsLeft: options.loginsLeft ?? LOGINS_A_DAY,
  };
  const rest = new RestApi({ world, gatewayUrl, application, logger, signal: stopping.signal });
  const gateway = new MainGateway({
    world,
    gatewayUrl,
    logger,
    privilegedIntents: options.privilegedIntents ?? [],
    heartbeatIntervalMs: options.heartbeatIntervalMs ?? 41_250,
    resumeWindowMs: options.resumeWindowMs ?? 60_000,
  });
  const http = await startHttpHost(options.port ?? 0, handlersOf(rest, gateway)).catch(
    async (error: unknown) => {
      await voiceServer.close();
      throw error;
    },
  );
  httpUrl = http.url;
  const stop = (): void => stopping.abort();
  return new LoopbackDiscord({ world, rest, gateway, http, voiceServer, logger, stop });
}

interface WorldLinks extends Pick<World, 'publish' | 'botConnected'> {
  fileUrl(id: string, name: string): string;
  calls(context: Omit<World, 'calls'>): VoiceCalls;
}

function createWorld(
  options: LoopbackDiscordOptions,
  links: WorldLinks,
): World & { readonly guilds: Map<string, LoopbackGuild> } {
  const ids = createIdSource();
  const applicationId = ids();
  const context = {
    ids,
    applicationId,
    // A bot's user has the id of its application.
    botUser: { id: applicationId, name: options.botName ?? 'aichat', bot: true },
    token: options.token ?? `loopback.${crypto.randomUUID()}`,
    events: createWorldEvents(),
    faults: createWorldFaults(),
    commands: new CommandRegistry(ids, applicationId),
    interactions: new InteractionLedger(ids),
    files: new FileStore(ids, (id, name) => links.fileUrl(id, name)),
    guilds: new Map<string, LoopbackGuild>(),
    publish: links.publish.bind(links),
    botConnected: links.botConnected.bind(links),
  };
  return { ...context, calls: links.calls(context) };
}

function handlersOf(rest: RestApi, gateway: MainGateway): HttpHandlers {
  return {
    request: (incoming, outgoing) => void rest.handle(incoming, outgoing),
    upgrade(request, socket, head) {
      if (request.url?.startsWith('/gateway') === true) gateway.upgrade(request, socket, head);
      else socket.destroy();
    },
  };
}
