import { UserError } from '#core';
import { expect, test } from 'vitest';
import { compileQuery } from './compile-query.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 12);
const compile = (text: string, showPersonal = false) => compileQuery(text, { nowMs: NOW_MS, showPersonal });

function refusal(text: string): UserError {
  try {
    compile(text);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`"${text}" was understood.`);
}

test('what was typed is only ever a parameter', () => {
  const { where, match } = compile(`call:"x' OR 1=1 --" user:42 "drop table"`);

  expect(where.sql).toBe(
    '(call_id = ? AND sequence IN (SELECT sequence FROM event_users WHERE user_id = ?))',
  );
  expect(where.values).toEqual(["x' OR 1=1 --", '42']);
  expect(match).toBe('{summary} : ("drop table")');
});

test('a star in a code stands for all codes that fit', () => {
  expect(compile('code:STORE_D*').where.values).toEqual(['STORE_DISK_FULL', 'STORE_DAMAGED']);
  expect(compile('code:internal').where).toEqual({ sql: 'code = ?', values: ['INTERNAL'] });
  expect(compile('code:*_TIMED_OUT').where.values).toContain('LOG_QUERY_TIMED_OUT');
});

test('ids keep all their digits, and a mention is an id', () => {
  expect(compile('user:123456789012345678').where.values).toEqual(['123456789012345678']);
  expect(compile('user:<@!123456789012345678> sev:warn').where.values).toEqual(['123456789012345678']);
});

test('times are so long ago, or a date', () => {
  expect(compile('since:90m').where.values).toEqual([NOW_MS - 5_400_000]);
  expect(compile('since:2026-11-21').where.values).toEqual([Date.UTC(2026, 10, 21)]);
  expect(compile('until:"2026-11-21T10:30+01:00"').where.values).toEqual([Date.UTC(2026, 10, 21, 9, 30)]);
  expect(compile('since:today').where.values).toEqual([Date.UTC(2026, 10, 22)]);
});

test('words are sought in what people said only by those who may see it', () => {
  expect(compile('birthday').match).toBe('{summary} : ("birthday")');
  expect(compile('birthd*', true).match).toBe('{summary words} : ("birthd" *)');
});

test.each([
  ['sev:>=wrn', 6, 'Did you mean warn?'],
  ['sev:warn cod:INTERNAL', 9, 'Did you mean code?'],
  ['since:yestermorn', 6, 'is no time'],
  ['code:NOT_A_CODE_OF_OURS', 5, 'is no error code'],
  ['user:somebody', 5, "nobody's id"],
  ['ms:>slow', 4, 'is no number'],
  ['call:>5', 6, 'makes no sense here'],
  ['code:/x/', 5, 'Regular expressions'],
  ['ms:[1 TO 5]', 3, 'Ranges'],
  ['sev:', 0, 'A value is missing'],
  ['said "hello', 5, 'not closed'],
  ['(a OR', 4, 'cannot be understood'],
  ['"?!"', 0, 'no word'],
  ['constructor:1', 0, 'is no field'],
  ['user:<@42> foo:1', 11, 'is no field'],
])('%s is refused at character %i: %s', (text, at, problem) => {
  const { message, context, code } = refusal(text);

  expect(code).toBe('LOG_QUERY_INVALID');
  expect(context['at']).toBe(at);
  const [said, quoted, pointer = ''] = message.split('\n');
  expect(said).toContain(problem);
  expect(quoted).toBe(text);
  expect(pointer.indexOf('^')).toBe(at);
});

test('a question is bounded', () => {
  expect(refusal('a '.repeat(300)).message).toContain('at most 500 characters');
  expect(refusal('a '.repeat(41)).message).toContain('at most 40 parts');
});
