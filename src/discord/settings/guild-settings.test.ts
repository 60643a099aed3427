import { describe, expect, test } from 'vitest';
import type { AppError } from '#core';
import { createGuildSettingsRepository, type GuildSettingsRepository } from '#store';
import { temporaryDatabase } from '../../store/testing/temporary-store.ts';
import { GUILD_SETTING_NAMES } from './guild-settings-table.ts';
import { createGuildSettings, settingOf, type GuildSettingsBook } from './guild-settings.ts';

const userId = '100000000000000001';

function openBook(repository = createGuildSettingsRepository(temporaryDatabase('app'))): {
  readonly book: GuildSettingsBook;
  readonly repository: GuildSettingsRepository;
  readonly unusable: AppError[];
} {
  const unusable: AppError[] = [];
  const book = createGuildSettings({
    repository,
    defaults: { addressing: 'always' },
    onUnusable: (error) => unusable.push(error),
  });
  return { book, repository, unusable };
}

describe.each(GUILD_SETTING_NAMES)('%s', (name) => {
  const { schema, defaultValue, proposals, description } = settingOf(name);

  test('has a default that a person could write, and proposes what works', () => {
    expect(schema.parse(String(defaultValue))).toBe(defaultValue);
    for (const proposal of proposals) expect(schema.safeParse(proposal).success).toBe(true);
  });

  test('is described in both languages, in what Discord shows', () => {
    expect(description.en.length).toBeGreaterThan(10);
    expect(description.de).not.toBe(description.en);
    expect(description.en.length).toBeLessThanOrEqual(130);
    expect(description.de.length).toBeLessThanOrEqual(130);
  });
});

test('a server has the defaults of the owner until it changes them, and again afterwards', () => {
  const { book } = openBook();
  expect(book.of('one')).toMatchObject({ addressing: 'always', followUpMs: 10_000 });
  book.set({ guildId: 'one', name: 'addressing', text: 'adaptive', userId });
  expect(book.of('one').addressing).toBe('adaptive');
  expect(book.changedIn('one')).toEqual(['addressing']);
  expect(book.of('two').addressing).toBe('always');
  book.reset('one', 'addressing');
  expect(book.of('one').addressing).toBe('always');
});

test('what was set is there again after a restart', () => {
  const { book, repository } = openBook();
  book.set({ guildId: 'one', name: 'postReplies', text: 'on', userId });
  book.set({ guildId: 'one', name: 'ownerId', text: '<@100000000000000002>', userId });
  book.set({ guildId: 'one', name: 'followUpMs', text: ' 5000 ', userId });

  expect(openBook(repository).book.of('one')).toMatchObject({
    postReplies: true,
    ownerId: '100000000000000002',
    followUpMs: 5000,
  });
});

test.each([
  ['followUpMs', 'soon', /must be 0 … 60000 ms/u],
  ['followUpMs', '-1', /must be 0 …/u],
  ['followUpMs', '60001', /… 60000 ms/u],
  ['followUpMs', '1e3', /must be 0 …/u],
  ['addressing', 'never', /must be adaptive \| always/u],
  ['postReplies', 'perhaps', /must be on \| off/u],
  ['ownerId', 'Ada', /must be @… \| none/u],
  ['minSilenceMs', '1999', /not be more than maxSilenceMs/u],
  ['stopAfterVoicedMs', '100', undefined],
  ['pauseAfterVoicedMs', '600', /not be more than stopAfterVoicedMs/u],
])('%s = %s is refused with what is wrong, or taken', (name, text, problem) => {
  const { book } = openBook();
  const set = (): void => book.set({ guildId: 'one', name, text, userId });
  if (problem === undefined) return expect(set).not.toThrow();
  expect(set).toThrow(problem);
  expect(book.changedIn('one')).toEqual([]);
});

test('a setting that does not exist is refused', () => {
  const { book } = openBook();
  const set = (name: string): void => book.set({ guildId: 'one', name, text: 'on', userId });
  expect(() => set('volume')).toThrow(expect.objectContaining({ code: 'SETTING_UNKNOWN' }));
  expect(() => set('toString')).toThrow(expect.objectContaining({ code: 'SETTING_UNKNOWN' }));
  expect(() => book.reset('one', 'volume')).toThrow(expect.objectContaining({ code: 'SETTING_UNKNOWN' }));
});

test('a stored value that this version cannot use is told, and its default counts', () => {
  const { repository } = openBook();
  repository.write('one', 'followUpMs', 'a while', userId);
  repository.write('one', 'volume', '11', userId);
  const { book, unusable } = openBook(repository);

  expect(book.of('one').followUpMs).toBe(10_000);
  expect(unusable.map(({ code }) => code)).toEqual(['SETTING_INVALID', 'SETTING_INVALID']);
});

test('whoever listens is told of each change once', () => {
  const { book } = openBook();
  const told: string[] = [];
  const stop = book.onChange((guildId, name) => told.push(`${guildId} ${name} ${book.of(guildId)[name]}`));
  book.set({ guildId: 'one', name: 'followUpMs', text: '1', userId });
  book.reset('one', 'followUpMs');
  stop();
  book.set({ guildId: 'one', name: 'followUpMs', text: '2', userId });

  expect(told).toEqual(['one followUpMs 1', 'one followUpMs 10000']);
});
