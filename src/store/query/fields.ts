import { ERROR_CODES } from '#core';
import { closest, distance } from 'fastest-levenshtein';
import { SEVERITY_NUMBERS } from '../event-row.ts';
import { condition, type Condition } from './condition.ts';
import { momentOf } from './time-words.ts';

/** What a value is compared by. */
export type Comparison = '=' | '>' | '>=' | '<' | '<=';

/** One `field:value` of a question. */
export interface FieldTest {
  readonly comparison: Comparison;
  readonly value: string;
  readonly nowMs: number;
}

/** A value that a field cannot take, and why; the caller knows where it stands. */
export class WrongValue extends Error {}

/** What can be asked for, and how it is answered. */
export interface QueryField {
  /** Shown as help and by autocomplete. */
  readonly example: string;
  readonly meaning: string;
  /** @throws WrongValue */
  readonly compile: (test: FieldTest) => Condition;
}

const CODES = Object.keys(ERROR_CODES);

/** Every field. A word that is not here cannot reach the database. */
export const QUERY_FIELDS: Readonly<Record<string, QueryField>> = {
  sev: {
    example: 'sev:>=warn',
    meaning: 'how much it matters: debug, info, warn, error, fatal',
    compile({ comparison, value }) {
      const number = SEVERITY_NUMBERS[value.toLowerCase() as keyof typeof SEVERITY_NUMBERS] as
        | number
        | undefined;
      if (number === undefined) throw unknown(value, 'is no severity', Object.keys(SEVERITY_NUMBERS));
      // Written out, so that the index of what matters is found.
      const floor =
        number >= 40 && (comparison === '=' || comparison.startsWith('>')) ? 'severity >= 40 AND ' : '';
      return condition(`(${floor}severity ${comparison} ${number})`);
    },
  },
  code: {
    example: 'code:VOICE_*',
    meaning: 'the code of an error; * stands for the rest',
    compile(test) {
      const pattern = onlyEqual(test).toUpperCase();
      const fitting = CODES.filter((code) => globFits(pattern, code));
      if (fitting.length === 0) throw unknown(test.value, 'is no error code', CODES);
      if (fitting.length === 1) return condition('code = ?', ...fitting);
      return condition(`(code IS NOT NULL AND +code IN (${fitting.map(() => '?').join(', ')}))`, ...fitting);
    },
  },
  type: {
    example: 'type:turn.ended',
    meaning: 'what kind of event; * stands for the rest',
    compile(test) {
      const pattern = onlyEqual(test).toLowerCase();
      if (!/^[a-z0-9.*_-]+$/u.test(pattern)) throw new WrongValue(`"${test.value}" is no type of event.`);
      return pattern.includes('*') ? condition('type GLOB ?', pattern) : condition('type = ?', pattern);
    },
  },
  server: {
    example: 'server:1234567890',
    meaning: "a server's id",
    compile: (test) => condition('guild_id = ?', idOf(test)),
  },
  call: {
    example: 'call:…',
    meaning: 'a call, by the id that its events have',
    compile: (test) => condition('call_id = ?', onlyEqual(test)),
  },
  turn: {
    example: 'turn:…',
    meaning: 'a turn, by the id that its events have',
    compile: (test) => condition('turn_id = ?', onlyEqual(test)),
  },
  user: {
    example: 'user:@somebody',
    meaning: 'whom it is about: a mention or an id',
    compile: (test) =>
      condition('sequence IN (SELECT sequence FROM event_users WHERE user_id = ?)', idOf(test)),
  },
  ms: {
    example: 'ms:>2000',
    meaning: 'how long it took, in ms',
    compile: (test) => condition(`duration_ms ${test.comparison} ?`, numberOf(test)),
  },
  seq: {
    example: 'seq:>1000',
    meaning: 'its number',
    compile: (test) => condition(`sequence ${test.comparison} ?`, numberOf(test)),
  },
  since: {
    example: 'since:2h',
    meaning: 'not older than: 30m, 2h, 7d, today, 2026-11-22',
    compile: (test) => condition('time_ms >= ?', timeOf(test)),
  },
  until: {
    example: 'until:1h',
    meaning: 'not newer than: 30m, 2h, 7d, 2026-11-22',
    compile: (test) => condition('time_ms <= ?', timeOf(test)),
  },
};

/** What is said about a word that is not among those that are known, with the one that may have been meant. */
export function unknown(word: string, what: string, known: readonly string[]): WrongValue {
  const near = closest(
    word.toLowerCase(),
    known.map((one) => one.toLowerCase()),
  );
  const meant = distance(word.toLowerCase(), near) <= Math.max(2, word.length / 3);
  const original = known.find((one) => one.toLowerCase() === near);
  const hint = meant ? `Did you mean ${original}?` : known.length < 20 ? `Use ${known.join(', ')}.` : '';
  return new WrongValue(`"${word}" ${what}. ${hint}`.trim());
}

function onlyEqual({ comparison, value }: FieldTest): string {
  if (comparison !== '=') throw new WrongValue(`"${comparison}" makes no sense here; leave it out.`);
  return value;
}

function idOf(test: FieldTest): string {
  const [, id] = /^@?(\d{1,20})$/u.exec(onlyEqual(test)) ?? [];
  if (id === undefined) throw new WrongValue(`"${test.value}" is nobody's id.`);
  return id;
}

function numberOf({ value }: FieldTest): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) throw new WrongValue(`"${value}" is no number.`);
  return number;
}

function timeOf(test: FieldTest): number {
  const moment = momentOf(onlyEqual(test), test.nowMs);
  if (moment === undefined) {
    throw new WrongValue(
      `"${test.value}" is no time. Use 90s, 30m, 2h, 7d, today or a date such as 2026-11-22.`,
    );
  }
  return Math.round(moment);
}

/** Whether a text is what a pattern with stars describes. */
function globFits(pattern: string, text: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  const tail = rest.pop() ?? '';
  if (!text.startsWith(head) || !text.endsWith(tail) || text.length < head.length + tail.length) return false;
  let at = head.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > text.length - tail.length) return false;
    at = found + part.length;
  }
  return true;
}
