import { PermissionFlagsBits, SlashCommandBuilder, type SlashCommandSubcommandBuilder } from 'discord.js';
import { Refusal, pathsOf, type Words } from '#discord';
import type { Command } from './command.ts';

const withCommand = (sub: SlashCommandSubcommandBuilder): SlashCommandSubcommandBuilder =>
  sub.addStringOption((option) =>
    option
      .setName('command')
      .setDescription('Which command, such as logs or model use')
      .setRequired(true)
      .setAutocomplete(true),
  );
const withRole = (sub: SlashCommandSubcommandBuilder): SlashCommandSubcommandBuilder =>
  withCommand(sub).addRoleOption((option) =>
    option.setName('role').setDescription('Which role').setRequired(true),
  );

/** `/permissions`: which roles may use which command in this server. */
export const permissions: Command = {
  data: new SlashCommandBuilder()
    .setName('permissions')
    .setDescription('Which roles may use which of my commands')
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
    .addSubcommand((sub) => sub.setName('show').setDescription('Show what was chosen for this server'))
    .addSubcommand((sub) =>
      withRole(sub.setName('allow').setDescription('Let a role use a command, and take it from all others')),
    )
    .addSubcommand((sub) => withRole(sub.setName('deny').setDescription('Take a command from a role again')))
    .addSubcommand((sub) =>
      withCommand(
        sub.setName('reset').setDescription('Let a command be as it comes: for everybody it is for'),
      ),
    ),
  isEphemeral: true,

  async execute({ options, guildId }, { commandRoles, listCommands, words }) {
    const action = options.getSubcommand();
    if (action === 'show') {
      const chosen = commandRoles.all(guildId);
      const lines = chosen.map(({ path, roleIds }) => `\`/${path}\`: ${roleIds.map(mention).join(', ')}`);
      return lines.length === 0 ? words.permissions.none : lines.join('\n');
    }
    const path = knownPath(options.getString('command', true), listCommands(), words);
    if (action === 'reset') {
      return commandRoles.forget(guildId, path)
        ? words.permissions.reset(path)
        : words.permissions.wasFree(path);
    }
    const role = options.getRole('role', true);
    if (action === 'allow') {
      commandRoles.allow(guildId, path, role.id);
      return words.permissions.allowed(path, mention(role.id));
    }
    const wasThere = commandRoles.takeBack(guildId, path, role.id);
    if (!wasThere) return words.permissions.wasNot(path, mention(role.id));
    const isFree = commandRoles.rolesFor(guildId, path) === undefined;
    return isFree ? words.permissions.reset(path) : words.permissions.denied(path, mention(role.id));
  },

  async autocomplete({ options }, { listCommands }) {
    const typed = plain(options.getFocused());
    return listCommands()
      .flatMap(pathsOf)
      .filter((path) => path.includes(typed));
  },
};

/** @throws Refusal `USAGE_INVALID` for a command that there is not. */
function knownPath(typed: string, commands: readonly Pick<Command, 'data'>[], words: Words): string {
  const path = plain(typed);
  if (commands.flatMap(pathsOf).includes(path)) return path;
  throw new Refusal('USAGE_INVALID', words.permissions.unknown(path));
}

function plain(typed: string): string {
  return typed.replace(/^\//u, '').trim().toLowerCase();
}

function mention(roleId: string): string {
  return `<@&${roleId}>`;
}
