import { readFile } from 'node:fs/promises';

import { beforeAll, expect, test } from 'vitest';

import { createEspeak, type Espeak } from './espeak.ts';
import { phonemesToIds } from './phoneme-ids.ts';
import type { VowelClusters } from './phoneme-changes.ts';
import { createPhonemizer, type PhonemeSentence } from './phonemize.ts';

let espeak: Espeak;
let idMap: Record<string, number[]>;
beforeAll(async () => {
  espeak = await createEspeak('en-us');
  const file = new URL('../../../loopback/models/en_US-everyday-low.onnx.json', import.meta.url);
  idMap = (JSON.parse(await readFile(file, 'utf8')) as { phoneme_id_map: Record<string, number[]> })
    .phoneme_id_map;
});

const phonemize = (
  engine: Espeak,
  text: string,
  vowelClusters: VowelClusters = [],
): readonly PhonemeSentence[] => createPhonemizer(engine, { vowelClusters })(text);

/** The sentences' phonemes in one string each. */
const sentences = (text: string): string[] =>
  phonemize(espeak, text).map(({ phonemes }) => phonemes.join(''));

test("Piper's own example has Piper's own ids", () => {
  const ids = phonemize(espeak, 'Test 1. Test 2.').map(({ phonemes }) => phonemesToIds(phonemes, idMap).ids);
  expect(ids).toEqual([
    [1, 0, 32, 0, 120, 0, 61, 0, 31, 0, 32, 0, 3, 0, 35, 0, 120, 0, 102, 0, 26, 0, 10, 0, 2],
    [1, 0, 32, 0, 120, 0, 61, 0, 31, 0, 32, 0, 3, 0, 32, 0, 120, 0, 33, 0, 122, 0, 10, 0, 2],
  ]);
});

test("Piper's own example of merged vowels has Piper's own ids", () => {
  const clusters = ['aɪ', 'aʊ', 'ɔɪ', 'eɪ', 'oʊ'].map((cluster) => Array.from(cluster));
  const withClusters = { ...idMap, aɪ: [161], aʊ: [162], ɔɪ: [163], eɪ: [164], oʊ: [165] };
  const [sentence] = phonemize(espeak, 'my cow toy day no', clusters);
  expect(phonemesToIds(sentence?.phonemes ?? [], withClusters).ids).toEqual([
    1, 0, 25, 0, 161, 0, 3, 0, 23, 0, 120, 0, 162, 0, 3, 0, 32, 0, 120, 0, 163, 0, 3, 0, 17, 0, 120, 0, 164,
    0, 3, 0, 26, 0, 120, 0, 165, 0, 2,
  ]);
});

test('phonemes are single code points, with accents apart', () => {
  const [sentence] = phonemize(espeak, 'day');
  expect(sentence?.phonemes).toEqual(['d', 'ˈ', 'e', 'ɪ']);
});

test.each([
  [
    'marks within a sentence are followed by a space',
    'Hello, world: how are you; fine?',
    ['həlˈoʊ, wˈɜːld: hˈaʊ ɑːɹ juː; fˈaɪn?'],
  ],
  ['a text without a final mark gets none', 'hello', ['həlˈoʊ']],
  ['an ellipsis glues words', 'yes…no', ['jˈɛsnˈoʊ']],
  ['a blank line ends a sentence without a mark', 'Yes.\n\nNo', ['jˈɛs', 'nˈoʊ']],
  ['a title ends a sentence', 'Dr. Smith', ['dˈɑːktɚ.', 'smˈɪθ']],
  ['flags of other languages are left out', 'hello 한국어', ['həlˈoʊ hˈɐnquqˌʌ']],
  ['nothing gives nothing', '', []],
  ['blanks give nothing', ' \n ', []],
])('%s', (_name, text, expected) => {
  expect(sentences(text)).toEqual(expected);
});

test('a sentence knows whether it came to its end', () => {
  expect(phonemize(espeak, 'Yes. No').map(({ complete }) => complete)).toEqual([true, false]);
});

test('halves of characters and NUL do no harm', () => {
  expect(sentences('he\ud83d llo\0 yes.')).toEqual(sentences('he  llo  yes.'));
});

test('other languages speak their own way', async () => {
  const german = await createEspeak('de');
  expect(phonemize(german, 'Ja.').map(({ phonemes }) => phonemes.join(''))).toEqual(['jˈɑː.']);
});

test('should espeak divide otherwise than foreseen, each clause keeps its own mark', () => {
  const contrary: Espeak = {
    voice: 'en-us',
    clauses: (text) => (text.includes('One') && text.includes('two') ? ['a', 'b', 'c'] : ['d', 'e']),
  };
  expect(phonemize(contrary, 'One, two.').map(({ phonemes }) => phonemes.join(''))).toEqual(['d e, d e.']);
});

