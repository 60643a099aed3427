import { PermissionFlagsBits, SlashCommandBuilder } from 'discord.js';
import { UserError } from '#core';
import {
  GUILD_SETTING_NAMES,
  isGuildSettingName,
  Refusal,
  settingOf,
  type GuildSettingName,
  type RichAnswer,
  type Words,
} from '#discord';
import type { Command, Use } from './command.ts';

const LINES_PER_PAGE = 8;
const MAX_VALUE_LENGTH = 100;

/** `/settings`: shows and changes what a server can set. */
export const settings: Command = {
  data: new SlashCommandBuilder()
    .setName('settings')
    .setDescription('How I behave in this server')
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
    .addSubcommand((sub) => sub.setName('show').setDescription('Show every setting'))
    .addSubcommand((sub) =>
      sub
        .setName('set')
        .setDescription('Change a setting')
        .addStringOption((option) =>
          option.setName('name').setDescription('Which one').setRequired(true).setAutocomplete(true),
        )
        .addStringOption((option) =>
          option
            .setName('value')
            .setDescription('What it is to be')
            .setRequired(true)
            .setAutocomplete(true)
            .setMaxLength(MAX_VALUE_LENGTH),
        ),
    )
    .addSubcommand((sub) =>
      sub
        .setName('reset')
        .setDescription('Take a change back')
        .addStringOption((option) =>
          option.setName('name').setDescription('Which one').setRequired(true).setAutocomplete(true),
        ),
    ),
  isEphemeral: true,

  async execute(interaction, use) {
    const { guildId, options, user } = interaction;
    const action = options.getSubcommand();
    if (action === 'show') return show(guildId, interaction.locale, use);
    const name = options.getString('name', true);
    const text = action === 'set' ? options.getString('value', true) : undefined;
    return change({ guildId, name, text, userId: user.id }, use);
  },

  async autocomplete({ options, guildId, locale }, { settings: book }) {
    const { name: option, value } = options.getFocused(true);
    const typed = value.toLowerCase();
    if (option === 'value') {
      const name = options.getString('name') ?? '';
      const proposals = isGuildSettingName(name) ? settingOf(name).proposals : [];
      return proposals.filter((proposal) => proposal.startsWith(typed));
    }
    const names = options.getSubcommand() === 'reset' ? book.changedIn(guildId) : GUILD_SETTING_NAMES;
    return names
      .map((name) => ({ name: `${name}: ${descriptionOf(name, locale)}`.slice(0, 100), value: name }))
      .filter((suggestion) => suggestion.name.toLowerCase().includes(typed));
  },
};

function show(guildId: string, locale: string, { settings: book, words, pages }: Use): Promise<RichAnswer> {
  const values = book.of(guildId);
  const changed = new Set(book.changedIn(guildId));
  const lines = GUILD_SETTING_NAMES.map((name) => {
    const mark = changed.has(name) ? ` (${words.talk.settings.changed})` : '';
    const value = `${shown(values[name])}${unitOf(name)}${mark}`;
    return words.talk.settings.line(name, value, descriptionOf(name, locale));
  });
  const count = Math.ceil(lines.length / LINES_PER_PAGE);
  return pages({
    count,
    page: async (index) => ({
      embeds: [
        {
          title: words.talk.settings.title,
          description: lines.slice(index * LINES_PER_PAGE, (index + 1) * LINES_PER_PAGE).join('\n\n'),
        },
      ],
      hasNext: index + 1 < count,
    }),
  });
}

interface Change {
  readonly guildId: string;
  readonly name: string;
  /** Undefined takes the change back. */
  readonly text: string | undefined;
  readonly userId: string;
}

function change({ guildId, name, text, userId }: Change, { settings: book, words }: Use): string {
  try {
    if (text === undefined) book.reset(guildId, name);
    else book.set({ guildId, name, text, userId });
  } catch (error) {
    throw inTheirWords(error, name, words.talk.settings);
  }
  if (!isGuildSettingName(name)) return '';
  const { isSet, takesEffect } = words.talk.settings;
  const value = `${shown(book.of(guildId)[name])}${unitOf(name)}`;
  return `${isSet(name, value)} ${takesEffect[settingOf(name).takesEffect]}`;
}

function inTheirWords(error: unknown, name: string, words: Words['talk']['settings']): unknown {
  if (!(error instanceof UserError)) return error;
  if (!isGuildSettingName(name)) return new Refusal('SETTING_UNKNOWN', words.unknown(name));
  const { notMoreThan, setting = name } = error.context;
  const problem =
    typeof notMoreThan === 'string'
      ? words.contradicts(String(setting), notMoreThan)
      : words.invalid(name, settingOf(name).allowed);
  return new Refusal('SETTING_INVALID', problem);
}

const unitOf = (name: GuildSettingName): string => {
  const { unit } = settingOf(name);
  return unit === undefined ? '' : ` ${unit}`;
};

/** A value as a person writes it. */
function shown(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return value === '' ? 'none' : String(value);
}

function descriptionOf(name: GuildSettingName, locale: string): string {
  const { en, de } = settingOf(name).description;
  return locale.startsWith('de') ? de : en;
}
