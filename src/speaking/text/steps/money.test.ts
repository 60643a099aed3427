import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { readMoney } from './money.ts';

test.each([
  ['$5.50, £1.01, $0.99, €1', '5 dollars and 50 cents, 1 pound and 1 penny, 99 cents, 1 euro'],
  [
    '$1.5M, $3bn, $10k, $5 million',
    '1.5 million dollars, 3 billion dollars, 10 thousand dollars, 5 million dollars',
  ],
  ['$5-10 or $5–$10', '5 to 10 dollars or 5 to 10 dollars'],
  ['-$5 and 20 USD', 'minus 5 dollars and 20 dollars'],
  ['$1,234.50', '1,234 dollars and 50 cents'],
  ['5 SEK', '5 Swedish kronor'],
  ['$HOME', '$HOME'],
  ['$5/month, 99¢, $.50, 5 €/kg', '5 dollars per month, 99 cents, 50 cents, 5 euros per kg'],
])('English: %j becomes %j', (written, expected) => {
  expect(applyStep(readMoney, written, 'en')).toBe(expected);
});

test.each([
  ['5,50 €, 1 €, 1.234,50 €, 3 Mrd. €', '5 Euro 50 Cent, ein Euro, 1.234 Euro 50 Cent, 3 Milliarden Euro'],
])('German: %j becomes %j', (written, expected) => {
  expect(applyStep(readMoney, written, 'de')).toBe(expected);
});

test.each([
  ['5,50 € ou 2 M€', "5 euros 50 centimes ou 2 millions d'euros"],
  ['12€50', '12 euros 50 centimes'],
])('French: %j becomes %j', (written, expected) => {
  expect(applyStep(readMoney, written, 'fr')).toBe(expected);
});

test.each([['$1,50 o 5,50 €', 'un dólar con 50 centavos o 5 euros con 50 céntimos']])(
  'Spanish: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readMoney, written, 'es')).toBe(expected);
  },
);

test.each([['5,50 €', '5 euro e 50 centesimi']])('Italian: %j becomes %j', (written, expected) => {
  expect(applyStep(readMoney, written, 'it')).toBe(expected);
});

test.each([['R$ 5,50', '5 reais e 50 centavos']])('Portuguese: %j becomes %j', (written, expected) => {
  expect(applyStep(readMoney, written, 'pt_BR')).toBe(expected);
});

test.each([['€ 5,50', '5 euro en 50 cent']])('Dutch: %j becomes %j', (written, expected) => {
  expect(applyStep(readMoney, written, 'nl')).toBe(expected);
});

test.each([
  [
    '5,50 zł, 2 zł, 22 zł, 2 mln zł, 1,5 zł',
    '5 złotych 50 groszy, 2 złote, 22 złote, 2 miliony złotych, 1,5 złotego',
  ],
])('Polish: %j becomes %j', (written, expected) => {
  expect(applyStep(readMoney, written, 'pl')).toBe(expected);
});

test.each([['5,50 ₽, 1 ₽, 22 $', '5 рублей 50 копеек, 1 рубль, 22 доллара']])(
  'Russian: %j becomes %j',
  (written, expected) => {
    expect(applyStep(readMoney, written, 'ru')).toBe(expected);
  },
);

test.each([['5 €', '5 €']])('other languages are left to espeak: %j becomes %j', (written, expected) => {
  expect(applyStep(readMoney, written, 'sv')).toBe(expected);
});
