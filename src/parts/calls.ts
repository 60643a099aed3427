import type { Client } from 'discord.js';
import { speculationFor } from '#conversation';
import { createCalls, createDiscordClient, type Calls, type Roles } from '#discord';
import type { House } from './house.ts';
import type { Mind } from './mind.ts';
import type { Speech } from './speech.ts';

/** The way to Discord, and the calls on it. */
export interface DiscordCalls {
  /** Not logged in yet. */
  readonly client: Client;
  readonly calls: Calls;
}

/** Makes the client and the calls of all servers; `parts` leaves the calls, then logs out. */
export function openCalls(
  house: House,
  { speech, mind, roles }: { readonly speech: Speech; readonly mind: Mind; readonly roles: Roles },
): DiscordCalls {
  const { config, bus, clock, parts, exit } = house;
  const client = parts.adopt(
    createDiscordClient({
      apiUrl: config.discord.apiUrl,
      bus,
      onGone: () => void exit(1, 'Discord closed the gateway for good'),
    }),
    (used) => used.destroy(),
  );
  const { transcriber, openVoiceActivity, endOfTurnModel } = speech;
  const calls = createCalls(client, {
    openVoiceActivity,
    ...(endOfTurnModel !== undefined && { endOfTurnModel }),
    transcriber,
    roles,
    chatModel: mind.chatModel,
    addressing: config.addressing,
    speculation: speculationFor(config.speculation, mind.models.defaultModel),
    clock,
    bus,
  });
  parts.defer(() => calls.leaveAll('shutdown'));
  return { client, calls };
}
