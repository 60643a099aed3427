const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const AGO = /^(\d{1,6}(?:\.\d+)?)([smhdw])$/u;
const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/u;

/**
 * The moment that a word means: so long ago (`90s`, `30m`, `2h`, `7d`, `1w`), `today` (since midnight, UTC) or
 * a date, in UTC unless it says otherwise.
 *
 * @returns milliseconds since 1970, undefined when it means none.
 */
export function momentOf(word: string, nowMs: number): number | undefined {
  const [, amount, unit = ''] = AGO.exec(word) ?? [];
  if (amount !== undefined) return nowMs - Number(amount) * (UNITS_MS[unit] ?? 0);
  if (word === 'today') return new Date(nowMs).setUTCHours(0, 0, 0, 0);
  if (!DATE.test(word)) return undefined;
  const hasZone = word.length === 10 || /(?:Z|[+-]\d{2}:\d{2})$/u.test(word);
  const moment = Date.parse(hasZone ? word : `${word.replace(' ', 'T')}Z`);
  return Number.isNaN(moment) ? undefined : moment;
}
