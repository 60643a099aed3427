import { replace } from '../edit.ts';
import type { SpeechContext, TextStep } from '../speech-context.ts';

/** Steps from the coarsest unit that is not 0 down. */
const RELATIVE: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** Discord's styles of a time; `F` has the weekday, the default has none. */
const STYLES: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'short' },
  d: { dateStyle: 'long' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
};

/** Mentions are spoken by name, times as people say them, a command by its name; custom emoji are left out. */
export const readDiscordMarkup: TextStep = (context) => {
  const { users, roles, channels } = context.names;
  return [
    replace(/<@!?(\d{1,20})>/gu, ({ 1: id = '' }) => users?.get(id) ?? ''),
    replace(/<@&(\d{1,20})>/gu, ({ 1: id = '' }) => roles?.get(id) ?? ''),
    replace(/<#(\d{1,20})>/gu, ({ 1: id = '' }) => channels?.get(id)?.replaceAll('-', ' ') ?? ''),
    replace(/<a?:\w{1,64}:\d{1,20}>|<id:\w{1,32}>/gu, ''),
    replace(/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/gu, ({ 1: unix, 2: style = 'f' }) =>
      spokenTime(Number(unix), style, context),
    ),
    replace(/<\/([^:>\n]{1,100}):\d{1,20}>/gu, '$1'),
    replace(/@(everyone|here)\b/gu, '$1'),
  ];
};

function spokenTime(unix: number, style: string, context: SpeechContext): string {
  const { language, timeZone, nowMs } = context;
  const at = new Date(unix * 1_000);
  if (Number.isNaN(at.getTime())) return '';
  if (style === 'R' && nowMs !== undefined) {
    const seconds = unix - nowMs() / 1_000;
    const [unit, length] = RELATIVE.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
    const relative = new Intl.RelativeTimeFormat(language.locale, { numeric: 'auto' });
    return relative.format(Math.round(seconds / length), unit);
  }
  const options = STYLES[style] ?? STYLES['f'];
  return new Intl.DateTimeFormat(language.locale, { ...options, timeZone }).format(at);
}
