import { expect, test } from 'vitest';
import { temporaryDataFolder } from '../store/testing/temporary-store.ts';
import type { CliContext } from './command-context.ts';
import { runCli } from './run-cli.ts';
import { addTokenCommand } from './token.ts';

/** Runs a command line on a data folder and gives what it wrote. */
async function run(
  dataFolder: string,
  ...words: string[]
): Promise<{ code: number; out: string; error: string }> {
  let out = '';
  let error = '';
  const context: CliContext = {
    signal: new AbortController().signal,
    environment: { DATA_FOLDER: dataFolder },
    stdin: process.stdin,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (error += text) },
  };
  const code = await runCli(words, { version: '0.0.0', commands: [addTokenCommand] }, context);
  return { code, out, error };
}

test('a token is shown once, listed without its secret, and gone when it is revoked', async () => {
  const folder = temporaryDataFolder();
  const made = await run(folder, 'token', 'create', 'console', '--scope', 'control', 'read', '--json');
  const { id, token, scopes } = JSON.parse(made.out) as { id: string; token: string; scopes: string[] };
  expect(token).toMatch(/^aichat_[0-9a-f]{12}_[\w-]{43}$/u);
  expect(scopes).toEqual(['read', 'control']);

  const listed = await run(folder, 'token', 'list', '--json');
  expect(JSON.parse(listed.out)).toEqual([
    { id, name: 'console', scopes, createdAt: expect.any(String) as string, lastUsedAt: null },
  ]);
  expect(listed.out).not.toContain(token.split('_')[2]);

  expect(await run(folder, 'token', 'revoke', id)).toMatchObject({ code: 0 });
  expect((await run(folder, 'token', 'list')).out).not.toContain(id);
});

test('a token that nobody made cannot be revoked, and a scope that nobody knows cannot be given', async () => {
  const folder = temporaryDataFolder();
  const unknown = await run(folder, 'token', 'revoke', '000000000000');
  expect(unknown).toMatchObject({ code: 1 });
  expect(unknown.error).toContain('API_TOKEN_UNKNOWN');
  expect(await run(folder, 'token', 'create', 'x', '--scope', 'everything')).toMatchObject({ code: 2 });
});
