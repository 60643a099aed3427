import type { AppError } from '#core';
import type { Words } from '../words.ts';
import { errors } from './errors.ts';
import { logs } from './logs.ts';
import { models } from './models.ts';
import { pages } from './pages.ts';
import { persona } from './persona.ts';
import { permissions } from './permissions.ts';
import { status } from './status.ts';
import { talk } from './talk.ts';

const failure = (error: AppError): string => {
  const { meaning, action } = code(error);
  return `**${meaning}** ${action} (\`${error.code}\`)`;
};

/** Errors of the loopback Discord never reach a person in Discord. */
function code({ code: name }: AppError) {
  return errors[name in errors ? (name as keyof typeof errors) : 'INTERNAL'];
}

/** German. */
export const de: Words = {
  onlyInServers: 'Das geht nur auf einem Server.',
  unknownCommand: 'Diesen Befehl kenne ich nicht (mehr). Warte einen Augenblick und versuche es noch einmal.',
  mayNotUse: (path, needed) => `Du darfst /${path} nicht nutzen: dazu braucht es ${needed}.`,
  notYourAnswer: 'Das gehört jemand anderem. Nutze den Befehl selbst.',
  answerIsLong: 'Die Antwort ist lang; sie steht in der Datei.',

  joined: (channelId, model) =>
    `Ich bin jetzt in <#${channelId}>. Ich bin eine KI: Was dort gesagt wird, wird auf dem Rechner, auf dem ich laufe, in Text verwandelt, und der Text geht für eine Antwort an ein Sprachmodell (${model}). Mit /leave schickst du mich weg.`,
  alreadyThere: (channelId) => `Ich bin schon in <#${channelId}>.`,
  left: (channelId) => `Ich habe <#${channelId}> verlassen.`,
  willSay: 'Ich sage es.',
  silent: 'Ich bin still.',
  forgotten: 'Ich habe vergessen, worüber wir in diesem Gespräch geredet haben.',
  joinFirst: 'Geh zuerst in einen Sprachkanal oder nenne einen: /join channel.',
  inNoCall: 'Ich bin hier in keinem Sprachkanal. Nutze zuerst /join.',

  failure,
  failureTo: (userIds, error) => `${userIds.map((userId) => `<@${userId}> `).join('')}${failure(error)}`,
  refusal: (error) => `${failure(error)}\n> ${error.message.replaceAll('\n', '\n> ')}`,

  logs,
  models,
  pages,
  permissions,
  status,
  talk,
  persona,
};
