import { Client, Events, GatewayIntentBits, type ClientOptions } from 'discord.js';
import { expect } from 'vitest';
import { startLoopbackDiscord, type LoopbackDiscordOptions } from './start.ts';
import type { LoopbackGuild } from './world/guild.ts';
import type { LoopbackDiscord } from './world/loopback-discord.ts';

/** A world with one guild, and discord.js logged in to it. For tests. */
export interface TestBot {
  readonly world: LoopbackDiscord;
  readonly guild: LoopbackGuild;
  readonly client: Client<true>;
  close(): Promise<void>;
}

/** Starts a world with a guild and logs a client in to it; `prepare` is called before the login. */
export async function startTestBot(
  options: LoopbackDiscordOptions = {},
  prepare?: (guild: LoopbackGuild, client: Client) => void,
): Promise<TestBot> {
  const world = await startLoopbackDiscord(options);
  const guild = world.createGuild({ name: 'Harbour' });
  const client = createClient(world);
  prepare?.(guild, client);
  const ready = new Promise<Client<true>>((resolve) => {
    client.once(Events.ClientReady, resolve);
  });
  await client.login(world.token);
  return {
    world,
    guild,
    client: await ready,
    async close() {
      await client.destroy();
      await world.close();
    },
  };
}

/** A client for the world that is not logged in. */
export function createClient(world: LoopbackDiscord, options: Partial<ClientOptions> = {}): Client {
  return new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
    rest: {
      api: world.apiUrl,
      retries: 1,
      // As the bot's own client does: another version of undici may have been loaded first.
      makeRequest: (url, init) => fetch(url, init as unknown as RequestInit),
    },
    ...options,
  });
}

/** Looks until what is expected is there; a busy machine may take its time. */
export function eventually<Found>(look: () => Found) {
  return expect.poll(look, { timeout: 10_000 });
}
