import { expect, test } from 'vitest';
import { createServerModelsRepository } from './server-models.ts';
import { temporaryDatabase } from './testing/temporary-store.ts';

test('a server has the model that it chose last, until it takes the default again', () => {
  const models = createServerModelsRepository(temporaryDatabase('app'));
  expect(models.get('g1')).toBeUndefined();
  models.choose('g1', 'one');
  models.choose('g2', 'one');
  models.choose('g1', 'two');
  expect([models.get('g1'), models.get('g2')]).toEqual(['two', 'one']);
  expect([models.forget('g1'), models.forget('g1')]).toEqual([true, false]);
  expect(models.get('g1')).toBeUndefined();
});
