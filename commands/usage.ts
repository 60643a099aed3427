import { SlashCommandBuilder } from 'discord.js';
import type { Words } from '#discord';
import { describeUsd, startOfDays, summariseUsage, toUsd, type UsageFigures, type UsageSummary } from '#llm';
import { dayOf } from '#store';
import type { Command, Use } from './command.ts';

/** `/usage`: what the language model took and cost here, and what is left of the budget. */
export const usage: Command = {
  data: new SlashCommandBuilder()
    .setName('usage')
    .setDescription('What the language model took and cost here, and what is left today')
    .addIntegerOption((option) =>
      option
        .setName('days')
        .setDescription('Of how many days; 1, today, if you leave this out')
        .setMinValue(1)
        .setMaxValue(365),
    ),
  isEphemeral: true,

  async execute({ options, guildId, user }, { mind, words }) {
    const days = options.getInteger('days') ?? 1;
    const now = Date.now();
    const sinceMs = startOfDays(days, now);
    const ofServer = summariseUsage(mind.usage, { sinceMs, guildId });
    const ofPerson = summariseUsage(mind.usage, { sinceMs, guildId, userId: user.id });
    const { perDayUsd, perServerUsd, perPersonUsd } = mind.models.budget;
    const left = (limit: number | undefined, whose: { guildId?: string; userId?: string }) =>
      limit === undefined ? [] : [describeLeft(limit, mind, dayOf(now), whose, words)];
    return [
      `**${words.models.usageOf(days)}**`,
      ...section(words.models.server, ofServer, words),
      ...ofServer.byModel.map((row) => `- ${row.alias}: ${figures(row, words)}`),
      ...left(perServerUsd, { guildId }),
      ...left(perServerUsd === undefined ? perDayUsd : undefined, {}),
      ...section(words.models.you, ofPerson, words),
      ...left(perPersonUsd, { userId: user.id }),
    ].join('\n');
  },
};

function section(whose: string, summary: UsageSummary, words: Words): readonly string[] {
  const { requests, discardedRequests, discardedTokens, discardedUsd, estimatedRequests } = summary;
  if (requests === 0) return [`**${whose}**: ${words.models.nothing}`];
  const discarded = words.models.discarded(
    discardedRequests,
    discardedTokens.toLocaleString('en'),
    describeUsd(discardedUsd),
  );
  return [
    `**${whose}**: ${figures(summary, words)}`,
    ...(discardedRequests > 0 ? [discarded] : []),
    ...(estimatedRequests > 0 ? [words.models.estimated(estimatedRequests)] : []),
  ];
}

function figures({ requests, promptTokens, completionTokens, costUsd }: UsageFigures, words: Words): string {
  const [into, out] = [promptTokens, completionTokens].map((tokens) => tokens.toLocaleString('en'));
  return words.models.figures(requests, into ?? '', out ?? '', describeUsd(costUsd));
}

function describeLeft(
  limitUsd: number,
  { usage: books }: Use['mind'],
  day: string,
  whose: { readonly guildId?: string; readonly userId?: string },
  words: Words,
): string {
  const left = Math.max(0, limitUsd - toUsd(books.spentOn(day, whose)));
  return words.models.left(describeUsd(left), describeUsd(limitUsd));
}
