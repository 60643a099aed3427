import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { readUnits } from './units.ts';

test.each([
  ['120 km/h at 25°C', '120 kilometers per hour at 25 degrees Celsius'],
  [
    '1 km, 16GB, 50%, 2.4 GHz, 5 kWh',
    '1 kilometer, 16 gigabytes, 50 percent, 2.4 gigahertz, 5 kilowatt hours',
  ],
  ['3 m² and 3 m2, 10 m', '3 square meters and 3 square meters, 10 meters'],
  ['5m, 3 in 4, 5 minutes', '5m, 3 in 4, 5 minutes'],
  ['100k and 5M', '100 thousand and 5 million'],
  ['5 ft. tall, 10 min. later, 5 ft. 3', '5 feet tall, 10 minutes later, 5 feet 3'],
  ['It takes 5 min. Then go. It is 5 km. then', 'It takes 5 minutes. Then go. It is 5 kilometers. then'],
  ['5%-10%, 20 °C – 25 °C', '5 percent to 10 percent, 20 degrees Celsius to 25 degrees Celsius'],
  ['20% - 5% = 15%', '20 percent - 5 percent = 15 percent'],
])('English: %j becomes %j', (written, expected) => {
  expect(applyStep(readUnits, written, 'en')).toBe(expected);
});

test.each([
  ['1 km, 2,5 kW, 1 Wh', 'ein Kilometer, 2,5 Kilowatt, eine Wattstunde'],
  ['5 Min. später, 1 Std. lang', '5 Minuten später, eine Stunde lang'],
])('German: %j becomes %j', (written, expected) => {
  expect(applyStep(readUnits, written, 'de')).toBe(expected);
});

test.each([['1 km, 2 km, 5 km, 1,5 km', '1 kilometr, 2 kilometry, 5 kilometrów, 1,5 kilometra']])(
  'Polish: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readUnits, written, 'pl')).toBe(expected);
  },
);

test.each([['2 км, 120 км/ч, 5 кг', '2 километра, 120 километров в час, 5 килограммов']])(
  'Russian: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readUnits, written, 'ru')).toBe(expected);
  },
);

test.each([['25 °C och 120 km/h', '25 grader Celsius och 120 kilometer per timme']])(
  'other languages, by what Intl knows: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readUnits, written, 'sv')).toBe(expected);
  },
);
