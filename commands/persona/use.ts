import { ChannelType, PermissionFlagsBits } from 'discord.js';
import { Refusal, type Answer, type GuildCommandInteraction } from '#discord';
import type { PersonaPlace } from '#personas';
import type { Use } from '../command.ts';

/** `/persona use`: who speaks, in this call, in a channel or in the server. */
export async function usePersona(interaction: GuildCommandInteraction, use: Use): Promise<Answer> {
  const { personas, roles, calls, words } = use;
  const { guildId } = interaction;
  const call = calls.get(guildId);
  const where = interaction.options.getString('where') ?? (call ? 'call' : 'server');
  const name = interaction.options.getString('name');
  const found = name === null ? undefined : personas.find(guildId, name);
  if (found) assertVoice(use, found.persona);
  if (where === 'call') {
    if (!call) throw new Refusal('VOICE_NOT_JOINED', words.persona.inNoCall);
    const now = await call.cast.choose(found?.persona.id, use.signal);
    return found ? words.persona.nowInCall(now.name) : words.persona.clearedInCall(now.name);
  }
  assertMayChoose(interaction, use);
  const place: PersonaPlace =
    where === 'channel' ? { guildId, channelId: channelOf(interaction, use) } : { guildId };
  personas.choose(place, found?.persona.id);
  if (call) await call.cast.follow(use.signal);
  else use.look.wear(interaction.guild, roles.inForce({ guildId }), use.settings.of(guildId).personaLook);
  const now = roles.inForce(place).persona.name;
  const said = !found
    ? words.persona.cleared(now)
    : place.channelId === undefined
      ? words.persona.nowInServer(now)
      : words.persona.nowInChannel(now, place.channelId);
  return [said, ...exceptions(use, place, call?.channelId)].join('\n');
}

function assertVoice({ roles, words }: Use, persona: Parameters<Use['roles']['assertVoice']>[0]): void {
  try {
    roles.assertVoice(persona);
  } catch (error) {
    const voice = persona.settings.voice ?? '';
    if (error instanceof Error && 'code' in error && error.code === 'PERSONA_VOICE_MISSING') {
      throw new Refusal('PERSONA_VOICE_MISSING', words.persona.voiceMissing(persona.name, voice));
    }
    throw error;
  }
}

/** Whoever is in a call may choose for it; for a channel and the server it takes more. */
function assertMayChoose({ memberPermissions }: GuildCommandInteraction, { words }: Use): void {
  if (memberPermissions.has(PermissionFlagsBits.ManageGuild)) return;
  throw new Refusal('COMMAND_FORBIDDEN', words.mayNotUse('persona use', 'Manage Guild'));
}

function channelOf(interaction: GuildCommandInteraction, { words }: Use): string {
  const types = [ChannelType.GuildVoice, ChannelType.GuildStageVoice] as const;
  const channel = interaction.options.getChannel('channel', false, types);
  const channelId = channel?.id ?? interaction.member.voice.channelId;
  if (channelId !== null) return channelId;
  throw new Refusal('VOICE_NOT_IN_CHANNEL', words.persona.noSuchChannel);
}

/** Where somebody else still speaks, because that was chosen more narrowly. */
function exceptions(
  { personas, roles, calls, words }: Use,
  { guildId, channelId: chosenFor }: PersonaPlace,
  channelId: string | undefined,
): readonly string[] {
  const call = calls.get(guildId);
  if (!call || channelId === undefined || (chosenFor !== undefined && chosenFor !== channelId)) return [];
  if (call.cast.chosenId !== undefined) {
    const { persona } = roles.inForce({ guildId, channelId, personaId: call.cast.chosenId });
    return [words.persona.stillOtherInCall(persona.name)];
  }
  if (chosenFor !== undefined || personas.chosen({ guildId, channelId }) === undefined) return [];
  return [words.persona.stillOther(channelId, roles.inForce({ guildId, channelId }).persona.name)];
}
