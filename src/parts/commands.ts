import type { Client } from 'discord.js';
import { createDownload, createPageMemory, logIn, registerCommands, routeCommands } from '#discord';
import { createCommandRolesRepository } from '#store';
import type { CommandServices } from '../../commands/command.ts';
import { commands } from '../../commands/index.ts';
import type { House } from './house.ts';

/**
 * Answers slash commands, logs in and makes the commands known.
 *
 * @throws AppError `DISCORD_TOKEN_INVALID`, `DISCORD_LOGIN_FAILED`.
 */
export async function openCommands(
  { config, storage, bus, clock, signal }: House,
  client: Client,
  services: Omit<CommandServices, 'commandRoles' | 'listCommands' | 'logQuery' | 'onLogAsked'>,
): Promise<void> {
  const commandRoles = createCommandRolesRepository(storage.app);
  routeCommands({
    client,
    commands,
    services: {
      ...services,
      commandRoles,
      listCommands: () => commands,
      logQuery: storage.logQuery,
      onLogAsked({ action, text, withWords }, { guildId, user }) {
        const asked = { action, withWords, personal: { question: text } };
        bus.emit('logs.asked', asked, { guildId, userIds: [user.id] });
      },
    },
    roles: commandRoles,
    pages: createPageMemory(clock),
    download: createDownload(config.discord.apiUrl),
    bus,
    clock,
    signal,
  });
  const ready = await logIn(client, config.discord.token, signal);
  await registerCommands(ready, commands);
  bus.emit('discord.ready', { botUserId: ready.user.id, guilds: ready.guilds.cache.size });
}
