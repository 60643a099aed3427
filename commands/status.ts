import { SlashCommandBuilder } from 'discord.js';
import { describeStatus, renderPicture, statusPicture } from '#discord';
import type { Command } from './command.ts';

/** `/status`: what the bot runs on, how the call is, and where the time of the last turn went. */
export const status: Command = {
  data: new SlashCommandBuilder()
    .setName('status')
    .setDescription('How I am, what I run on, how fast I answered'),
  isEphemeral: true,

  async execute({ guild, guildId }, { calls, statusReport, words, signal }) {
    const report = statusReport();
    const call = calls.get(guildId)?.status();
    const content = describeStatus(report, call, words);
    if (!call) return content;
    const channelName = guild.channels.cache.get(call.channelId)?.name ?? call.channelId;
    const svg = statusPicture({ report, call, channelName }, words);
    const { states, picture } = words.status;
    const state = Object.entries(states).find(([kind]) => kind === call.conversation.state)?.[1] ?? '';
    const bytes = await renderPicture(svg, signal);
    return { content, files: [{ name: 'status.png', bytes, description: picture(state) }] };
  },
};
