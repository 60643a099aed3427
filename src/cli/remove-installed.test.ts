import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { CliContext } from './command-context.ts';
import { removeInstalled } from './remove-installed.ts';

/** Removes a model while somebody answers `answer` at the terminal; undefined is Ctrl-D. */
async function removeWith(
  answer: string | undefined,
  options: { isTTY?: boolean; signal?: AbortSignal } = {},
) {
  const { isTTY = true, signal = new AbortController().signal } = options;
  const stdin = Object.assign(new PassThrough(), { isTTY });
  let out = '';
  let asked = '';
  let removed = false;
  const context: CliContext = {
    signal,
    environment: {},
    stdin,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (asked += text) },
  };
  if (answer === undefined) stdin.end();
  else stdin.write(`${answer}\n`);
  const request = {
    name: 'whisper-tiny',
    yes: false,
    json: false,
    files: () => Promise.resolve(['config.json', 'onnx/encoder_model.onnx']),
    remove: () => {
      removed = true;
      return Promise.resolve({
        name: 'whisper-tiny',
        folder: '/m',
        removed: ['config.json'],
        kept: ['notes.txt'],
      });
    },
  };
  await removeInstalled(request, context);
  return { out, asked, removed };
}

test('the files are shown, and yes deletes them', async () => {
  for (const answer of ['y', 'Yes', ' YES ']) {
    const { out, asked, removed } = await removeWith(answer);
    expect(removed).toBe(true);
    expect(asked).toContain('onnx/encoder_model.onnx');
    expect(out).toContain('/m still holds what aichat did not put there: notes.txt');
  }
});

test('every other answer, and none, deletes nothing', async () => {
  for (const answer of ['', 'n', 'yesterday', undefined]) {
    const { out, asked, removed } = await removeWith(answer);
    expect({ out, removed }).toEqual({ out: '', removed: false });
    expect(asked).toContain('Nothing was deleted.');
  }
});

test('where nobody can be asked, --yes is demanded', async () => {
  await expect(removeWith('y', { isTTY: false })).rejects.toMatchObject({
    code: 'USAGE_INVALID',
    message: expect.stringContaining('--yes'),
  });
});

test('Ctrl-C at the question deletes nothing', async () => {
  const reason = new Error('stopped');
  await expect(removeWith(undefined, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
