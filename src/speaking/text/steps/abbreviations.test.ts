import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { readAbbreviations } from './abbreviations.ts';

test.each([
  ['Dr. Smith vs. Mr. Jones', 'Doctor Smith versus Mister Jones'],
  ['J. R. R. Tolkien and J.R.R. Tolkien', 'J R R Tolkien and J.R.R Tolkien'],
  ['So am I. Then', 'So am I. Then'],
  ['e.g. Berlin, i.e. there', 'for example Berlin, that is there'],
  ['tea, etc. Then etc. and etc.', 'tea, etc. Then etc and etc.'],
  ['on 42nd St. with a Ph.D. from M.I.T. today', 'on 42nd Street with a PhD from M.I.T today'],
  ['on Main St. in St. Louis', 'on Main Street in Saint Louis'],
  ['No. 5 on p. 7. No. I will not', 'number 5 on page 7. No. I will not'],
  ['It ends. Here', 'It ends. Here'],
  ['the U.S. Army', 'the U.S Army'],
  ['Plan B. It works. We live in the U.S. It is big', 'Plan B. It works. We live in the U.S. It is big'],
  ['by J. A. Smith and I. A. Richards', 'by J A Smith and I. A Richards'],
])('English: %j becomes %j', (written, expected) => {
  expect(applyStep(readAbbreviations, written, 'en')).toBe(expected);
});

test.each([
  ['Dr. Müller, z. B. hier, d.h. dort', 'Doktor Müller, zum Beispiel hier, das heißt dort'],
  ['Äpfel usw. Dann usw. und', 'Äpfel und so weiter. Dann und so weiter und'],
  ['Plan B. Es geht. J. S. Bach', 'Plan B. Es geht. J S Bach'],
  ['Zum Beispiel: Z.B. das', 'Zum Beispiel: Zum Beispiel das'],
])('German: %j becomes %j', (written, expected) => {
  expect(applyStep(readAbbreviations, written, 'de')).toBe(expected);
});

test.each([['M. Dupont, p. ex. ici, etc.', 'monsieur Dupont, par exemple ici, etc.']])(
  'French: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readAbbreviations, written, 'fr')).toBe(expected);
  },
);

test.each([
  [
    'El Sr. López y la Dra. Ruiz en EE. UU. ganan',
    'El Señor López y la Doctora Ruiz en Estados Unidos ganan',
  ],
])('Spanish: %j becomes %j', (written, expected) => {
  expect(applyStep(readAbbreviations, written, 'es')).toBe(expected);
});

test.each([['Il sig. Rossi, ad es. oggi, ecc.', 'Il signor Rossi, ad esempio oggi, eccetera.']])(
  'Italian: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readAbbreviations, written, 'it')).toBe(expected);
  },
);

test.each([['O Sr. Silva, p. ex. hoje, etc.', 'O Senhor Silva, por exemplo hoje, etcétera.']])(
  'Portuguese: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readAbbreviations, written, 'pt')).toBe(expected);
  },
);

test.each([['Bijv. dhr. Jansen enz.', 'Bijvoorbeeld de heer Jansen enzovoort.']])(
  'Dutch: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readAbbreviations, written, 'nl')).toBe(expected);
  },
);

test.each([['Np. prof. Nowak, tzn. on, itd.', 'Na przykład profesor Nowak, to znaczy on, i tak dalej.']])(
  'Polish: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readAbbreviations, written, 'pl')).toBe(expected);
  },
);

test.each([['Напр. т. е. он и т. д.', 'Например то есть он и так далее.']])(
  'Russian: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readAbbreviations, written, 'ru')).toBe(expected);
  },
);
