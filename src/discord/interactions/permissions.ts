import {
  PermissionFlagsBits,
  type PermissionsBitField,
  type GuildMember,
  type PermissionsString,
} from 'discord.js';
import type { Words } from '../words/index.ts';
import type { Command } from './command.ts';
import { Refusal } from './refusal.ts';

/** Which roles of a server may use a command, where its admins chose some. */
export interface CommandRoles {
  /** @param path - `logs`, `model use`. @returns role ids; `undefined` where nothing was chosen. */
  rolesFor(guildId: string, path: string): readonly string[] | undefined;
}

/** Who wants to use what. */
export interface CommandAccess {
  readonly member: GuildMember;
  /** In the channel where it is used. */
  readonly memberPermissions: Readonly<PermissionsBitField>;
  /** The command, and its subcommand where it has one: `model use`. */
  readonly path: string;
}

/**
 * The one check of who may use a command. Discord itself has held back whoever lacks the command's default
 * permissions (and follows what admins set under Integrations); here come the roles that a server chose for
 * the command or the subcommand, and what a single subcommand needs.
 *
 * @throws Refusal `COMMAND_FORBIDDEN`.
 */
export function assertMayUse(
  { permissions = {} }: Pick<Command<never>, 'permissions'>,
  { member, memberPermissions, path }: CommandAccess,
  roles: CommandRoles,
  words: Words,
): void {
  const guildId = member.guild.id;
  const isAdmin =
    member.guild.ownerId === member.id || memberPermissions.has(PermissionFlagsBits.Administrator);
  if (isAdmin) return;
  const [command = ''] = path.split(' ');
  const chosen = roles.rolesFor(guildId, path) ?? roles.rolesFor(guildId, command);
  if (chosen) {
    if (chosen.some((roleId) => member.roles.cache.has(roleId))) return;
    throw forbidden(words.mayNotUse(path, chosen.map((roleId) => `<@&${roleId}>`).join(', ')));
  }
  const needed = permissions[path] ?? 0n;
  const missing = memberPermissions.missing(needed);
  if (missing.length > 0) throw forbidden(words.mayNotUse(path, missing.map(spaced).join(', ')));
}

function forbidden(message: string): Refusal {
  return new Refusal('COMMAND_FORBIDDEN', message);
}

/** `ManageGuild` → `Manage Guild`. */
function spaced(name: PermissionsString): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/gu, ' ');
}
