import { UserError } from '#core';
import type { Call, Calls, GuildCommandInteraction } from '#discord';

/** The call of the server in which a command was used. @throws UserError `VOICE_NOT_JOINED`. */
export function requireCall(interaction: GuildCommandInteraction, calls: Calls): Call {
  const call = calls.get(interaction.guildId);
  if (call) return call;
  throw new UserError('VOICE_NOT_JOINED', { message: 'I am in no voice channel here. Use /join first.' });
}
