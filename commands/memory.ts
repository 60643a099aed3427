import { SlashCommandBuilder } from 'discord.js';
import type { Command } from './command.ts';

/** `/memory`: what is remembered of the conversation here. */
export const memory: Command = {
  data: new SlashCommandBuilder()
    .setName('memory')
    .setDescription('What I remember of our conversation here')
    .addSubcommand((sub) => sub.setName('show').setDescription('Show what I remember'))
    .addSubcommand((sub) => sub.setName('forget').setDescription('Forget what was said here')),
  isEphemeral: true,

  async execute({ guildId, channelId, options }, { calls, memories, words }) {
    const call = calls.get(guildId);
    const place = call?.isTalkedToIn(channelId) === true ? call.memoryChannelId : channelId;
    if (options.getSubcommand() === 'forget') {
      memories.clear(guildId, place);
      return { content: words.talk.memory.forgotten, isEphemeral: false };
    }
    const { summary, exchanges } = memories.read(guildId, place);
    if (summary === undefined && exchanges === 0) return words.talk.memory.nothing;
    return [
      ...(summary === undefined ? [] : [words.talk.memory.summary(summary)]),
      ...(exchanges === 0 ? [] : [words.talk.memory.exchanges(exchanges)]),
    ].join('\n\n');
  },
};
