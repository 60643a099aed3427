import { PermissionFlagsBits, SlashCommandBuilder } from 'discord.js';
import { AppError, toAppError, UserError } from '#core';
import type { Words } from '#discord';
import { describeModel, describePrice, type ChosenModel, type ListedModel } from '#llm';
import type { Command, Use } from './command.ts';

const ROWS_PER_PAGE = 12;

/** `/model`: which language model thinks in this server, and what each costs. */
export const model: Command = {
  data: new SlashCommandBuilder()
    .setName('model')
    .setDescription('Which language model I think with here')
    .addSubcommand((sub) => sub.setName('list').setDescription('Show the models, and which can be used'))
    .addSubcommand((sub) =>
      sub
        .setName('use')
        .setDescription('Choose the model for this server, from the next answer on')
        .addStringOption((option) =>
          option
            .setName('name')
            .setDescription('Which one; the default if you leave this out')
            .setAutocomplete(true),
        ),
    )
    .addSubcommand((sub) => sub.setName('cost').setDescription('Show what a million tokens cost')),
  isEphemeral: true,
  permissions: { 'model use': PermissionFlagsBits.ManageGuild },

  async execute({ options, guildId }, use) {
    const { mind, words } = use;
    switch (options.getSubcommand()) {
      case 'use':
        return choose(guildId, options.getString('name')?.trim(), use);
      case 'cost':
        return costTable(mind.models.list(), words);
      default:
        return list(guildId, use);
    }
  },

  async autocomplete({ options }, { mind }) {
    const typed = options.getFocused().trim().toLowerCase();
    return mind.models
      .list()
      .filter(({ refusal, model: { alias } }) => !refusal && alias.toLowerCase().includes(typed))
      .map(({ model: { alias } }) => alias);
  },
};

function choose(guildId: string, name: string | undefined, { mind, words }: Use): string {
  const { models, serverModels } = mind;
  if (name === undefined || name === '') {
    const hadChosen = serverModels.forget(guildId);
    const isNow = describeModel(models.defaultModel);
    return hadChosen ? words.models.isDefaultAgain(isNow) : words.models.wasDefault(isNow);
  }
  const chosen = usable(() => models.find(name));
  serverModels.choose(guildId, chosen.alias);
  return words.models.chosen(describeModel(chosen));
}

/** A name that cannot be used is for the person to put right. @throws UserError. */
function usable(find: () => ChosenModel): ChosenModel {
  try {
    return find();
  } catch (thrown) {
    const { code, message, context } = toAppError(thrown);
    throw new UserError(code, { message, context, cause: thrown });
  }
}

function list(guildId: string, { mind, words, pages }: Use) {
  const listed = mind.models.list();
  const sorted = [...listed.filter(({ refusal }) => !refusal), ...listed.filter(({ refusal }) => refusal)];
  const rows = sorted.map((entry) => describeListed(entry, words));
  const head = inUse(guildId, mind, words);
  const count = Math.max(1, Math.ceil(rows.length / ROWS_PER_PAGE));
  return pages({
    count,
    page: async (index) => ({
      content: [head, '', ...rows.slice(index * ROWS_PER_PAGE, (index + 1) * ROWS_PER_PAGE)].join('\n'),
      hasNext: index + 1 < count,
    }),
  });
}

function inUse(guildId: string, { models, serverModels }: Use['mind'], words: Words): string {
  try {
    const isOwn = serverModels.get(guildId) !== undefined;
    return words.models.inUse(describeModel(models.modelFor(guildId)), isOwn);
  } catch (thrown) {
    // The list is what one needs then.
    if (thrown instanceof AppError) return words.models.cannotUse(thrown.message);
    throw thrown;
  }
}

function describeListed({ model: listed, refusal }: ListedModel, words: Words): string {
  const { alias, tier, contextTokens } = listed;
  if (refusal) return words.models.unusable(alias, refusal.message);
  const context = contextTokens?.toLocaleString('en') ?? '';
  return words.models.listed(alias, tier, describePrice(listed), context);
}

function costTable(listed: readonly ListedModel[], words: Words): string {
  const { costHead, model: name, tier, in: into, out } = words.models;
  const rows = listed.map(({ model: one }) => [
    one.alias,
    one.tier,
    String(one.pricing.inputUsdPerMillion),
    String(one.pricing.outputUsdPerMillion),
  ]);
  const table = [[name, tier, into, out], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const lines = table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return `${costHead}\n\`\`\`\n${lines.map((line) => line.trimEnd()).join('\n')}\n\`\`\``;
}
