import { Events, MessageFlags, PermissionFlagsBits, type Client, type Message } from 'discord.js';
import { AppError, toAppError, UserError } from '#core';
import type { EventBus } from '#events';
import type { Calls } from '../calls.ts';
import { splitText } from '../posting/split-text.ts';
import type { GuildSettingsBook } from '../settings/index.ts';
import { wordsFor } from '../words/index.ts';
import type { TextChats } from './text-chats.ts';

/** What answers to messages are made from. */
export interface MentionsOptions {
  readonly client: Client;
  readonly calls: Calls;
  readonly chats: TextChats;
  readonly settings: GuildSettingsBook;
  readonly bus: EventBus;
  readonly signal: AbortSignal;
}

/**
 * Answers messages that mention the bot or reply to it: aloud where it is in a call, in writing elsewhere. Such
 * messages carry their text without the privileged intent. Other bots are never answered.
 */
export function answerMentions(options: MentionsOptions): void {
  const { client, settings, bus } = options;
  client.on(Events.MessageCreate, (message) => {
    if (!isForBot(message) || !settings.of(message.guildId).answerMentions) return;
    take(message, options).catch((error: unknown) => {
      const what = 'An answer to a message could not be posted.';
      const failure = new AppError('DISCORD_POST_FAILED', { message: what, cause: error });
      bus.emitError(failure, { guildId: message.guildId });
    });
  });
}

function isForBot(message: Message): message is Message<true> {
  const { author, client, mentions, system } = message;
  if (!message.inGuild() || author.bot || system || client.user === null) return false;
  return mentions.has(client.user, { ignoreEveryone: true, ignoreRoles: true });
}

async function take(message: Message<true>, options: MentionsOptions): Promise<void> {
  const { calls } = options;
  const text = textOf(message);
  if (text === '') return;
  const call = calls.get(message.guildId);
  if (call?.isTalkedToIn(message.channelId) === true) return call.read(message.id, message.author.id, text);
  await answerInWriting(message, text, options);
}

/** What is said without the mention of the bot; other mentions become names. */
function textOf({ content, client, mentions, guild }: Message<true>): string {
  const nameOf = (id: string): string | undefined =>
    mentions.members.get(id)?.displayName ?? mentions.users.get(id)?.displayName;
  return content
    .replaceAll(new RegExp(`<@!?${client.user.id}>`, 'gu'), ' ')
    .replaceAll(/<@!?(\d+)>/gu, (whole, id: string) => nameOf(id) ?? whole)
    .replaceAll(/<#(\d+)>/gu, (whole, id: string) => guild.channels.cache.get(id)?.name ?? whole)
    .replaceAll(/<@&(\d+)>/gu, (whole, id: string) => guild.roles.cache.get(id)?.name ?? whole)
    .trim();
}

async function answerInWriting(
  message: Message<true>,
  text: string,
  { chats, bus, signal }: MentionsOptions,
): Promise<void> {
  const { guildId, channelId, author, member, id } = message;
  await message.channel.sendTyping();
  const name = member?.displayName ?? author.displayName;
  let answer: string;
  try {
    answer = await chats.answer({ guildId, channelId, id, userId: author.id, name, text }, signal);
  } catch (thrown) {
    // The bot is going away: there is nobody left to answer.
    if (signal.aborted) return;
    const error = toAppError(thrown);
    if (!(error instanceof UserError)) bus.emitError(error, { guildId });
    const words = wordsFor(message.guild.preferredLocale);
    answer = error instanceof UserError ? words.refusal(error) : words.failure(error);
  }
  await post(message, answer);
}

/** Answers below the message where the bot may read the channel's history, which Discord asks for. */
async function post(message: Message<true>, answer: string): Promise<void> {
  const { channel, client } = message;
  const mayRefer = channel.permissionsFor(client.user)?.has(PermissionFlagsBits.ReadMessageHistory) === true;
  for (const [index, content] of splitText(answer).entries()) {
    await channel.send({
      content,
      allowedMentions: { parse: [], repliedUser: true },
      flags: MessageFlags.SuppressEmbeds,
      ...(mayRefer && index === 0 && { reply: { messageReference: message.id, failIfNotExists: false } }),
    });
  }
}
