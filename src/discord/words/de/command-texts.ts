import type { CommandTexts } from '../words.ts';

/** What German Discord shows of each command, its options and their choices; in the order of the paths. */
export const commandTexts: CommandTexts = {
  join: { description: 'In einen Sprachkanal kommen und mitreden' },
  'join channel': { name: 'kanal', description: 'In welchen; deinen, wenn du ihn weglässt' },
  leave: { description: 'Den Sprachkanal verlassen' },
  reset: { description: 'Vergessen, worüber wir geredet haben' },
  say: { description: 'Etwas im Sprachkanal sagen' },
  'say text': { name: 'text', description: 'Was gesagt werden soll' },
  status: { description: 'Wie es mir geht, worauf ich laufe und wie schnell ich geantwortet habe' },
  stop: { description: 'Jetzt still sein' },
};
