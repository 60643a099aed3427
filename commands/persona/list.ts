import type { AutocompleteInteraction } from 'discord.js';
import type { Answer, GuildCommandInteraction, Suggestion } from '#discord';
import type { CommandServices, Use } from '../command.ts';
import { personaAnswer } from './persona-card.ts';

const PER_PAGE = 20;
/** Discord's longest value of a suggestion. */
const MAX_SUGGESTION = 100;

/** `/persona list`. */
export async function listPersonas(interaction: GuildCommandInteraction, use: Use): Promise<Answer> {
  const { personas, roles, calls, words, pages } = use;
  const { guildId } = interaction;
  const call = calls.get(guildId);
  const channelId = call?.channelId ?? interaction.member.voice.channelId ?? undefined;
  const here = roles.inForce({ guildId, channelId, personaId: call?.cast.chosenId }).persona;
  const entries = personas.list(guildId);
  const count = Math.max(1, Math.ceil(entries.length / PER_PAGE));
  return pages({
    count,
    page: async (index) => ({
      embeds: [
        {
          title: words.persona.listTitle,
          description: entries
            .slice(index * PER_PAGE, (index + 1) * PER_PAGE)
            .map(({ id, name, owner }) => {
              const isHere =
                id === here.id || (here.id === 'default' && name === here.name && owner === 'built-in');
              const mark = isHere ? ` · **${words.persona.inForceHere}**` : '';
              return `**${name}** · ${words.persona.owners[owner]}${mark}`;
            })
            .join('\n'),
        },
      ],
      hasNext: index + 1 < count,
    }),
  });
}

/** `/persona show`. */
export async function showPersona(interaction: GuildCommandInteraction, use: Use): Promise<Answer> {
  const found = use.personas.find(interaction.guildId, interaction.options.getString('name', true));
  return personaAnswer({ found }, use);
}

/** Names of personas, and of installed voices. */
export async function suggestPersonas(
  interaction: AutocompleteInteraction<'cached'>,
  { personas, roles }: CommandServices,
): Promise<readonly Suggestion[]> {
  const { name, value } = interaction.options.getFocused(true);
  const typed = value.toLowerCase();
  const names =
    name === 'voice'
      ? await roles.installedVoices()
      : [...new Set(personas.list(interaction.guildId).map((entry) => entry.name))];
  return names
    .filter((one) => one.toLowerCase().includes(typed) && one.length <= MAX_SUGGESTION)
    .map((one) => ({ name: one, value: one }));
}