/** Each word and its phonemes. */
const said = (engine: Espeak, text: string): string[] =>
  phonemize(engine, text).flatMap(({ phonemes, words }) =>
    words.map((word) => {
      expect(text.slice(word.textStart, word.textEnd)).toBe(word.text);
      return `${word.text} ${phonemes.slice(word.start, word.end).join('')}`;
    }),
  );

test.each([
  ['words that are joined have their own parts', 'of the forest', ['of ʌv', 'the ðə', 'forest fˈɔːɹɪst']],
  ['a number has all its words', 'at 21 (now).', ['at æt', '21 twˈɛnti wˈʌn', '(now). nˈaʊ']],
  ['marks between words belong to none', 'yes - no … “so”', ['yes jˈɛs', 'no nˈoʊ', '“so” sˌoʊ']],
  [
    'words are found behind a sentence, too',
    'It is. In the end, so!',
    ['It ɪɾ', 'is. ˈɪz', 'In ɪn', 'the ðɪ', 'end, ˈɛnd', 'so! sˈoʊ'],
  ],
  ['a raw block is a word', 'not [[ mˈiː ]] now', ['not nˈɑːt', '[[ mˈiː ]] mˈiː', 'now nˈaʊ']],
  ['nothing has no words', ' … ', []],
])('%s', (_name, text, expected) => {
  expect(said(espeak, text)).toEqual(expected);
});

test('words without spaces between them are told apart', async () => {
  const chinese = await createEspeak('cmn');
  expect(said(chinese, '你好，我叫小明。')).toEqual([
    '你好， ni2χˈɑu2',
    '我 wˈo2',
    '叫 tɕjˈɑu5',
    '小明。 ɕjˈɑu2 mˈiɜŋ',
  ]);
});

test('no word of a clause is lost that is too long for espeak-ng', () => {
  const codes = Array.from({ length: 120 }, (_, n) => `w${(n + 3_000).toString(36)}`);
  expect(said(espeak, codes.join(' ')).map((word) => word.split(' ')[0])).toEqual(codes);
});

test('words keep their phonemes where vowels are merged', () => {
  const clusters = [Array.from('aɪ'), Array.from('oʊ')];
  const [sentence] = phonemize(espeak, 'my own sky', clusters);
  expect(sentence?.words.map(({ start, end }) => sentence.phonemes.slice(start, end))).toEqual([
    ['m', 'aɪ'],
    ['ˈ', 'oʊ', 'n'],
    ['s', 'k', 'ˈ', 'aɪ'],
  ]);
});

test.each([
  ['a block needs its end', 'so [[ me', 'sˈoʊ mˌiː'],
  ['a block ends on its line', 'so [[ a\nb ]] c', 'sˌoʊ ɐ bˈiː sˈiː'],
  ['the next block counts where the first has no end', '[[ a\n[[ b ]]', 'ˈeɪb'],
  ['an empty block says nothing', '[[  ]]', ''],
])('%s', (_name, text, expected) => {
  expect(sentences(text).join('')).toBe(expected);
});

test('phonemes that a voice does not know are replaced, and their words keep them', () => {
  const phonemizeMapped = createPhonemizer(espeak, { phonemeMap: { ʃ: ['s', 'j'], ˈ: [] } });
  const [sentence] = phonemizeMapped('She shops.');
  expect(sentence?.phonemes.join('')).toBe('sjiː sjɑːps.');
  expect(sentence?.words.map(({ start, end }) => sentence.phonemes.slice(start, end).join(''))).toEqual([
    'sjiː',
    'sjɑːps',
  ]);
});

test('two dots at the end do not reach the next text', () => {
  expect(sentences('Well..')).toEqual(['wˈɛl.']);
  expect(sentences('Hello')).toEqual(['həlˈoʊ']);
});

test('phonemes without an id are left out and told', () => {
  expect(phonemesToIds(['a', '☃', 'b'], { _: [0], '^': [1], $: [2], a: [5], b: [6, 7] })).toEqual({
    ids: [1, 0, 5, 0, 6, 7, 0, 2],
    starts: [2, 4, 4, 7],
    unknown: ['☃'],
  });
});

test('a voice that espeak-ng lacks is refused by name', async () => {
  await expect(createEspeak('xx-nobody')).rejects.toMatchObject({
    code: 'VOICE_CONFIG_INVALID',
    context: { field: 'espeak.voice', voice: 'xx-nobody' },
  });
});
