import { ERROR_CODES, type AppError } from '#core';

/** Everything that people read from the bot in Discord. */
export const words = {
  onlyInServers: 'This works only in a server.',
  unknownCommand: 'I do not know this command (any more). Wait a moment and try again.',

  joined: (channelId: string, model: string) =>
    `I am in <#${channelId}> now. I am an AI: what is said there is turned into text on the machine that I run on, and the text goes to a language model for an answer (${model}). Use /leave to send me away.`,
  alreadyThere: (channelId: string) => `I am in <#${channelId}> already.`,
  left: (channelId: string) => `I have left <#${channelId}>.`,
  willSay: 'I will say it.',
  silent: 'I am quiet.',
  forgotten: 'I have forgotten what we talked about in this call.',

  /** A failure that somebody should know of, with its code and what to do. */
  failure: (error: AppError) =>
    `**${ERROR_CODES[error.code].meaning}** ${ERROR_CODES[error.code].action} (\`${error.code}\`)`,
  /** The same, to those who waited for an answer. */
  failureTo: (userIds: readonly string[], error: AppError) =>
    `${userIds.map((userId) => `<@${userId}> `).join('')}${words.failure(error)}`,
} as const;
