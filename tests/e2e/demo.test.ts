import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeWav } from '#audio';
import { expect, test } from 'vitest';
import type { DemoResult } from '../../tools/demo/report.ts';
import { ROOT } from '../../tools/demo/small-models.ts';

/** What the demo prints last; it ends with 1 when something is not as it should be. */
async function playDemo(): Promise<DemoResult> {
  const { stdout } = await promisify(execFile)(process.execPath, ['tools/demo/demo.ts', '--json'], {
    cwd: ROOT,
    timeout: 120_000,
  }).catch((error: { readonly stdout?: string }) => {
    if (!error.stdout?.trim()) throw error;
    return { stdout: error.stdout };
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as DemoResult;
}

test('the demo holds a conversation that both sides understand, and keeps it as a WAV', async () => {
  const result = await playDemo();

  // How long the event loop was busy says something about the machine while other tests run on it.
  expect(result.problems.filter((problem) => !problem.includes('event loop'))).toEqual([]);
  expect(result.turns.length).toBeGreaterThanOrEqual(4);
  const { samples, sampleRateHz } = decodeWav(await readFile(join(ROOT, result.recording)));
  expect(samples.length / sampleRateHz).toBeGreaterThan(20);
}, 150_000);
