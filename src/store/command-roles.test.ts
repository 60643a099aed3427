import { expect, test } from 'vitest';
import { createCommandRolesRepository } from './command-roles.ts';
import { temporaryDatabase } from './testing/temporary-store.ts';

test('roles are kept per server and command, and can be taken back', () => {
  const roles = createCommandRolesRepository(temporaryDatabase('app'));
  roles.allow('1', 'logs', 'a');
  roles.allow('1', 'logs', 'a');
  roles.allow('1', 'logs', 'b');
  roles.allow('1', 'model use', 'b');
  roles.allow('2', 'logs', 'c');

  expect(roles.rolesFor('1', 'logs')).toEqual(['a', 'b']);
  expect(roles.rolesFor('1', 'say')).toBeUndefined();
  expect(roles.all('1')).toEqual([
    { path: 'logs', roleIds: ['a', 'b'] },
    { path: 'model use', roleIds: ['b'] },
  ]);
  expect(roles.takeBack('1', 'logs', 'a')).toBe(true);
  expect(roles.takeBack('1', 'logs', 'a')).toBe(false);
  expect(roles.forget('1', 'model use')).toBe(true);
  expect(roles.all('1')).toEqual([{ path: 'logs', roleIds: ['b'] }]);
  expect(roles.rolesFor('2', 'logs')).toEqual(['c']);
});
