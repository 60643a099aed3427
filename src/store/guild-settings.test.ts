import { expect, test } from 'vitest';
import { createGuildSettingsRepository } from './guild-settings.ts';
import { temporaryDatabase } from './testing/temporary-store.ts';

test('each server has its own settings, which are replaced and taken back one by one', () => {
  const settings = createGuildSettingsRepository(temporaryDatabase('app'));
  settings.write('one', 'addressing', 'always', 'ada');
  settings.write('one', 'followUpMs', '500', 'ada');
  settings.write('two', 'addressing', 'adaptive', 'ben');
  settings.write('one', 'followUpMs', '900', 'ben');

  expect(settings.read('one')).toEqual(
    new Map([
      ['addressing', 'always'],
      ['followUpMs', '900'],
    ]),
  );
  settings.remove('one', 'addressing');
  expect([...settings.read('one')]).toEqual([['followUpMs', '900']]);
  expect([...settings.read('two')]).toEqual([['addressing', 'adaptive']]);
});
