import {
  ChannelType,
  PermissionFlagsBits,
  SlashCommandBuilder,
  type SlashCommandStringOption,
} from 'discord.js';
import { REPLY_LENGTHS } from '#personas';
import type { Command } from './command.ts';
import { askDelete, deletePersona, keepPersona } from './persona/delete.ts';
import { createPersonaForm, editPersona, savePersonaForm } from './persona/edit.ts';
import { exportPersona, importPersona } from './persona/files.ts';
import { listPersonas, showPersona, suggestPersonas } from './persona/list.ts';
import { previewPersona } from './persona/preview.ts';
import { usePersona } from './persona/use.ts';

const MAX_NAME_LENGTH = 80;
const named = (option: SlashCommandStringOption): SlashCommandStringOption =>
  option.setName('name').setDescription('Which persona').setAutocomplete(true).setMaxLength(100);
const required = (option: SlashCommandStringOption): SlashCommandStringOption =>
  named(option).setRequired(true);

/** `/persona`: who the bot is. */
export const persona: Command = {
  data: new SlashCommandBuilder()
    .setName('persona')
    .setDescription('Who I am, how I talk, in which voice')
    .addSubcommand((sub) => sub.setName('list').setDescription('Show the personas of this server'))
    .addSubcommand((sub) =>
      sub.setName('show').setDescription('Show the card of a persona').addStringOption(required),
    )
    .addSubcommand((sub) =>
      sub
        .setName('use')
        .setDescription('Choose who speaks; in a call from the next answer on')
        .addStringOption((option) =>
          named(option).setDescription('Who; leave it out to choose nobody any more'),
        )
        .addStringOption((option) =>
          option
            .setName('where')
            .setDescription('For this call, for a voice channel or for the whole server')
            .addChoices(
              { name: 'call', value: 'call' },
              { name: 'channel', value: 'channel' },
              { name: 'server', value: 'server' },
            ),
        )
        .addChannelOption((option) =>
          option
            .setName('channel')
            .setDescription('Which voice channel; yours if you leave it out')
            .addChannelTypes(ChannelType.GuildVoice, ChannelType.GuildStageVoice),
        ),
    )
    .addSubcommand((sub) =>
      sub
        .setName('create')
        .setDescription('Make a persona')
        .addStringOption((option) =>
          option
            .setName('name')
            .setDescription('What it is called')
            .setRequired(true)
            .setMaxLength(MAX_NAME_LENGTH),
        ),
    )
    .addSubcommand((sub) =>
      sub
        .setName('edit')
        .setDescription('Change a persona: its texts in a form, or how it speaks')
        .addStringOption(required)
        .addStringOption((option) =>
          option
            .setName('part')
            .setDescription('Which texts are shown in the form')
            .addChoices(
              { name: 'character', value: 'character' },
              { name: 'messages', value: 'messages' },
              { name: 'instructions', value: 'instructions' },
            ),
        )
        .addStringOption((option) =>
          option
            .setName('voice')
            .setDescription('An installed voice; - for the usual one')
            .setAutocomplete(true),
        )
        .addStringOption((option) =>
          option.setName('speaker').setDescription('One of several speakers of the voice; - for the first'),
        )
        .addNumberOption((option) =>
          option
            .setName('speed')
            .setDescription('1 is the pace of the voice')
            .setMinValue(0.25)
            .setMaxValue(4),
        )
        .addNumberOption((option) =>
          option
            .setName('variation')
            .setDescription('How lively it is; 1 is usual')
            .setMinValue(0)
            .setMaxValue(2),
        )
        .addStringOption((option) =>
          option.setName('language').setDescription('In which it answers: de, en_GB; - for no matter'),
        )
        .addStringOption((option) =>
          option.setName('model').setDescription('Alias of a language model; - for that of the server'),
        )
        .addStringOption((option) =>
          option
            .setName('answers')
            .setDescription('How long its answers are')
            .addChoices(...REPLY_LENGTHS.map((value) => ({ name: value, value }))),
        ),
    )
    .addSubcommand((sub) =>
      sub.setName('delete').setDescription('Delete a persona of this server').addStringOption(required),
    )
    .addSubcommand((sub) =>
      sub
        .setName('import')
        .setDescription('Bring a character card: PNG, JSON or CHARX')
        .addAttachmentOption((option) => option.setName('card').setDescription('The file').setRequired(true))
        .addStringOption((option) =>
          option
            .setName('name')
            .setDescription('Another name than the card has')
            .setMaxLength(MAX_NAME_LENGTH),
        )
        .addBooleanOption((option) =>
          option.setName('replace').setDescription('Take the place of the persona of that name'),
        ),
    )
    .addSubcommand((sub) =>
      sub
        .setName('export')
        .setDescription('Give the card of a persona as a file')
        .addStringOption(required)
        .addStringOption((option) =>
          option
            .setName('format')
            .setDescription('Which kind of file; a V3 picture if you leave it out')
            .addChoices(
              { name: 'V3 PNG', value: 'v3-png' },
              { name: 'V3 JSON', value: 'v3-json' },
              { name: 'V2 PNG', value: 'v2-png' },
              { name: 'V2 JSON', value: 'v2-json' },
            ),
        ),
    )
    .addSubcommand((sub) =>
      sub
        .setName('preview')
        .setDescription('Hear how a persona sounds')
        .addStringOption(required)
        .addStringOption((option) =>
          option.setName('text').setDescription('What it says; its greeting if left out').setMaxLength(300),
        ),
    ),
  isEphemeral: false,
  // A voice that is not loaded yet takes its time.
  deadlineMs: 180_000,
  permissions: Object.fromEntries(
    ['create', 'edit', 'delete', 'import'].map((sub) => [`persona ${sub}`, PermissionFlagsBits.ManageGuild]),
  ),

  async execute(interaction, use) {
    switch (interaction.options.getSubcommand()) {
      case 'show':
        return showPersona(interaction, use);
      case 'use':
        return usePersona(interaction, use);
      case 'create':
        return createPersonaForm(interaction, use);
      case 'edit':
        return editPersona(interaction, use);
      case 'delete':
        return askDelete(interaction, use);
      case 'import':
        return importPersona(interaction, use);
      case 'export':
        return exportPersona(interaction, use);
      case 'preview':
        return previewPersona(interaction, use);
      default:
        return listPersonas(interaction, use);
    }
  },
  autocomplete: suggestPersonas,
  components: { delete: deletePersona, keep: keepPersona },
  forms: { save: savePersonaForm },
};
