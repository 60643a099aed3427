import { PermissionFlagsBits, type Guild } from 'discord.js';
import { AppError } from '#core';
import type { EventBus } from '#events';
import { spokenName, type LibraryPersona } from '#personas';

/** Whose name and face it is. */
export type WornPersona = Pick<LibraryPersona, 'persona' | 'picture' | 'updatedAtMs'>;

/** What of the bot's look in a server follows the persona. */
export const PERSONA_LOOKS = ['off', 'nickname', 'nickname-and-avatar'] as const;

/** See {@link PERSONA_LOOKS}. */
export type PersonaLookMode = (typeof PERSONA_LOOKS)[number];

/** Discord's longest nickname. */
const MAX_NICKNAME_LENGTH = 32;
/** Discord's largest picture of a member. */
const MAX_AVATAR_BYTES = 8_000_000;

/** Gives the bot the name and the face of its persona, server by server. */
export interface PersonaLook {
  /**
   * Takes effect in the background; what Discord refuses is an event. Without the permission to change its
   * nickname the bot keeps it, and who nobody has chosen changes nothing.
   */
  wear(guild: Guild, worn: WornPersona, mode: PersonaLookMode): void;
}

/** @param bus - told when Discord refuses. */
export function createPersonaLook(bus: EventBus): PersonaLook {
  /** What was put on since the start, by server. */
  const worn = new Map<string, string>();

  const wear = async (guild: Guild, found: WornPersona, mode: PersonaLookMode): Promise<void> => {
    const { persona, picture, updatedAtMs } = found;
    const isUsual = persona.id === 'default' || mode === 'off';
    const look = isUsual ? '' : `${persona.id}/${updatedAtMs}/${mode}`;
    if ((worn.get(guild.id) ?? '') === look) return;
    const me = await guild.members.fetchMe();
    worn.set(guild.id, look);
    const nickname = isUsual ? null : spokenName(persona).slice(0, MAX_NICKNAME_LENGTH);
    const mayRename = me.permissions.has(PermissionFlagsBits.ChangeNickname);
    const avatar = mode === 'nickname-and-avatar' && !isUsual ? avatarOf(picture) : null;
    const hasAvatar = me.avatar !== null;
    const changes = {
      ...(mayRename && me.nickname !== nickname && { nick: nickname }),
      ...((avatar !== null || hasAvatar) && { avatar }),
    };
    if (Object.keys(changes).length > 0) await guild.members.editMe(changes);
  };

  return {
    wear(guild, found, mode) {
      wear(guild, found, mode).catch((cause: unknown) => {
        worn.delete(guild.id);
        const message = 'The name or the picture of the bot could not be changed.';
        bus.emitError(new AppError('DISCORD_LOOK_FAILED', { message, cause }), { guildId: guild.id });
      });
    },
  };
}

function avatarOf(picture: Uint8Array | undefined): string | null {
  if (!picture || picture.length > MAX_AVATAR_BYTES) return null;
  return `data:image/png;base64,${Buffer.from(picture).toString('base64')}`;
}
