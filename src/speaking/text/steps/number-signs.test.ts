import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { readNumberSigns } from './number-signs.ts';

test.each([
  ['3-5, 3–5 and 3 - 5', '3 to 5, 3 to 5 and 3 to 5'],
  ['5-3=2 and -5', '5 minus 3=2 and minus 5'],
  [
    '1/2, 2 1/2, 2½, 7/10, 10/10, 24/7, 50/50',
    'a half, 2 and a half, 2 and a half, 7 out of 10, 10 out of 10, 24 7, 50 50',
  ],
  ['v1.2.3, version v2, 10.0.0.1', 'version 1 point 2 point 3, version 2, 10 point 0 point 0 point 1'],
  ['#1 of #gaming', 'number 1 of #gaming'],
  ['x², x^3, 10^6, 10⁹', 'x squared, x cubed, 10 to the power of 6, 10 to the power of 9'],
  ['3×4, 3x4, 10x', '3 times 4, 3 times 4, 10 times'],
  ['COVID-19, F-16, A4', 'COVID-19, F-16, A4'],
  ['the 1990s, the 90s, 2000s, 2010s', 'the nineteen nineties, the nineties, two thousands, twenty tens'],
  ['1990-1995 and 3-5', 'nineteen ninety to nineteen ninety five and 3 to 5'],
  ['In 1995, in 2024, since 1905', 'In nineteen ninety five, in twenty twenty four, since nineteen oh five'],
  ['1500 people, 1999 euros, 2024 tokens', '1500 people, 1999 euros, 2024 tokens'],
  ['idk, w/ or w/o it', "I don't know, with  or without  it"],
  ['in C# and F#', 'in C sharp and F sharp'],
])('English: %j becomes %j', (written, expected) => {
  expect(applyStep(readNumberSigns, written, 'en')).toBe(expected);
});

test.each([
  ['3-5, -5, 1/2, Nr. 5', '3 bis 5, minus 5, ein halb, Nummer 5'],
  ['der 3. Versuch, im 2. Jahr, ein 4. Mann', 'der dritte Versuch, im zweiten Jahr, ein vierter Mann'],
  ['1995 war es; die 1990er', 'neunzehnhundertfünfundneunzig war es; die neunzehnhundertneunziger'],
])('German: %j becomes %j', (written, expected) => {
  expect(applyStep(readNumberSigns, written, 'de')).toBe(expected);
});

test.each([['le XXe siècle, la 2e fois, 1ère', 'le vingtième siècle, la deuxième fois, première']])(
  'French: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readNumberSigns, written, 'fr')).toBe(expected);
  },
);

test.each([['el 3.er día, 2.ª vez, nº 5', 'el tercer día, 2ª vez, número 5']])(
  'Spanish: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readNumberSigns, written, 'es')).toBe(expected);
  },
);

test.each([['de 3e keer', 'de derde keer']])('Dutch: %j becomes %j', (written, expected) => {
  expect(applyStep(readNumberSigns, written, 'nl')).toBe(expected);
});

test.each([
  [
    'w 1995 r. i od 2001 roku',
    'w tysiąc dziewięćset dziewięćdziesiątym piątym roku i od dwa tysiące pierwszego roku',
  ],
])('Polish: %j becomes %j', (written, expected) => {
  expect(applyStep(readNumberSigns, written, 'pl')).toBe(expected);
});

test.each([
  ['90-е, 9-е', 'девяностые, девятое'],
  [
    '5-го, 1-й, 3-я, 90-х, в 1995 г.',
    'пятого, первый, третья, девяностых, в тысяча девятьсот девяносто пятом году',
  ],
  ['г. Москва', 'город Москва'],
])('Russian: %j becomes %j', (written, expected) => {
  expect(applyStep(readNumberSigns, written, 'ru')).toBe(expected);
});
