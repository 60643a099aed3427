import { PassThrough } from 'node:stream';
import type { StoreEvent } from '#models';
import { expect, test } from 'vitest';
import { showDownloads } from './download-progress.ts';

const name = 'whisper-base';
const progress = (receivedBytes: number): StoreEvent => ({
  type: 'progress',
  name,
  file: 'onnx/encoder_model.onnx',
  receivedBytes,
  totalBytes: 100e6,
});

test('where nobody looks, progress is a line for each tenth', () => {
  let written = '';
  using shown = showDownloads({ write: (text) => (written += text) });
  shown.onEvent({ type: 'planned', name, files: 2, totalBytes: 100e6 });
  for (let megabytes = 1; megabytes <= 100; megabytes += 1) shown.onEvent(progress(megabytes * 1e6));
  expect(written.split('\n').filter((line) => line.includes('%'))).toHaveLength(10);
  expect(written).not.toContain('\u001B');
});

test('on a terminal it is one bar, and a retry stands on a line of its own', () => {
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true, columns: 120 });
  {
    using shown = showDownloads(stream);
    shown.onEvent(progress(1e6));
    shown.onEvent(progress(50e6));
    shown.onEvent({ type: 'finished', name, path: '/m/whisper-base', downloadedBytes: 100e6 });
  }
  const written = String(stream.read());
  expect(written).toContain('whisper-base [');
  expect(written).toContain('50 % | 50.0 of 100.0 MB');
  expect(written.trimEnd().endsWith('whisper-base is in /m/whisper-base')).toBe(true);
  // The cursor is there again.
  expect(written.lastIndexOf('\u001B[?25h')).toBeGreaterThan(written.lastIndexOf('\u001B[?25l'));
});
