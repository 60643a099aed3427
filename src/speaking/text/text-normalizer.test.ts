import { array, assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';

import { createTextNormalizer } from './text-normalizer.ts';

const normalizers = new Map(
  ['en', 'de', 'fr', 'es', 'it', 'pt_BR', 'nl', 'pl', 'ru', 'sv', 'zh', 'ar'].map((language) => [
    language,
    createTextNormalizer({ language }),
  ]),
);

function speak(text: string, language = 'en'): string {
  return normalizers.get(language)?.(text).text ?? 'no such language';
}

test.each([
  ['**Hello** there, _friend_!!! 😀', 'Hello there, friend!'],
  ['# List\n- one\n- two', 'List. one. two.'],
  ['“Wait…” (she said) — see [it](https://x.org)', 'Wait, she said, see it.'],
  ['No mark at the end', 'No mark at the end.'],
  ['a clause that goes on,', 'a clause that goes on,'],
  [
    'On 3/12/2026 at 5pm it was -5°C, i.e. cold',
    'On March 12th, twenty twenty six at 5 PM it was minus 5 degrees Celsius, that is cold.',
  ],
  [
    'It costs $5.50 (or ~3-4 €) & weighs 2½ kg…',
    'It costs 5 dollars and 50 cents, or about 3 to 4 euros, and weighs 2 and a half kilograms.',
  ],
  [
    '<b>Note:</b> https://www.example.com/a?b=c or me@example.com',
    'Note: example dot com or me at example dot com.',
  ],
  ['| Name | Age |\n|---|---|\n| Ann | 31 |', 'Name, Age. Ann, 31.'],
])('English: %j is spoken as %j', (written, spoken) => {
  expect(speak(written)).toBe(spoken);
});

test.each([
  [
    'de',
    'Am 12.03.2026 um 14:30 Uhr kostet es z. B. 5,50 € — usw.',
    'Am zwölften März 2026 um 14 Uhr 30 kostet es zum Beispiel 5 Euro 50 Cent, und so weiter.',
  ],
  [
    'fr',
    '« Bonjour », dit M. Dupont à 14h30 : c’est 50 % de 1 500 €.',
    "Bonjour, dit monsieur Dupont à 14 heures 30: c'est 50 pour cent de 1500 euros.",
  ],
  [
    'es',
    '¿Cuánto cuesta? ¡5,50 € a las 14:30, Sr. López!',
    '¿Cuánto cuesta? ¡5 euros con 50 céntimos a las 14 y 30, Señor López!',
  ],
  ['it', 'Il 1° maggio alle 14:30, 25 °C, ecc.', 'Il primo maggio alle 14 e 30, 25 gradi Celsius, eccetera.'],
  [
    'pt_BR',
    'O Sr. Silva pagou R$ 5,50 em 01/05/2026.',
    'O Senhor Silva pagou 5 reais e 50 centavos em primeiro de maio de 2026.',
  ],
  [
    'nl',
    'De 3e keer kostte het € 5,50, bijv. om 14:30 uur.',
    'De derde keer kostte het 5 euro en 50 cent, bijvoorbeeld om 14 uur 30.',
  ],
  [
    'pl',
    'Np. 12 marca 2026 r. o 14:30 za 22 zł.',
    'Na przykład dwunastego marca dwa tysiące dwudziestego szóstego roku o czternastej 30 za 22 złote.',
  ],
  ['ru', '5-го мая в 14:30, т. е. за 22 ₽.', 'пятого мая в 14 часов 30 минут, то есть за 22 рубля.'],
  ['zh', '你好。再见', '你好. 再见.'],
  ['ar', 'مرحبا، كيف حالك؟', 'مرحبا، كيف حالك؟'],
])('%s: %j is spoken as %j', (language, written, spoken) => {
  expect(speak(written, language)).toBe(spoken);
});

test.each([
  '',
  ' \n',
  '😀👍🏽🇩🇪',
  '***',
  '---',
  '```\ncode\n```',
  '<:wave:1>',
  '…',
  '?!',
  '\ud83d',
  ':)',
  '[[ ]]',
  '\u202e\u0000',
])('nothing of %j can be spoken', (written) => {
  expect(speak(written)).toBe('');
});

test('phonemes go to the voice untouched when it takes them', () => {
  const keep = createTextNormalizer({ phonemeBlocks: 'keep' });
  const written = 'I am **the** [[ bˈætmæn ]] not [[bɹˈuːs... wˈeɪn]]';
  expect(keep(written).text).toBe('I am the [[ bˈætmæn ]] not [[bɹˈuːs... wˈeɪn]].');
  expect(keep(keep(written).text).text).toBe(keep(written).text);
  expect(speak(written)).toBe('I am the, bˈætmæn, not, bɹˈuːs, wˈeɪn.');
});

test('the source is followed through what was rewritten', () => {
  const source = 'I **really** paid $5.50 to [Ann](https://x.org) today';
  const spoken = createTextNormalizer()(source);
  expect(spoken.text).toBe('I really paid 5 dollars and 50 cents to Ann today.');
  const heard = (words: string): string =>
    source.slice(0, spoken.sourceEnd(spoken.text.indexOf(words) + words.length));
  expect(heard('I really')).toBe('I **really**');
  expect(heard('paid 5 dollars and')).toBe('I **really** paid ');
  expect(heard('cents')).toBe('I **really** paid $5.50');
  expect(heard('to')).toBe('I **really** paid $5.50 to');
  expect(heard('Ann')).toBe('I **really** paid $5.50 to [Ann](https://x.org)');
  expect(heard('today.')).toBe(source);
  expect(spoken.sourceEnd(0)).toBe(0);
  expect(spoken.sourceEnd(10_000)).toBe(source.length);
});

const pieces = [
  ...'a|Bc|3|12|1995|é| | |.|,|?|!|…|...|(|)|[|](|**|*|_|`|```|\n|- |# |—| - |-|–|"|\'|<@1>|<|>|&|amp;|😀|。|\ud83d|Dr.|\\'.split(
    '|',
  ),
  ...'$|€|%|°C|km|/|:|:30|pm|#|@|+|=|~|^|½|²|x|k|st.|z. B.|т. е.|г.|[[|]]|März|May|.com|https://x.y/|e.g.|1.|5,50|1,234|2026-03-12|-> '.split(
    '|',
  ),
  '|',
];
const texts = array(constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join(''));

describe.each([...normalizers])('whatever comes in (%s)', (_language, normalize) => {
  const holds = (text: string): void => {
    const spoken = normalize(text);
    expect(spoken.text).toMatch(/^(?:|.*[\p{L}\p{N}].*[.,;:!?،؛؟।])$/u);
    expect(spoken.text).not.toMatch(/[*`_[\]()<>|~^"…—\ud83d]|😀|\s\s/u);
    expect(spoken.text).toBe(spoken.text.trim());
    expect(normalize(spoken.text).text).toBe(spoken.text);
    let end = 0;
    for (let at = 0; at <= spoken.text.length; at += 1) {
      expect(spoken.sourceEnd(at)).toBeGreaterThanOrEqual(end);
      end = spoken.sourceEnd(at);
    }
    expect(end).toBeLessThanOrEqual(text.length);
  };

  test('what goes out is empty or one line that ends with a mark, and does not change when it comes in', () => {
    assert(property(texts, holds), { numRuns: 300 });
    assert(property(string({ unit: 'binary', maxLength: 40 }), holds), { numRuns: 150 });
    assert(property(string({ unit: 'grapheme-ascii', maxLength: 40 }), holds), { numRuns: 150 });
  });
});

test.each(
  "(|[|](|[a](|*|_|<|<a |.|'|…|-|\n|`|:a|\\|1|1,|1 |1-|$1|12:30 |A. |&#|@|😀|http://|a.com |x@|½|v1.|[[a]]|°|(°|ab|5 km |> |Dr.|\u0301| ".split(
    '|',
  ),
)('a run of %j as long as a book chapter is survived', (unit) => {
  const spoken = speak(`a${unit.repeat(Math.ceil(100_000 / unit.length))}`);
  expect(spoken).toMatch(/^a?.*[.,;:!?]$/u);
});
