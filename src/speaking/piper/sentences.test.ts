import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';

import { createEspeak, type Espeak } from './espeak.ts';
import { createPartReader, type PartReader } from './sentences.ts';
import { loadVoice, type PiperVoice } from './voice.ts';

let espeak: Espeak;
let voice: PiperVoice;
let read: PartReader;
beforeAll(async () => {
  espeak = await createEspeak('en-us');
  voice = await loadVoice(
    new URL('../../../loopback/models/en_US-everyday-low.onnx', import.meta.url).pathname,
  );
  read = createPartReader(voice, espeak);
});

/** Each word with the phonemes of its ids. */
function said(own: PiperVoice, reader: PartReader, text: string): string[] {
  const names = new Map(Object.entries(own.phonemeIds).map(([name, [id]]) => [id, name]));
  return reader(text).flatMap(({ ids, words }) =>
    words.map(
      (word) =>
        `${word.text} ${ids
          .slice(word.idStart, word.idEnd)
          .map((id) => names.get(id))
          .join('')
          .replaceAll('_', '')}`,
    ),
  );
}

test('each word has its ids, the pads behind them included', () => {
  expect(said(voice, read, 'It is so. Yes, of the "best"!')).toEqual([
    'It ɪɾ',
    'is ɪz',
    'so. sˈoʊ',
    'Yes, jˈɛs',
    'of ʌv',
    'the ðə',
    '"best"! bˈɛst',
  ]);
  expect(read('It is.')[0]?.words.map(({ idStart, idEnd }) => [idStart, idEnd])).toEqual([
    [2, 6],
    [8, 14],
  ]);
});

test('a long sentence is cut at a mark, and each word stays in one part', () => {
  const text = `${'the quick brown fox, '.repeat(60)}end.`;
  const parts = read(text);
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.every(({ ids }) => ids.length <= 3 + 2 * 400)).toBe(true);
  expect(parts.map(({ endsSentence }) => endsSentence)).toEqual(parts.map((_, n) => n === parts.length - 1));
  expect(parts.flatMap(({ words }) => words.map((word) => word.text))).toEqual(text.split(' '));
});

test('a voice may want silence after some phonemes', () => {
  const pausing = createPartReader({ ...voice, phonemePausesMs: { ',': 250 } }, espeak);
  expect(
    pausing('One, two. Three').map(({ pauseMs, words }) => [pauseMs, words.map((word) => word.text)]),
  ).toEqual([
    [250, ['One,']],
    [0, ['two.']],
    [0, ['Three']],
  ]);
  expect(read('One, two.').map(({ pauseMs }) => pauseMs)).toEqual([0]);
});

test('a voice that reads letters has the whole text as one sentence, in small letters', () => {
  const letters = { ...voice, phonemeType: 'text' as const, espeakVoice: '' };
  const reader = createPartReader(letters, undefined);
  expect(said(letters, reader, 'Hi you. Dö!')).toEqual(['Hi hi', 'you. you.', 'Dö! do!']);
  expect(reader('Hi. You').map(({ endsSentence }) => endsSentence)).toEqual([true]);
});

test('a voice that knows none of the sounds says so', () => {
  const mute = createPartReader({ ...voice, phonemeIds: { _: [0], '^': [1], $: [2], ' ': [3] } }, espeak);
  expect(() => mute('Hello.')).toThrow(expect.objectContaining({ code: 'SYNTHESIS_FAILED' }) as Error);
});

/** Raw phonemes of which a voice knows none are refused by name; everything else is read. */
const readOrRefused = (text: string): ReturnType<typeof read> => {
  try {
    return read(text);
  } catch (error) {
    expect(error).toMatchObject({ code: 'SYNTHESIS_FAILED' });
    expect(text).toContain('[[');
    return [];
  }
};

describe('bad text', () => {
  test.each([
    ['nothing', ''],
    ['blanks', ' \t\n '],
    ['marks', '... ?! — (« »)'],
    ['control characters', '\0\u0001\u0007\u001b'],
    ['half surrogate pairs', '\ud83d \udc00'],
    ['an empty block', '[[ ]]'],
  ])('%s: nothing is said', (_name, text) => {
    expect(read(text)).toEqual([]);
  });

  test.each([
    ['a command of espeak-ng', 'say \u0001200V this', ['say', 'this']],
    ['NUL within', 'be\0fore', ['be', 'fore']],
  ])('%s is no more than a space', (_name, text, words) => {
    const spoken = read(text).flatMap((part) => part.words.map((word) => word.text));
    for (const word of words) expect(spoken).toContain(word);
  });

  test.each([
    [100_000, 'words', 'word '],
    [100_000, 'one letter', 'x'],
    [100_000, 'dots', '.'],
    [100_000, 'open blocks', '[['],
    [100_000, 'blocks that another character breaks', '[[a]'],
    [100_000, 'blocks', '[[a]]'],
    [100_000, 'half surrogate pairs', '\ud83d'],
    [20_000, 'digits', '7'],
    [20_000, 'emoji', '😀'],
    [20_000, 'families', '👩‍👩‍👧‍👦'],
    [20_000, 'lines', 'a\n'],
    [20_000, 'accents', 'e\u0301\u0302\u0303'],
    [20_000, 'Hebrew', 'שלום עולם '],
    [20_000, 'Chinese', '你好世界'],
  ])(
    '%d characters of %s come to an end',
    (length, _name, piece) => {
      const text = piece.repeat(Math.floor(length / piece.length));
      for (const { ids } of read(text)) expect(ids.length).toBeLessThanOrEqual(3 + 2 * 400);
    },
    120_000,
  );

  test('whatever it is, the ids are known ones and the words lie in the text in order', () => {
    const known = new Set(Object.values(voice.phonemeIds).flat());
    const pieces = oneof(
      constantFrom(
        ...'a|B|the |7|. |, |… |\n\n|[[|]]|[[ ˈa ]]|(|—|。|中文 |ש |😀|\ud83d|\0|\u0001|_|$|^'.split('|'),
      ),
      string({ unit: 'binary', maxLength: 4 }),
    );
    assert(
      property(array(pieces, { maxLength: 20 }), (chosen) => {
        const text = chosen.join('');
        let at = 0;
        for (const { ids, words } of readOrRefused(text)) {
          expect(ids.every((id) => known.has(id))).toBe(true);
          let idAt = 0;
          for (const word of words) {
            expect(word.textStart).toBeGreaterThanOrEqual(at);
            expect(word.textEnd).toBeGreaterThan(word.textStart);
            expect(word.idStart).toBeGreaterThanOrEqual(idAt);
            expect(word.idEnd).toBeGreaterThanOrEqual(word.idStart);
            at = word.textEnd;
            idAt = word.idEnd;
          }
          expect(idAt).toBeLessThan(ids.length);
        }
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
