import type { Words } from '../words.ts';

export const pages: Words['pages'] = {
  previous: 'Zurück',
  next: 'Weiter',
  at: (page) => `Seite ${page}`,
  expired: 'Diese Seiten sind nicht mehr gemerkt. Nutze den Befehl noch einmal.',
};
