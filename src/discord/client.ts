import {
  Client,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayIntentBits,
  HTTPError,
  IntentsBitField,
} from 'discord.js';
import { AppError, withDeadline } from '#core';
import type { EventBus } from '#events';
import { localiseCommand, type Command } from './interactions/index.ts';

/** Longest wait for the gateway at start. */
const LOGIN_DEADLINE_MS = 30_000;

/** What Discord is asked to tell of; the least that a voice bot needs. None of it is privileged. */
export const INTENTS: number = new IntentsBitField([
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildVoiceStates,
  GatewayIntentBits.GuildMessages,
]).bitfield;

/** How the client is made. */
export interface DiscordClientOptions {
  /** REST base, for a proxy or the loopback. */
  readonly apiUrl: string | undefined;
  readonly bus: EventBus;
  /** Discord closed the gateway with a code after which nobody may come back. */
  readonly onGone: () => void;
}

/** A client with the least intents that a voice bot needs. */
export function createDiscordClient({ apiUrl, bus, onGone }: DiscordClientOptions): Client {
  const client = new Client({
    intents: INTENTS,
    rest: {
      // Its own client shares a dispatcher with whatever other version of undici was loaded first, and fails with files.
      makeRequest: (url, init) => fetch(url, init as unknown as RequestInit),
      ...(apiUrl !== undefined && { api: apiUrl.replace(/\/+$/u, '') }),
    },
  });
  client.on(Events.Error, (error) => {
    bus.emitError(new AppError('DISCORD_GATEWAY_FAILED', { message: error.message, cause: error }));
  });
  client.on(Events.ShardDisconnect, (close) => {
    bus.emitError(
      new AppError('DISCORD_GATEWAY_FAILED', {
        message: `Discord closed the gateway for good with code ${close.code}.`,
        context: { closeCode: close.code },
      }),
    );
    onGone();
  });
  return client;
}

/**
 * Logs in and waits until the servers are known.
 *
 * @throws AppError `DISCORD_TOKEN_INVALID`, or `DISCORD_LOGIN_FAILED` when Discord cannot be reached in time.
 */
export async function logIn(client: Client, token: string, signal: AbortSignal): Promise<Client<true>> {
  return withDeadline(
    async () => {
      const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
      try {
        await client.login(token);
      } catch (error) {
        throw loginError(error);
      }
      return ready;
    },
    {
      timeoutMs: LOGIN_DEADLINE_MS,
      signal,
      what: 'Logging in to Discord',
      timeoutCode: 'DISCORD_LOGIN_FAILED',
    },
  );
}

function loginError(error: unknown): AppError {
  const isTokenRefused =
    (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) ||
    (error instanceof Error && 'status' in error && error.status === 401);
  if (isTokenRefused) {
    return new AppError('DISCORD_TOKEN_INVALID', {
      message:
        'Discord does not accept DISCORD_TOKEN. Copy it anew from discord.com/developers/applications → your application → Bot.',
      cause: error,
    });
  }
  const status = error instanceof HTTPError ? ` (HTTP ${error.status})` : '';
  return new AppError('DISCORD_LOGIN_FAILED', {
    message: `Discord could not be reached${status}: ${error instanceof Error ? error.message : String(error)}`,
    cause: error,
  });
}

/** Makes the slash commands known to Discord, in place of those it had. @throws AppError `DISCORD_LOGIN_FAILED`. */
export async function registerCommands(
  client: Client<true>,
  commands: readonly Pick<Command<never>, 'data'>[],
): Promise<void> {
  try {
    await client.application.commands.set(commands.map(({ data }) => localiseCommand(data.toJSON())));
  } catch (error) {
    throw new AppError('DISCORD_LOGIN_FAILED', {
      message: 'The slash commands could not be registered.',
      cause: error,
    });
  }
}
