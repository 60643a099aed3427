import type { Words } from '../words.ts';

export const logs: Words['logs'] = {
  nothing: 'Nichts, was auf diesem Server geschah, passt dazu.',
  total: (count) => `${count} Ereignisse`,
  types: 'Arten',
  codes: 'Codes',
  calm: 'ruhig',
  warnings: 'Warnungen',
  errors: 'Fehler',
  everything: 'Alles',
  notThere: (sequence) => `Ein Ereignis ${sequence} gibt es auf diesem Server nicht (mehr).`,
  watching: (seconds) => `Ich sehe ${seconds} s lang zu; das Neueste steht unten.`,
  watched: 'Das war es. Nutze den Befehl noch einmal, um weiter zuzusehen.',
  exported: (count, isAll) =>
    isAll
      ? `${count} Ereignisse, je Zeile ein JSON-Objekt.`
      : `Die neuesten ${count} Ereignisse, je Zeile ein JSON-Objekt.`,
  pictured: (total, warnings, errors) =>
    `${total} Ereignisse im Lauf der Zeit, darunter ${warnings} Warnungen und ${errors} Fehler.`,
};
