import { ERROR_CODES, type AppError } from '#core';
import { logs } from './logs.ts';
import { models } from './models.ts';
import { pages } from './pages.ts';
import { persona } from './persona.ts';
import { permissions } from './permissions.ts';
import { status } from './status.ts';
import { talk } from './talk.ts';

const failure = (error: AppError): string =>
  `**${ERROR_CODES[error.code].meaning}** ${ERROR_CODES[error.code].action} (\`${error.code}\`)`;

/** Everything that people read from the bot in Discord. What belongs to one thing stands in its own file. */
export const en = {
  onlyInServers: 'This works only in a server.',
  unknownCommand: 'I do not know this command (any more). Wait a moment and try again.',
  mayNotUse: (path: string, needed: string) => `You may not use /${path}: it needs ${needed}.`,
  notYourAnswer: 'This belongs to somebody else. Use the command yourself.',
  answerIsLong: 'The answer is long; it is in the file.',

  joined: (channelId: string, model: string) =>
    `I am in <#${channelId}> now. I am an AI: what is said there is turned into text on the machine that I run on, and the text goes to a language model for an answer (${model}). Use /leave to send me away.`,
  alreadyThere: (channelId: string) => `I am in <#${channelId}> already.`,
  left: (channelId: string) => `I have left <#${channelId}>.`,
  willSay: 'I will say it.',
  silent: 'I am quiet.',
  forgotten: 'I have forgotten what we talked about in this call.',
  joinFirst: 'Join a voice channel first, or name one: /join channel.',
  inNoCall: 'I am in no voice channel here. Use /join first.',

  /** A failure that somebody should know of, with its code and what to do. */
  failure,
  /** The same, to those who waited for an answer. */
  failureTo: (userIds: readonly string[], error: AppError) =>
    `${userIds.map((userId) => `<@${userId}> `).join('')}${failure(error)}`,
  /** What somebody asked for cannot be; its message is written for them, in English. */
  refusal: (error: AppError) => `${error.message} (\`${error.code}\`)`,

  logs,
  models,
  pages,
  persona,
  permissions,
  status,
  talk,
};
