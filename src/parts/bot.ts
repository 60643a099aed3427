import { openCalls } from './calls.ts';
import { openCommands } from './commands.ts';
import type { House } from './house.ts';
import { openMind } from './mind.ts';
import { openSidecarPart } from './sidecar.ts';
import { openPersonas } from './personas.ts';
import { openSpeech } from './speech.ts';
import { openStatus } from './status.ts';
import { openTalk } from './talk.ts';
import { openUpkeep } from './upkeep.ts';

/** Opens every part of the bot, one upon the other. */
export async function openBot(house: House): Promise<void> {
  const { bus, version } = house;
  const mind = await openMind(house);
  const speech = await openSpeech(house);
  const modes = { ...speech.modes, ...mind.modes };
  const status = openStatus(house, modes, speech.isInferring);
  const who = openPersonas(house, { mind, speech });
  const talk = openTalk(
    {
      chatModel: mind.chatModel,
      personaOf: (place) => who.roles.inForce(place).persona,
      modelFor: mind.modelFor,
      database: house.storage.app,
      defaults: {
        addressing: house.config.addressing,
        speculation: house.config.speculation,
      },
      forgetElsewhere: (userId) => {
        house.storage.log.forgetUser(userId);
        mind.usage.forgetPerson(userId);
      },
      bus,
      signal: house.signal,
    },
    house.parts,
  );
  const discord = openCalls(house, { speech, mind, who, talk });
  const { client, calls } = discord;
  await openCommands(house, client, { calls, mind, ...who, ...talk, statusReport: status.report });
  await openSidecarPart(house, { mind, speech, status, personas: who.personas, discord });
  openUpkeep(house, {
    guildIds: () => [...client.guilds.cache.keys()],
    keepDaysOf: (guildId) => talk.settings.of(guildId).eventKeepDays,
  });
  bus.emit('system.started', { versions: { aichat: version, node: process.version }, modes });
  // Start-up loads models and is allowed to be busy; what counts is how the bot lives afterwards.
  status.reset();
}
