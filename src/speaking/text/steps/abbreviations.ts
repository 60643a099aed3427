import { replace, type Rule } from '../edit.ts';
import { starterPattern } from '../sentence-starters.ts';
import type { TextStep } from '../speech-context.ts';

/**
 * Abbreviations are spoken in full, so that their dots end no sentence; initials lose theirs. "St." is a
 * saint before a name and a street behind one.
 */
export const readAbbreviations: TextStep = ({ words, language }) => [
  ...(words === undefined
    ? []
    : [...withinSentences(words.abbreviations), ...endingSentences(words.endingAbbreviations)]),
  ...(language.family === 'en'
    ? [
        replace(
          /(?<=\p{Lu}\p{Ll}{1,30} |\d(?:st|nd|rd|th) )(St|Rd)\.(?=\s+\p{Ll}|\s*$|[,;:!?])(\s*$)?/gu,
          ({ 1: word, 2: end }) => `${word === 'St' ? 'Street' : 'Road'}${end === undefined ? '' : '.'}`,
        ),
        replace(/(?<!\p{L})St\.? (?=\p{Lu}\p{Ll})/gu, 'Saint '),
        replace(/(?<!\p{L})[Nn]o\. ?(?=\d)/gu, 'number '),
        replace(/(?<!\p{L})(pp?)\. ?(?=\d)/gu, ({ 1: mark }) => (mark === 'pp' ? 'pages ' : 'page ')),
      ]
    : []),
  ...withoutDots(language.family),
];

/** "J. R. R. Tolkien", but "So am I. Then" and "Plan B. It"; "U.S. Army" and "J.R.R. Tolkien", but "in the U.S. It". */
function withoutDots(family: string): readonly Rule[] {
  const starter = starterPattern(family);
  const noSentence = starter === undefined ? '' : `(?!${starter})`;
  return [
    replace(
      new RegExp(String.raw`(?<![\p{L}\p{N}.'])((?!I\b)\p{Lu})\.(?= ${noSentence}\p{Lu}(?:\.|\p{Ll}))`, 'gu'),
      '$1',
    ),
    replace(
      new RegExp(
        String.raw`(?<![\p{L}\p{N}.'])(\p{Lu}(?:\.\p{Lu}){1,8})\.(?=[,;:]| ${noSentence}[\p{L}\p{N}])`,
        'gu',
      ),
      '$1',
    ),
  ];
}

/** Longest first, since "z. B" holds "B"; a small first letter may be a capital. */
function alternatives(table: Readonly<Record<string, string>>): string {
  return Object.keys(table)
    .toSorted((one, other) => other.length - one.length)
    .map((key) => {
      const [first = ''] = key;
      const rest = key.slice(first.length).replaceAll('.', String.raw`\.`);
      const capital = first.toUpperCase();
      return `${first === capital ? first : `[${first}${capital}]`}${rest}`;
    })
    .join('|');
}

function spoken(table: Readonly<Record<string, string>>, written: string): string {
  const exact = table[written];
  if (exact !== undefined) return exact;
  const [first = ''] = written;
  const capital = first.toUpperCase() + written.slice(first.length);
  const words = table[first.toLowerCase() + written.slice(first.length)] ?? table[capital] ?? written;
  const [initial = ''] = words;
  return (
    (first === first.toLowerCase() ? initial.toLowerCase() : initial.toUpperCase()) +
    words.slice(initial.length)
  );
}

function withinSentences(table: Readonly<Record<string, string>>): readonly Rule[] {
  const pattern = new RegExp(
    String.raw`(?<![\p{L}\p{N}.'-])(${alternatives(table)})\.(?=\s*[,;:\p{L}\p{N}])( ?)`,
    'gu',
  );
  return [
    replace(pattern, (match) => {
      const next = match.input[match.index + match[0].length] ?? '';
      return spoken(table, match[1] as string) + (/[\p{L}\p{N}]/u.test(next) ? ' ' : '');
    }),
  ];
}

function endingSentences(table: Readonly<Record<string, string>>): readonly Rule[] {
  const pattern = new RegExp(
    String.raw`(?<![\p{L}\p{N}.'-])(${alternatives(table)})\.(?!\p{L})(?=\s*(.)?)`,
    'gsu',
  );
  return [
    replace(pattern, ({ 1: written = '', 2: next = '' }) => {
      const goesOn = /[\p{Ll}\p{N},;:!?)]/u.test(next);
      return `${spoken(table, written)}${goesOn ? '' : '.'}`;
    }),
  ];
}
