import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeWav } from '#audio';
import { expect, test } from 'vitest';
import type { DemoResult } from '../../tools/demo/report.ts';
import { ROOT } from '../../tools/demo/small-models.ts';

test('the demo holds a conversation that both sides understand, and keeps it as a WAV', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['tools/demo/demo.ts', '--json'], {
    cwd: ROOT,
    timeout: 120_000,
  });
  const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as DemoResult;

  expect(result.problems).toEqual([]);
  expect(result.ok).toBe(true);
  expect(result.turns.length).toBeGreaterThanOrEqual(4);
  const { samples, sampleRateHz } = decodeWav(await readFile(join(ROOT, result.recording)));
  expect(samples.length / sampleRateHz).toBeGreaterThan(20);
}, 150_000);
