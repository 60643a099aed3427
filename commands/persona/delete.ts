import {
  buttonRow,
  type Answer,
  type GuildCommandInteraction,
  type GuildComponentInteraction,
} from '#discord';
import type { Use } from '../command.ts';
import { ownPersona } from './edit.ts';

/** `/persona delete`: asks first. */
export async function askDelete(interaction: GuildCommandInteraction, use: Use): Promise<Answer> {
  const { personas, words } = use;
  const found = personas.find(interaction.guildId, interaction.options.getString('name', true));
  const { id, name } = ownPersona(found, use).persona;
  const { confirmDelete, deleteIt, keepIt } = words.persona;
  return {
    content: confirmDelete(name),
    rows: [
      buttonRow([
        { command: 'persona', action: 'delete', argument: id, label: deleteIt, style: 'danger' },
        { command: 'persona', action: 'keep', argument: id, label: keepIt },
      ]),
    ],
  };
}

/** The button that deletes. A call in which the persona speaks goes on with who is chosen then. */
export async function deletePersona(interaction: GuildComponentInteraction, use: Use): Promise<Answer> {
  const { personas, calls, words, argument, signal } = use;
  const { name } = ownPersona(personas.get(argument), use).persona;
  personas.remove(argument);
  await calls.get(interaction.guildId)?.cast.follow(signal);
  return words.persona.deleted(name);
}

/** The button that keeps. */
export async function keepPersona(_interaction: GuildComponentInteraction, use: Use): Promise<Answer> {
  return use.words.persona.kept(use.personas.get(use.argument).persona.name);
}
