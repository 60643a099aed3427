import { replace } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';
import { NO_NUMBER_BEFORE, numberPattern } from './number-pattern.ts';

const FRACTION_SIGNS: Readonly<Record<string, string>> = {
  '½': '1/2',
  '⅓': '1/3',
  '⅔': '2/3',
  '¼': '1/4',
  '¾': '3/4',
  '⅕': '1/5',
  '⅖': '2/5',
  '⅗': '3/5',
  '⅘': '4/5',
  '⅙': '1/6',
  '⅚': '5/6',
  '⅛': '1/8',
  '⅜': '3/8',
  '⅝': '5/8',
  '⅞': '7/8',
};

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Marks between, before and behind numbers: ranges, minus, fractions, versions, powers, `#5`. */
export const readNumberSigns: TextStep = ({ words }) => {
  if (words === undefined) return [];
  const { fractions, and, outOf, range, minus, version, point, numberSign, powers } = words;
  const number = numberPattern(words);
  return [
    replace(
      new RegExp(
        String.raw`(?<!\p{L})(?:${version} )?[vV](\d{1,6}(?:\.\d{1,6}){0,5})(?![\p{L}\p{N}]|[.,]\d)`,
        'giu',
      ),
      `${version} $1`,
    ),
    replace(/(?<![\p{L}\p{N}.,:])\d{1,6}(?:\.\d{1,6}){2,8}(?![\p{L}\p{N}]|[.,:]\d)/gu, ({ 0: written }) =>
      written.replaceAll('.', ` ${point} `),
    ),
    replace(/#(?=\d)|(?<!\p{L})[Nn]r\.? ?(?=\d)/gu, `${numberSign} `),
    replace(/(\d)? ?([½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])/gu, ({ 1: whole, 2: sign = '' }) => {
      const written = FRACTION_SIGNS[sign] ?? '';
      const said = fractions[written] ?? written;
      return whole === undefined ? said : `${whole} ${and} ${said}`;
    }),
    replace(
      new RegExp(
        String.raw`${NO_NUMBER_BEFORE}(?:(\d{1,3}) )?(?<!-)(\d{1,2})[/⁄](\d{1,2})(?![\p{L}\p{N}/⁄]|[.,:]\d)`,
        'gu',
      ),
      ({ 0: written, 1: whole, 2: top, 3: bottom }) => {
        const said = fractions[`${top}/${bottom}`];
        if (said === undefined) return written;
        return whole === undefined ? said : `${whole} ${and} ${said}`;
      },
    ),
    replace(
      new RegExp(String.raw`${NO_NUMBER_BEFORE}(${number})[/⁄](\d{1,6})(?![\p{L}\p{N}/⁄]|[.,:]\d)`, 'gu'),
      ({ 1: top = '', 2: bottom = '' }) =>
        isScore(top, bottom) ? `${top} ${outOf} ${bottom}` : `${top} ${bottom}`,
    ),
    // Taken from, when the result follows.
    replace(/(?<=\d) ?[-−–] ?(?=\d[^\n=]{0,20}=)/gu, ` ${minus} `),
    ...(range === undefined
      ? []
      : [
          replace(
            new RegExp(
              String.raw`(?<![\p{L}\p{N}.,:/-])(${number})( ?)[-–](\2)(?=(${number})(?!-?\d|[-–/:]\d| ?=))`,
              'gu',
            ),
            ({ 1: low = '' }) => `${low} ${range} `,
          ),
        ]),
    replace(/(?<![\p{L}\p{N})\]-])[-−–](?=\d)/gu, `${minus} `),
    replace(/(?<=\d) ?[x×·∙✕*] ?(?=\d)/gu, ` ${words.signs['×'] ?? ''} `),
    replace(/(?<=\d)x(?![\p{L}\p{N}])/gu, ` ${words.signs['×'] ?? ''}`),
    replace(/(?<=[\p{L}\p{N})])(?:\^(\d{1,4})(?!\d)|([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}))/gu, ({ 1: digits, 2: signs }) => {
      const power = digits ?? Array.from(signs ?? '', (sign) => SUPERSCRIPTS.indexOf(sign)).join('');
      if (power === '2') return ` ${powers[0]}`;
      return power === '3' ? ` ${powers[1]}` : ` ${powers[2]} ${power}`;
    }),
    ...words.numberRules.map(([pattern, say]) => replace(pattern, say)),
    // What is left of a number's own marks between two numbers is said one after the other.
    replace(/(?<=\d)[-–](?=\d)/gu, ' '),
  ];
};

/** "7/10" and "10/10" are marks out of ten; "24/7", "9/11" and "50/50" are names. */
function isScore(top: string, bottom: string): boolean {
  const [reached, possible] = [Number.parseFloat(top.replace(',', '.')), Number(bottom)];
  if (reached === possible) return [5, 10, 20, 100].includes(possible);
  return reached < possible && `${top}/${bottom}` !== '9/11';
}
