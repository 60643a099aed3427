import type { Client } from 'discord.js';
import { answerMentions, createCalls, createDiscordClient, type Calls } from '#discord';
import type { House } from './house.ts';
import type { Mind } from './mind.ts';
import type { Personas } from './personas.ts';
import type { Speech } from './speech.ts';
import type { Talk } from './talk.ts';

/** The way to Discord, and the calls on it. */
export interface DiscordCalls {
  /** Not logged in yet. */
  readonly client: Client;
  readonly calls: Calls;
}

/** What calls are made from. */
export interface CallsNeeds {
  readonly speech: Speech;
  readonly mind: Mind;
  readonly who: Personas;
  readonly talk: Talk;
}

/** Makes the client and the calls of all servers; `parts` leaves the calls, then logs out. */
export function openCalls(house: House, { speech, mind, who, talk }: CallsNeeds): DiscordCalls {
  const { config, bus, clock, parts, signal, exit } = house;
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
    roles: who.roles,
    look: who.look,
    chatModel: mind.chatModel,
    ...talk,
    clock,
    bus,
  });
  parts.defer(() => calls.leaveAll('shutdown'));
  answerMentions({ client, calls, ...talk, bus, signal });
  return { client, calls };
}
