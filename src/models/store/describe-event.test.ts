import { AppError } from '#core';
import { expect, test } from 'vitest';
import { describeStoreEvent, thinProgress } from './describe-event.ts';
import type { StoreEvent } from './store-event.ts';

const name = 'whisper-base';

test('each event is a line that says what and how much', () => {
  const error = new AppError('MODEL_DOWNLOAD_FAILED', { message: 'The line broke.' });
  const lines = (
    [
      { type: 'planned', name, files: 0, totalBytes: 0 },
      { type: 'planned', name, files: 7, totalBytes: 136e6 },
      { type: 'waiting', name, ownerPid: 42 },
      { type: 'progress', name, file: 'a.onnx', receivedBytes: 34e6, totalBytes: 136e6 },
      { type: 'retrying', name, file: 'a.onnx', error, delayMs: 1500 },
      { type: 'finished', name, path: '/m/whisper-base', downloadedBytes: 1 },
    ] satisfies StoreEvent[]
  ).map(describeStoreEvent);
  expect(lines).toEqual([
    'whisper-base is complete',
    'whisper-base: 7 files, 136.0 MB to fetch',
    'whisper-base: waiting for process 42, which fetches it',
    'whisper-base: 25 % of 136.0 MB (34.0 MB, a.onnx)',
    'whisper-base: The line broke. Trying again in 1.5 s',
    'whisper-base is in /m/whisper-base',
  ]);
});

test('progress is told once for each step, and everything else always', () => {
  const told: StoreEvent[] = [];
  const onEvent = thinProgress((event) => told.push(event), 25);
  onEvent({ type: 'planned', name, files: 1, totalBytes: 1000 });
  for (let receivedBytes = 0; receivedBytes <= 1000; receivedBytes += 10) {
    onEvent({ type: 'progress', name, file: 'a', receivedBytes, totalBytes: 1000 });
  }
  onEvent({ type: 'finished', name, path: '/m', downloadedBytes: 1000 });
  const counts = told.flatMap((event) => (event.type === 'progress' ? event.receivedBytes : []));
  expect(counts).toEqual([250, 500, 750, 1000]);
  expect(told.at(0)?.type).toBe('planned');
  expect(told.at(-1)?.type).toBe('finished');
});
