import type { Words } from '../words.ts';

export const talk: Words['talk'] = {
  asked: (text) => `> ${text.replaceAll('\n', '\n> ')}`,
  answersAloud: (channelId) => `Ich antworte in <#${channelId}>.`,
  remembers: (days) =>
    `Was gesagt wird, behalte ich ${days} Tage, damit wir daran anknüpfen können; /memory zeigt es, /forget me löscht, was du gesagt hast.`,

  settings: {
    title: 'Einstellungen dieses Servers',
    line: (name, value, description) => `**${name}** = \`${value}\`\n${description}`,
    changed: 'geändert',
    isSet: (name, value) => `**${name}** ist jetzt \`${value}\`.`,
    takesEffect: {
      now: 'Das gilt ab sofort.',
      'next-join': 'Das gilt, wenn ich das nächste Mal in einen Sprachkanal komme.',
    },
    unknown: (name) => `Eine Einstellung namens ${name} gibt es nicht. /settings show zeigt alle.`,
    invalid: (name, allowed) => `**${name}** muss ${allowed} sein.`,
    contradicts: (name, other) => `**${name}** darf nicht mehr sein als **${other}**.`,
  },

  memory: {
    nothing: 'Ich weiß nichts mehr von dem, was hier gesagt wurde.',
    exchanges: (count) => `Die letzten ${count} Wortwechsel weiß ich Wort für Wort.`,
    summary: (text) => `Was davor gesagt wurde, in Kürze:\n${text}`,
    forgotten: 'Ich habe vergessen, was hier gesagt wurde.',
  },
  forgottenPerson: (remarks) =>
    `Was ich von dir behalten hatte, ist gelöscht: ${remarks} Äußerungen, meine Antworten nur an dich, jede Zusammenfassung mit deinen Worten und deine Worte in meinem Protokoll.`,
};
