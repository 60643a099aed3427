import { expect, test } from 'vitest';
import { checkToken, makeToken } from './bearer-token.ts';

test('a token opens what was kept of it, and nothing else does', () => {
  const { token, id, secretHash } = makeToken();
  const other = makeToken();
  const find = (wanted: string) => [{ id, secretHash }].find((kept) => kept.id === wanted);

  expect(checkToken(token, find)).toEqual({ id, secretHash });
  expect(secretHash).not.toContain(token.split('_')[2]);
  const opened = [
    '',
    id,
    other.token,
    token.slice(0, -1),
    `${token}x`,
    `aichat_${id}_${other.token.split('_').slice(2).join('_')}`,
    `aichat_${id}_`,
    token.toUpperCase(),
  ].filter((wrong) => checkToken(wrong, find) !== undefined);
  expect(opened).toEqual([]);
});
