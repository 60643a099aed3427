import type { CommandTexts } from '../words.ts';

/** What German Discord shows of each command, its options and their choices; in the order of the paths. */
export const commandTexts: CommandTexts = {
  join: { description: 'In einen Sprachkanal kommen und mitreden' },
  'join channel': { name: 'kanal', description: 'In welchen; deinen, wenn du ihn weglässt' },
  leave: { description: 'Den Sprachkanal verlassen' },
  permissions: { description: 'Welche Rollen welche meiner Befehle nutzen dürfen' },
  'permissions show': { description: 'Zeigen, was für diesen Server gewählt wurde' },
  'permissions allow': { description: 'Einen Befehl einer Rolle geben und allen anderen nehmen' },
  'permissions allow command': { name: 'befehl', description: 'Welchen Befehl, etwa logs oder model use' },
  'permissions allow role': { name: 'rolle', description: 'Welche Rolle' },
  'permissions deny': { description: 'Einer Rolle einen Befehl wieder nehmen' },
  'permissions deny command': { name: 'befehl', description: 'Welchen Befehl, etwa logs oder model use' },
  'permissions deny role': { name: 'rolle', description: 'Welche Rolle' },
  'permissions reset': { description: 'Einen Befehl lassen, wie er gedacht ist' },
  'permissions reset command': { name: 'befehl', description: 'Welchen Befehl, etwa logs oder model use' },
  reset: { description: 'Vergessen, worüber wir geredet haben' },
  say: { description: 'Etwas im Sprachkanal sagen' },
  'say text': { name: 'text', description: 'Was gesagt werden soll' },
  status: { description: 'Wie es mir geht, worauf ich laufe und wie schnell ich geantwortet habe' },
  stop: { description: 'Jetzt still sein' },
};
