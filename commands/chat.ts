import { SlashCommandBuilder } from 'discord.js';
import type { Call, Calls, GuildCommandInteraction } from '#discord';
import type { Command } from './command.ts';

/** Longest text that is taken. */
const MAX_TEXT_LENGTH = 1500;
/** A model may take its time, and others may be before. */
const DEADLINE_MS = 120_000;

/** `/chat text`: says something to the bot in writing; answered aloud in a call, in writing elsewhere. */
export const chat: Command = {
  data: new SlashCommandBuilder()
    .setName('chat')
    .setDescription('Write something to me')
    .addStringOption((option) =>
      option
        .setName('text')
        .setDescription('What you want to tell me')
        .setRequired(true)
        .setMaxLength(MAX_TEXT_LENGTH),
    ),
  isEphemeral: false,
  deadlineMs: DEADLINE_MS,

  async execute(interaction, { calls, chats, words, signal }) {
    const { id, guildId, channelId, user, member } = interaction;
    const text = interaction.options.getString('text', true);
    const asked = words.talk.asked(text);
    const call = callOf(interaction, calls);
    if (call) {
      call.read(id, user.id, text);
      return `${asked}\n${words.talk.answersAloud(call.channelId)}`;
    }
    const question = { guildId, channelId, id, userId: user.id, name: member.displayName, text };
    return `${asked}\n${await chats.answer(question, signal)}`;
  },
};

/** The call that is meant: whoever writes is in it, or in a text channel that belongs to it. */
function callOf({ guildId, channelId, member }: GuildCommandInteraction, calls: Calls): Call | undefined {
  const call = calls.get(guildId);
  const isThere = call?.isTalkedToIn(channelId) === true || member.voice.channelId === call?.channelId;
  return isThere ? call : undefined;
}
