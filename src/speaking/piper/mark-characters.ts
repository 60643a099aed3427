/** The marks that Piper puts between phonemes. */
export type Mark = '.' | '?' | '!' | ',' | ':' | ';';

/** What a character means for the end of a clause. */
export interface MarkCharacter {
  /** What Piper writes for it; nothing for marks that it does not know. */
  readonly mark: Mark | '';
  readonly endsSentence: boolean;
  /** Ends a clause without white space behind it. */
  readonly needsNoSpace: boolean;
  /** Stands on a vowel within a word (Armenian) and ends nothing. */
  readonly withinWord: boolean;
}

/**
 * espeak-ng's own additions to the Unicode character properties (its `ucd-tools`, `PropList.txt`), as lists of
 * code points and ranges of them. Characters that are a question and an exclamation mark in one (U+2048) are
 * none to it, so they are missing here.
 */
const CODE_POINTS: Readonly<Record<Mark | 'ellipsis' | 'paragraph', string>> = {
  '.':
    '2e 589 6d4 701 704 964 df4 f0d 1362 166e 1803 1809 2488-249b 2cf9 2cfe 2e33 2e3c 3002 a4ff a60e a6f3 ' +
    'fe12 fe52 ff0e ff61 16af5 1bc9f 1da88 1f100 e002e',
  '?': '3f 37e 55e 61f 709 1367 1945 2047 2753-2754 2cfa-2cfb a60f a6f7 fe16 fe56 ff1f 11143 1e95f e003f',
  '!': '21 55b-55c 703 7f9 1944 203c 2755 2757 2762-2763 fe15 fe57 ff01 1e95e e0021',
  ',':
    '2c 55d 60c 702 7f8 f14 1363 1802 1808 2e32 2e34 2e41 3001 a4fe a60d a6f5 fe10-fe11 fe50-fe51 ff0c ff64 ' +
    '1144d 1da87 1f101-1f10a e002c',
  ':': '3a 706-707 1365-1366 1804 2982 a6f4 fe13 fe55 ff1a 12471-12472 1da8a e003a',
  // Opening marks of Spanish and dashes count as semicolons.
  ';': '3b a1 bf 387 61b 708 1364 204f 2e35 a6f6 fe14 fe54 ff1b 1da89 e003b 2013-2014 2e3a-2e3b fe31-fe32',
  ellipsis: 'eaf 1801 2026 22ee-22f1 fe19',
  paragraph: '700 965 f0e 10fb 1368 2029',
};
const NEEDS_NO_SPACE = new Set(
  codePoints('a1 bf 589 964 df4 f0d 3001-3002 ff01 ff0c ff0e ff1a-ff1b ff1f').concat(
    codePoints(CODE_POINTS.ellipsis),
  ),
);
const WITHIN_WORD = new Set(codePoints('55b-55c 55e'));
const SENTENCE_MARKS = new Set(['.', '?', '!', 'paragraph']);
const UNKNOWN_TO_PIPER = new Set(['ellipsis', 'paragraph']);

/** By code point. Piper does not recognise the marks that need no space, so it writes nothing for them. */
export const MARK_CHARACTERS: ReadonlyMap<number, MarkCharacter> = new Map(
  Object.entries(CODE_POINTS).flatMap(([kind, list]) =>
    codePoints(list).map((code) => [
      code,
      {
        mark: UNKNOWN_TO_PIPER.has(kind) || NEEDS_NO_SPACE.has(code) ? '' : (kind as Mark),
        endsSentence: SENTENCE_MARKS.has(kind),
        needsNoSpace: NEEDS_NO_SPACE.has(code),
        withinWord: WITHIN_WORD.has(code),
      },
    ]),
  ),
);

function codePoints(list: string): readonly number[] {
  return list.split(' ').flatMap((entry) => {
    const [first = 0, last = first] = entry.split('-').map((hex) => Number.parseInt(hex, 16));
    return Array.from({ length: last - first + 1 }, (_, n) => first + n);
  });
}
