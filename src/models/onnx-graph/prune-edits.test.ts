import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pruneEdits } from './prune-edits.ts';

const DAY_MS = 24 * 3_600_000;
const NOW_MS = Date.UTC(2026, 5, 1);
const OLD = `${'a'.repeat(64)}-split-voice-v1`;
const RECENT = `${'b'.repeat(64)}-split-voice-v1`;
const BROKEN = `${'c'.repeat(64)}-attention-v1`;

it('takes away what nobody used for a month, and nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'aichat-prune-'));
  const write = async (name: string, ageDays: number): Promise<void> => {
    await writeFile(join(folder, name), 'x');
    const time = (NOW_MS - ageDays * DAY_MS) / 1000;
    await utimes(join(folder, name), time, time);
  };
  await write(`${OLD}.json`, 31);
  await write(`${OLD}-text.onnx`, 90);
  await write(`${OLD}-sound.onnx`, 90);
  // Made long ago, used yesterday.
  await write(`${RECENT}.json`, 1);
  await write(`${RECENT}-text.onnx`, 90);
  await write(`${RECENT}.onnx`, 90);
  // An edit that broke off, and one that goes on.
  await write(`${BROKEN}.onnx`, 40);
  await write(`${BROKEN}.onnx.1-x.tmp`, 40);
  await write(`${BROKEN}-text.onnx`, 0);
  await write('notes.txt', 400);
  await pruneEdits(folder, NOW_MS);
  expect((await readdir(folder)).toSorted()).toEqual(
    [
      `${RECENT}.json`,
      `${RECENT}-text.onnx`,
      `${RECENT}.onnx`,
      `${BROKEN}-text.onnx`,
      'notes.txt',
    ].toSorted(),
  );
  await pruneEdits(join(folder, 'not-there'), NOW_MS);
  await rm(folder, { recursive: true });
});
