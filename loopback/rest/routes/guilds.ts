import type { LoopbackGuild } from '../../world/guild.ts';
import type { LoopbackMember } from '../../world/member.ts';
import { hasPermissions, type PermissionName } from '../../world/permissions.ts';
import { rolePayload } from '../../world/role.ts';
import { voiceStatePayload } from '../../world/voice-state.ts';
import type { World } from '../../world/world.ts';
import { invalidForm, refusals } from '../api-error.ts';
import { bodyObject, type RestReply } from '../request.ts';
import { route, valueOf, type PathValues, type Route } from '../router.ts';

/** Guilds, their members and their voice states. */
export function guildRoutes(world: World): readonly Route[] {
  const guildOf = (values: PathValues): LoopbackGuild => {
    const guild = world.guilds.get(valueOf(values, 'guildId'));
    if (guild === undefined) throw refusals.unknownGuild();
    return guild;
  };
  const memberOf = (values: PathValues): LoopbackMember => {
    const userId = valueOf(values, 'userId');
    const member = guildOf(values).member(userId === '@me' ? world.botUser.id : userId);
    if (member === undefined) throw refusals.unknownMember();
    return member;
  };
  const voiceStateOf = (values: PathValues): RestReply => {
    const member = memberOf(values);
    const state = member.voiceState;
    if (state === undefined) throw refusals.unknownVoiceState();
    return { status: 200, body: { ...voiceStatePayload(member.id, state), guild_id: member.guild.id } };
  };
  return [
    route('GET', '/users/@me/guilds', () => ({
      status: 200,
      body: [...world.guilds.values()].map((guild) => ({
        id: guild.id,
        name: guild.name,
        icon: null,
        owner: false,
        permissions: guild.permissionsOf(guild.bot).toString(),
        features: [],
      })),
    })),
    route('GET', '/guilds/:guildId', (_request, values) => ({
      status: 200,
      body: guildOf(values).restPayload(),
    })),
    route('GET', '/guilds/:guildId/channels', (_request, values) => ({
      status: 200,
      body: guildOf(values).channels.map((channel) => channel.payload()),
    })),
    route('GET', '/guilds/:guildId/roles', (_request, values) => ({
      status: 200,
      body: guildOf(values).roles.map(rolePayload),
    })),
    route('GET', '/guilds/:guildId/members', (request, values) => ({
      status: 200,
      body: guildOf(values)
        .members.slice(0, Number(request.query.get('limit') ?? 1))
        .map((member) => member.payload()),
    })),
    route('GET', '/guilds/:guildId/members/:userId', (_request, values) => ({
      status: 200,
      body: memberOf(values).payload(),
    })),
    route('PATCH', '/guilds/:guildId/members/:userId', (request, values) =>
      changeMember(memberOf(values), bodyObject(request)),
    ),
    route('GET', '/guilds/:guildId/voice-states/:userId', (_request, values) => voiceStateOf(values)),
    route('PATCH', '/guilds/:guildId/voice-states/:userId', (request, values) => {
      const member = memberOf(values);
      if (member.voiceState === undefined) throw refusals.unknownVoiceState();
      const { suppress } = bodyObject(request);
      if (typeof suppress === 'boolean') member.guild.setVoiceState(member, { suppress });
      return { status: 204 };
    }),
  ];
}

const MAX_NICKNAME_LENGTH = 32;

/** Renames, mutes, deafens, moves or disconnects a member, as a moderator does. */
function changeMember(member: LoopbackMember, changes: Readonly<Record<string, unknown>>): RestReply {
  const { guild } = member;
  const demand = (permission: PermissionName): void => {
    if (!hasPermissions(guild.permissionsOf(guild.bot), permission)) throw refusals.missingPermissions();
  };
  const { mute, deaf, channel_id: channelId, nick, avatar } = changes;
  if (nick !== undefined) {
    demand(member === guild.bot ? 'ChangeNickname' : 'ManageNicknames');
    if (typeof nick === 'string' && nick.length > MAX_NICKNAME_LENGTH)
      throw invalidForm('nick', 'Must be 32 or fewer in length.');
    member.nickname = typeof nick === 'string' && nick !== '' ? nick : null;
  }
  if (avatar !== undefined) {
    if (member !== guild.bot) throw refusals.missingPermissions();
    member.avatar = typeof avatar === 'string' ? avatar : null;
  }
  if (member.voiceState === undefined && (mute ?? deaf ?? channelId) !== undefined) {
    throw refusals.unknownVoiceState();
  }
  if (typeof mute === 'boolean') {
    demand('MuteMembers');
    guild.setVoiceState(member, { mute });
  }
  if (typeof deaf === 'boolean') {
    demand('DeafenMembers');
    guild.setVoiceState(member, { deaf });
  }
  if (typeof channelId === 'string' || channelId === null) {
    demand('MoveMembers');
    if (channelId !== null && guild.channel(channelId)?.kind !== 'voice') throw refusals.unknownChannel();
    guild.setVoiceState(member, { channelId });
  }
  return { status: 200, body: member.payload() };
}
