import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { readTimes } from './times.ts';

test.each([
  ['9:05, 14:30, 12:00 and 17:00', "9 oh 5, 14 30, 12 o'clock and 17 hundred"],
  ['9:00-17:00', "9 o'clock to 17 hundred"],
  ['7:30am–9:00pm', '7 30 AM to 9 PM'],
  ['5:00 pm, 5:30 p.m. or 5pm', '5 PM, 5 30 PM or 5 PM'],
  ['Come at 5 p.m. Then go.', 'Come at 5 PM. Then go.'],
  ['16:9 and 1:2:3', '16 to 9 and 1:2:3'],
  ['at 09:05 a.m. sharp', 'at 9 oh 5 AM sharp'],
  ['12:30:45', '12 30 45'],
  ['8am-5pm, 9 a.m. – 5:30 p.m.', '8 AM to 5 PM, 9 AM to 5 30 PM.'],
  ['0:00 and 00:30', 'midnight and 0 30'],
])('English: %j becomes %j', (written, expected) => {
  expect(applyStep(readTimes, written, 'en')).toBe(expected);
});

test.each([['um 14:30 Uhr, um 1:00, um 9:05', 'um 14 Uhr 30, um ein Uhr, um 9 Uhr 5']])(
  'German: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readTimes, written, 'de')).toBe(expected);
  },
);

test.each([['à 14:30, 1:00 et 14h30', 'à 14 heures 30, une heure et 14 heures 30']])(
  'French: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readTimes, written, 'fr')).toBe(expected);
  },
);

test.each([['a las 14:30 h, a la 1:00', 'a las 14 y 30, a la una']])(
  'Spanish: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readTimes, written, 'es')).toBe(expected);
  },
);

test.each([['alle 14:30', 'alle 14 e 30']])('Italian: %j becomes %j', (written, expected) => {
  expect(applyStep(readTimes, written, 'it')).toBe(expected);
});

test.each([['às 2:30', 'às duas e 30']])('Portuguese: %j becomes %j', (written, expected) => {
  expect(applyStep(readTimes, written, 'pt')).toBe(expected);
});

test.each([['om 14:30 uur', 'om 14 uur 30']])('Dutch: %j becomes %j', (written, expected) => {
  expect(applyStep(readTimes, written, 'nl')).toBe(expected);
});

test.each([['o 14:30, 2:05', 'o czternastej 30, druga 0 5']])(
  'Polish: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readTimes, written, 'pl')).toBe(expected);
  },
);

test.each([['в 14:31', 'в 14 часов 30 одна минута']])('Russian: %j becomes %j', (written, expected) => {
  expect(applyStep(readTimes, written, 'ru')).toBe(expected);
});

test.each([['kl 14:30', 'kl 14:30']])(
  'other languages are left to espeak: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readTimes, written, 'sv')).toBe(expected);
  },
);
