import { describe, expect, test } from 'vitest';
import { readDecorators, stripDecorators } from './decorators.ts';
import { findLore, type LoreScene } from './find-lore.ts';
import type { LoreBook, LoreEntry } from './lore-book.ts';

const entry = (content: string, options: Partial<LoreEntry> = {}): LoreEntry => ({
  keys: ['sea'],
  secondaryKeys: [],
  isSelective: false,
  content,
  isEnabled: true,
  isConstant: false,
  usesRegex: false,
  isCaseSensitive: false,
  insertionOrder: 100,
  priority: undefined,
  position: undefined,
  ...options,
});

function found(
  entries: readonly LoreEntry[],
  scene: Partial<LoreScene> = {},
  book: Partial<LoreBook> = {},
): readonly string[] {
  const all = { scanDepth: undefined, tokenBudget: undefined, isRecursive: false, ...book, entries };
  return findLore(all, {
    texts: ['Ada: I like the Sea.'],
    repliesSoFar: 0,
    foundBefore: new Set(),
    maxTokens: 1000,
    countTokens: (text) => text.length,
    macros: { char: 'Otto', user: 'Ada', random: () => 0, seed: '' },
    ...scene,
  }).map(({ text }) => text);
}

describe('what comes to mind', () => {
  test.each<readonly [string, LoreEntry, boolean]>([
    ['a key that was said', entry('x'), true],
    ['a key that was not said', entry('x', { keys: ['storm'] }), false],
    ['a key in another case where case counts', entry('x', { isCaseSensitive: true }), false],
    ['an entry that is switched off', entry('x', { isEnabled: false, isConstant: true }), false],
    ['what is always told', entry('x', { keys: [], isConstant: true }), true],
    ['nothing, for an empty entry', entry(' \n', { isConstant: true }), false],
    ['a key without its second', entry('x', { isSelective: true, secondaryKeys: ['gull'] }), false],
    ['a key with its second', entry('x', { isSelective: true, secondaryKeys: ['gull', 'like'] }), true],
    ['a second key that does not count', entry('x', { secondaryKeys: ['gull'] }), true],
    ['no regular expression', entry('x', { keys: ['.*'], usesRegex: true }), false],
    [
      'no regular expression that says it is constant',
      entry('x', { usesRegex: true, isConstant: true }),
      false,
    ],
    ['@@activate', entry('@@activate\nx', { keys: [] }), true],
    ['@@dont_activate', entry('@@dont_activate\nx'), false],
    ['@@activate over @@dont_activate', entry('@@dont_activate\n@@activate\nx'), true],
    ['@@additional_keys that lack', entry('@@additional_keys gull,crab\nx'), false],
    ['@@additional_keys that are there', entry('@@additional_keys gull, like\nx'), true],
    ['@@exclude_keys that are there', entry('@@exclude_keys like\nx'), false],
    ['@@activate_only_after too early', entry('@@activate_only_after 3\nx'), false],
    ['@@activate_only_every at its time', entry('@@activate_only_every 2\nx'), true],
    ['@@is_greeting of another greeting', entry('@@is_greeting 1\nx'), false],
  ])('%s', (_name, one, expected) => {
    expect(found([one], { greetingIndex: 0 })).toEqual(expected ? ['x'] : []);
  });

  test('is looked for in the last messages only', () => {
    const texts = ['the sea', 'one', 'two', 'three', 'four'];
    expect(found([entry('x')], { texts })).toEqual([]);
    expect(found([entry('x')], { texts }, { scanDepth: 5 })).toEqual(['x']);
    expect(found([entry('@@scan_depth 5\nx')], { texts })).toEqual(['x']);
  });

  test('may be told once, or for good', () => {
    const before = { foundBefore: new Set([0]) };
    expect(found([entry('@@dont_activate_after_match\nx')], before)).toEqual([]);
    expect(found([entry('@@keep_activate_after_match\nx', { keys: ['storm'] })], before)).toEqual(['x']);
  });

  test('brings other things to mind where the book says so', () => {
    const entries = [
      entry('The lamp is lit. {{hidden_key:gull}}'),
      entry('The lamp is old.', { keys: ['lamp'] }),
      entry('Elsa.', { keys: ['gull'] }),
      entry('Nobody.', { keys: ['wreck'] }),
    ];
    expect(found(entries)).toEqual(['The lamp is lit.']);
    expect(found(entries, {}, { isRecursive: true })).toEqual([
      'The lamp is lit.',
      'The lamp is old.',
      'Elsa.',
    ]);
  });

  test('comes in the order of insertion, the least important goes first when there is no room', () => {
    const entries = [
      entry('late', { insertionOrder: 9, priority: 5 }),
      entry('early', { insertionOrder: 1, priority: 1 }),
      entry('@@ignore_on_max_context\nfirst', { insertionOrder: 0, priority: 99 }),
    ];
    expect(found(entries)).toEqual(['first', 'early', 'late']);
    expect(found(entries, { maxTokens: 9 })).toEqual(['early', 'late']);
    expect(found(entries, {}, { tokenBudget: 4 })).toEqual(['late']);
  });
});

describe('decorators', () => {
  test('are taken off with the lines around them', () => {
    expect(readDecorators('@@depth 4\r\n\n@@role user\n\nSome lore.\n@@depth 5')).toEqual({
      decorators: { depth: 4, role: 'user' },
      text: 'Some lore.\n@@depth 5',
    });
  });

  test('that are not known give way to their fallbacks, the first that is known', () => {
    const { decorators } = readDecorators(
      '@@risu_only 4\n@@@agn_only 4\n@@@activate_only_every 4\n@@@depth 9\n@@depth 5\n@@@scan_depth 5\n@@depth 1\nx',
    );
    expect(decorators).toEqual({ onlyEvery: 4, depth: 5 });
  });

  test.each([
    '@@depth many\nx',
    '@@role wizard\nx',
    '@@position roof\nx',
    '@@activate now\nx',
    '@@constructor\nx',
  ])('%j is passed over', (content) => {
    expect(readDecorators(content)).toEqual({ decorators: {}, text: 'x' });
  });

  test('leave a text without them as it was', () => {
    expect(stripDecorators('  lore\n')).toBe('  lore\n');
    expect(stripDecorators('@@depth 1\nlore')).toBe('lore');
  });
});

test('the longest book with the longest text takes a moment only', () => {
  const keys = Array.from({ length: 10 }, (_, index) => `${'a'.repeat(190)}${index}`);
  const entries = Array.from({ length: 500 }, () => entry('a'.repeat(2000), { keys }));
  const before = process.threadCpuUsage().user;
  found(
    [...entries, entry('a'.repeat(30_000), { isConstant: true })],
    { texts: ['a'.repeat(30_000)] },
    { isRecursive: true },
  );
  expect((process.threadCpuUsage().user - before) / 1000).toBeLessThan(1000);
});
