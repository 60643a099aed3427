import {
  ChannelType,
  OverwriteType,
  PermissionFlagsBits,
  PermissionsBitField,
  Routes,
  type APIGuildMember,
  type APIGuildVoiceChannel,
  type REST,
  type RESTAPIPartialCurrentUserGuild,
  type RESTGetAPIGuildChannelsResult,
} from 'discord.js';
import { ok, problem, warning, type Finding } from './finding.ts';

const NEEDED =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.Connect |
  PermissionFlagsBits.Speak |
  PermissionFlagsBits.UseVAD;

/** Whether the bot may hear and speak in a server, and in each of its voice channels. */
export async function checkServer(
  rest: REST,
  server: RESTAPIPartialCurrentUserGuild,
  botId: string,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const check = `server ${server.name}`;
  const granted = BigInt(server.permissions);
  if ((granted & PermissionFlagsBits.Administrator) !== 0n) return [ok(check, 'the bot may do everything')];
  const lacking = missing(granted);
  if (lacking !== '') {
    return [
      problem(
        check,
        `The bot lacks: ${lacking}.`,
        'Server Settings → Roles → the role of the bot: switch them on.',
      ),
    ];
  }
  const channels = (await rest.get(Routes.guildChannels(server.id), {
    signal,
  })) as RESTGetAPIGuildChannelsResult;
  const { roles } = (await rest.get(Routes.guildMember(server.id, botId), { signal })) as APIGuildMember;
  const closed = channels
    .filter((channel): channel is APIGuildVoiceChannel => channel.type === ChannelType.GuildVoice)
    .flatMap((channel) => {
      const lost = missing(inChannel(granted, channel, { serverId: server.id, roles, botId }));
      return lost === ''
        ? []
        : [
            warning(
              check,
              `In the voice channel ${channel.name} it lacks: ${lost}.`,
              'Edit the channel → Permissions → the role of the bot: allow them, if it shall talk there.',
            ),
          ];
    });
  return closed.length === 0 ? [ok(check, 'the bot may hear and speak in every voice channel')] : closed;
}

/**
 * The overwrites of a channel, in Discord's order: for everybody, for the roles, for the member.
 * Source: Discord's developer documentation, "Permission Overwrites".
 */
function inChannel(
  granted: bigint,
  { permission_overwrites: overwrites = [] }: APIGuildVoiceChannel,
  {
    serverId,
    roles,
    botId,
  }: { readonly serverId: string; readonly roles: readonly string[]; readonly botId: string },
): bigint {
  const groups = [
    overwrites.filter(({ id }) => id === serverId),
    overwrites.filter(({ id, type }) => type === OverwriteType.Role && roles.includes(id)),
    overwrites.filter(({ id, type }) => type === OverwriteType.Member && id === botId),
  ];
  return groups.reduce((bits, group) => {
    const denied = group.reduce((all, { deny }) => all | BigInt(deny), 0n);
    const allowed = group.reduce((all, { allow }) => all | BigInt(allow), 0n);
    return (bits & ~denied) | allowed;
  }, granted);
}

/** `Connect, Speak`. */
function missing(granted: bigint): string {
  const names = new PermissionsBitField(granted).missing(NEEDED);
  return names.map((name) => name.replaceAll(/(?<=[a-z])(?=[A-Z])/gu, ' ')).join(', ');
}
