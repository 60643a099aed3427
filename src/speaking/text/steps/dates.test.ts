import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { readDates } from './dates.ts';

test.each([
  ['2026-03-12', 'March 12th, twenty twenty six'],
  ['3/12/2026', 'March 12th, twenty twenty six'],
  ['25/12/2026', 'December 25th, twenty twenty six'],
  ['March 2, 1905 and May 23', 'March 2nd, nineteen oh five and May 23rd'],
  ['2026-03-12T14:30:00Z', 'March 12th, twenty twenty six, 14:30'],
  ['2026-13-12 or 1.2.3', '2026-13-12 or 1.2.3'],
  ['March 1.5', 'March 1.5'],
  ['March 3-5, 2024', 'March 3-5, 2024'],
  ['12.03.2026', 'March 12th, twenty twenty six'],
  ['2000-01-01', 'January 1st, two thousand'],
])('English: %j becomes %j', (written, expected) => {
  expect(applyStep(readDates, written, 'en_US')).toBe(expected);
});

test.each([['3/12/2026', 'December 3rd, twenty twenty six']])(
  'British English: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readDates, written, 'en-GB')).toBe(expected);
  },
);

test.each([
  ['am 12.03.2026', 'am zwölften März 2026'],
  ['der 3. Mai 1995', 'der dritte Mai neunzehnhundertfünfundneunzig'],
  ['3. Mai', 'dritter Mai'],
  ['am 5.5. und', 'am fünften Mai und'],
  ['Version 1.2.', 'Version erster Februar'],
])('German: %j becomes %j', (written, expected) => {
  expect(applyStep(readDates, written, 'de')).toBe(expected);
});

test.each([
  ['le 12/03/2026', 'le 12 mars 2026'],
  ['le 1er mars', 'le premier mars'],
])('French: %j becomes %j', (written, expected) => {
  expect(applyStep(readDates, written, 'fr')).toBe(expected);
});

test.each([['el 12/03/2026', 'el 12 de marzo de 2026']])('Spanish: %j becomes %j', (written, expected) => {
  expect(applyStep(readDates, written, 'es')).toBe(expected);
});

test.each([['il 1° maggio', 'il primo maggio']])('Italian: %j becomes %j', (written, expected) => {
  expect(applyStep(readDates, written, 'it')).toBe(expected);
});

test.each([['em 01/05/2026', 'em primeiro de maio de 2026']])(
  'Portuguese: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readDates, written, 'pt')).toBe(expected);
  },
);

test.each([['op 12-03-2026', 'op 12 maart 2026']])('Dutch: %j becomes %j', (written, expected) => {
  expect(applyStep(readDates, written, 'nl')).toBe(expected);
});

test.each([
  ['12 marca 2026 r. i 3 maja', 'dwunastego marca dwa tysiące dwudziestego szóstego roku i trzeciego maja'],
])('Polish: %j becomes %j', (written, expected) => {
  expect(applyStep(readDates, written, 'pl')).toBe(expected);
});

test.each([
  ['12 марта 2026 г. и 3 мая', 'двенадцатого марта две тысячи двадцать шестого года и третьего мая'],
])('Russian: %j becomes %j', (written, expected) => {
  expect(applyStep(readDates, written, 'ru')).toBe(expected);
});

test.each([['2026-03-12', '12 mars 2026']])('other languages: %j becomes %j', (written, expected) => {
  expect(applyStep(readDates, written, 'sv')).toBe(expected);
});
