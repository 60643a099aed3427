import { expect, test } from 'vitest';
import { temporaryDataFolder } from '../store/testing/temporary-store.ts';
import type { CliContext } from './command-context.ts';
import { runCli } from './run-cli.ts';
import { addWebhooksCommand } from './webhooks.ts';

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
  const code = await runCli(
    ['webhooks', ...words],
    { version: '0.0.0', commands: [addWebhooksCommand] },
    context,
  );
  return { code, out, error };
}

test('a webhook is made with a secret that is shown once, changed, and removed', async () => {
  const folder = temporaryDataFolder();
  const made = await run(folder, 'create', 'https://example.com/hook', '--types', 'turn.*,error', '--json');
  const { id, secret, types } = JSON.parse(made.out) as { id: string; secret: string; types: string[] };
  expect(secret).toMatch(/^whsec_/u);
  expect(types).toEqual(['turn.*', 'error']);
  expect((await run(folder, 'list', '--json')).out).not.toContain(secret);

  expect((await run(folder, 'rotate', id)).out).toMatch(/^whsec_/u);
  expect((await run(folder, 'disable', id)).code).toBe(0);
  expect((await run(folder, 'list')).out).toContain('off: Switched off by its owner.');
  expect((await run(folder, 'enable', id)).code).toBe(0);
  expect((await run(folder, 'delete', id)).code).toBe(0);
  expect((await run(folder, 'delete', id)).error).toContain('WEBHOOK_UNKNOWN');
});

test('an address inside, a type and a severity that nobody knows are refused', async () => {
  const folder = temporaryDataFolder();
  expect((await run(folder, 'create', 'https://192.168.1.1/')).error).toContain('WEBHOOK_TARGET_REFUSED');
  expect(await run(folder, 'create', 'https://example.com/', '--types', 'Turn!')).toMatchObject({ code: 2 });
  expect(await run(folder, 'create', 'https://example.com/', '--severity', 'loud')).toMatchObject({
    code: 2,
  });
  expect((await run(folder, 'redeliver', 'nothing')).error).toContain('WEBHOOK_UNKNOWN');
});
