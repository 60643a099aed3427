import { AppError } from '#core';
import type { Json } from '../wire.ts';
import type { LoopbackChannel } from './channel.ts';
import type { WorldContext } from './context.ts';
import { interactionPayload, type Interaction, type InteractionStart } from './interactions.ts';
import type { LoopbackMember } from './member.ts';
import { messagePayload } from './message.ts';

/** Opens an interaction and tells the bot. @throws AppError LOOPBACK_BOT_ABSENT. */
export function beginInteraction(
  world: WorldContext,
  member: LoopbackMember,
  data: Json,
  start: InteractionStart,
): Interaction {
  if (!world.botConnected()) {
    throw new AppError('LOOPBACK_BOT_ABSENT', { message: 'The bot is not connected, so it cannot answer.' });
  }
  const { guild } = member;
  const interaction = world.interactions.open(start);
  const memberPermissions = guild.permissionsOf(member, start.channel);
  const payload = interactionPayload(interaction, {
    applicationId: world.applicationId,
    member: { ...member.payload(), permissions: memberPermissions.toString() },
    memberPermissions,
    appPermissions: guild.permissionsOf(guild.bot, start.channel),
    locale: member.locale,
    guildLocale: guild.locale,
    data,
    ...(start.sourceMessage === undefined
      ? {}
      : {
          message: messagePayload(start.sourceMessage, {
            guildId: guild.id,
            applicationId: world.applicationId,
            withContent: true,
          }),
        }),
  });
  world.publish({ name: 'INTERACTION_CREATE', data: () => payload });
  return interaction;
}

/** Where something happens that names no channel. @throws AppError LOOPBACK_USAGE. */
export function defaultChannel(member: LoopbackMember): LoopbackChannel {
  const channel = member.guild.channels.find(({ kind }) => kind === 'text') ?? member.guild.channels[0];
  if (channel !== undefined) return channel;
  throw new AppError('LOOPBACK_USAGE', { message: `The guild ${member.guild.name} has no channel yet.` });
}
