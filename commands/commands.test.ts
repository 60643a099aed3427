import { expect, test } from 'vitest';
import { commandTexts, languages, textsToTranslate } from '#discord';
import { commands } from './index.ts';

/** Every key of a table of words, with its nested ones. */
function keysOf(table: object, path = ''): readonly string[] {
  return Object.entries(table).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? keysOf(value, `${path}${key}.`) : [`${path}${key}`],
  );
}

test('every language has every word', () => {
  const [first, ...others] = Object.values(languages).map((table) => keysOf(table).toSorted());
  expect(first?.length).toBeGreaterThan(10);
  for (const keys of others) expect(keys).toEqual(first);
});

test('every text of a command is there in every language, and none is left over', () => {
  const needed = commands.flatMap(({ data }) => textsToTranslate(data.toJSON()));
  for (const texts of Object.values(commandTexts)) {
    const missing = needed.filter(([path, key]) => !texts[path]?.[key]);
    expect(missing).toEqual([]);
    const paths = new Set(needed.map(([path]) => path));
    expect(Object.keys(texts).filter((path) => !paths.has(path))).toEqual([]);
  }
});

test('no two commands have the same name, and none has one that is reserved', () => {
  const names = commands.map(({ data }) => data.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).not.toContain('page');
});
