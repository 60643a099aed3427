import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ChatServer, startChatServer } from '../../loopback/llm/index.ts';
import { loadLanguageModelSettings } from '../config.ts';
import { addChatCommand } from './chat.ts';
import { addModelsCommand } from './models.ts';
import { runCli } from './run-cli.ts';

let server: ChatServer;
beforeEach(async () => {
  server = await startChatServer({ reply: 'Bees it is.' });
});
afterEach(() => server.close());

/** Runs one command line with nothing in the environment but what is given. */
async function run(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  let stdout = '';
  let stderr = '';
  const exitCode = await runCli(
    words,
    {
      version: '0',
      commands: [
        (program) => addChatCommand(program, loadLanguageModelSettings),
        (program) => addModelsCommand(program, loadLanguageModelSettings),
      ],
    },
    {
      signal: new AbortController().signal,
      environment,
      stdin: new PassThrough(),
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
    },
  );
  return { exitCode, stdout, stderr };
}

test('without any key chat fails with the code and the variables that would help', async () => {
  const { exitCode, stdout, stderr } = await run(['chat', 'hi']);
  expect(exitCode).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^CONFIG_INVALID: .*OPENROUTER_API_KEY.*OPENAI_API_KEY.*LLM_BASE_URL/u);
});

test('the answer is written to the standard output, the model and its cost beside it', async () => {
  const { exitCode, stdout, stderr } = await run(['chat', 'hi', 'there'], { LLM_BASE_URL: server.baseUrl });
  expect([exitCode, stdout]).toEqual([0, 'Bees it is.\n']);
  expect(stderr).toContain('loopback-scripted: FREE');
  expect(stderr).toMatch(/\d+ tokens in, 3 out, \$0 \(reckoned\)/u);
  const [asked] = server.requests.filter(({ method }) => method === 'POST');
  expect(asked?.body).toMatchObject({
    messages: expect.arrayContaining([{ role: 'user', content: 'hi there' }]) as unknown,
  });
});

test('another persona answers when it is named, and nobody whom there is not', async () => {
  const environment = { LLM_BASE_URL: server.baseUrl };
  expect((await run(['chat', '--persona', 'otto', 'hi'], environment)).exitCode).toBe(0);
  expect(JSON.stringify(server.requests.at(-1)?.body)).toContain('Otto');
  const { exitCode, stderr } = await run(['chat', '--persona', 'nobody', 'hi'], environment);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('Otto');
});

test('a model that the server does not have is an error', async () => {
  const { exitCode, stderr } = await run(['chat', '--model', 'phi', 'hi'], { LLM_BASE_URL: server.baseUrl });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('LLM_MODEL_GONE');
  expect(stderr).toContain('Free today: loopback-scripted.');
});

test('models cost prints every model with its price for programs, also without a key', async () => {
  const { exitCode, stdout } = await run(['models', 'cost', '--json']);
  expect(exitCode).toBe(0);
  const rows = JSON.parse(stdout) as readonly Readonly<Record<string, unknown>>[];
  expect(rows.length).toBeGreaterThan(5);
  for (const row of rows) {
    expect(row).toEqual({
      alias: expect.any(String) as string,
      provider: expect.stringMatching(/^(?:openrouter|openai|groq|together)$/u) as string,
      id: expect.any(String) as string,
      tier: expect.stringMatching(/^(?:FREE|CHEAP|BUDGET)$/u) as string,
      inputPerMillion: expect.any(Number) as number,
      outputPerMillion: expect.any(Number) as number,
      context: expect.any(Number) as number,
      available: false,
    });
  }
});

test('models cost tells what can be used and why the rest cannot', async () => {
  const environment = { LLM_BASE_URL: server.baseUrl };
  const json = JSON.parse(
    (await run(['models', 'cost', '--json'], environment)).stdout,
  ) as readonly unknown[];
  expect(json[0]).toEqual({
    alias: 'loopback-scripted',
    provider: 'local',
    id: 'loopback-scripted',
    tier: 'FREE',
    inputPerMillion: 0,
    outputPerMillion: 0,
    context: null,
    available: true,
  });
  const { stdout } = await run(['models', 'cost'], environment);
  expect(stdout).toMatch(/^loopback-scripted +FREE +0 +0 +yes$/mu);
  expect(stdout).toMatch(/^groq-llama-3\.1-8b +CHEAP +0\.05 +0\.08 +131072 +groq-.* needs GROQ_API_KEY/mu);
});

test('a setting that cannot be used is named', async () => {
  const { exitCode, stderr } = await run(['models', 'cost'], { LLM_BUDGET_PER_DAY_USD: 'much' });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('LLM_BUDGET_PER_DAY_USD must be an amount in US dollars, or none.');
});
