import { replace, type Rule } from '../edit.ts';
import type { SpeechContext, TextStep } from '../speech-context.ts';

/** The months' names as they stand in a date, January first. */
export function monthNames(locale: string): readonly string[] {
  const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, month) => {
    const parts = format.formatToParts(new Date(Date.UTC(2024, month, 15)));
    return parts.find(({ type }) => type === 'month')?.value ?? String(month + 1);
  });
}

/** The word before a match, in lower case. */
export function wordBefore({ input, index }: RegExpExecArray): string {
  return (/(\p{L}{1,20})\s*$/u.exec(input.slice(Math.max(0, index - 24), index))?.[1] ?? '').toLowerCase();
}

const DAY = String.raw`(?<day>0?[1-9]|[12]\d|3[01])`;
const MONTH = String.raw`(?<month>0?[1-9]|1[0-2])`;
const FREE_BEFORE = String.raw`(?<![\p{L}\p{N}.,:/-])`;
const FREE_BEHIND = String.raw`(?![\p{L}\p{N}]|[.,:/-]\d)`;

/** Dates of digits become dates of words; dates with a month's name get the right form of their day. */
export const readDates: TextStep = (context) => {
  const { words, language } = context;
  const months = monthNames(language.locale);
  const say = sayDate(context, months);
  const american = words?.dateOrder === 'mdy' && (language.region ?? 'US') === 'US';
  const shortYears = /^(?:de|pl|ru|cs|fi|nb|da|tr)$/u.test(language.family);
  return [
    replace(
      new RegExp(
        String.raw`${FREE_BEFORE}(?<year>\d{4})-(?<month>0[1-9]|1[0-2])-(?<day>0[1-9]|[12]\d|3[01])(?:[T ](?<time>[0-2]\d:[0-5]\d)(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?${FREE_BEHIND}`,
        'gu',
      ),
      say,
    ),
    replace(
      new RegExp(String.raw`${FREE_BEFORE}${DAY}([.-])${MONTH}\2(?<year>\d{4})${FREE_BEHIND}`, 'gu'),
      say,
    ),
    replace(
      new RegExp(
        american
          ? String.raw`${FREE_BEFORE}${MONTH}/${DAY}/(?<year>\d{4}|\d\d)${FREE_BEHIND}`
          : String.raw`${FREE_BEFORE}${DAY}/${MONTH}/(?<year>\d{4}|\d\d)${FREE_BEHIND}`,
        'gu',
      ),
      say,
    ),
    // The other order, when a day beyond 12 tells.
    replace(
      new RegExp(
        american
          ? String.raw`${FREE_BEFORE}(?<day>1[3-9]|2\d|3[01])/${MONTH}/(?<year>\d{4})${FREE_BEHIND}`
          : String.raw`${FREE_BEFORE}${MONTH}/(?<day>1[3-9]|2\d|3[01])/(?<year>\d{4})${FREE_BEHIND}`,
        'gu',
      ),
      say,
    ),
    ...(shortYears
      ? [
          replace(
            new RegExp(
              String.raw`${FREE_BEFORE}(?<day>[0-3]\d)\.(?<month>[01]\d)\.(?<year>\d\d)${FREE_BEHIND}`,
              'gu',
            ),
            say,
          ),
          replace(
            new RegExp(String.raw`${FREE_BEFORE}${DAY}\.${MONTH}\.(?=\s*(?:\p{Ll}|[,;:!?)]|$))`, 'gu'),
            say,
          ),
        ]
      : []),
    ...written(context, months),
  ];
};

function sayDate(context: SpeechContext, months: readonly string[]): (match: RegExpExecArray) => string {
  const { words, language } = context;
  return (match) => {
    const { day, month, year, time } = match.groups ?? {};
    const monthName = months[Number(month) - 1];
    if (monthName === undefined || Number(day) < 1 || Number(day) > 31) return match[0];
    const full =
      year === undefined
        ? undefined
        : Number(year) + (year.length === 2 ? (Number(year) < 70 ? 2_000 : 1_900) : 0);
    const said =
      words?.date({ day: Number(day), month: monthName, year: full, before: wordBefore(match) }) ??
      intlDate(language.locale, Number(day), Number(month), full);
    return time === undefined ? said : `${said}, ${time}`;
  };
}

function intlDate(locale: string, day: number, month: number, year: number | undefined): string {
  const format = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    ...(year === undefined ? {} : { year: 'numeric' }),
    timeZone: 'UTC',
  });
  return format.format(new Date(Date.UTC(year ?? 2_024, month - 1, day)));
}

function written({ words }: SpeechContext, months: readonly string[]): readonly Rule[] {
  if (words === undefined) return [];
  const names = months.join('|');
  const pattern =
    words.writtenDate?.(names) ??
    new RegExp(
      String.raw`(?<![\p{L}\p{N}.,:])(?<day>1)(?:º|°|er|o)? (?:de )?(?<month>${names})(?!\p{L})`,
      'gu',
    );
  return [
    replace(pattern, (match) => {
      const { day, month, year } = match.groups ?? {};
      return words.date({
        day: Number(day),
        month: month as string,
        year: year === undefined ? undefined : Number(year),
        before: wordBefore(match),
      });
    }),
  ];
}
