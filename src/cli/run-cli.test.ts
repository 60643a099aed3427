import type { Command } from 'commander';
import { AppError, UserError } from '#core';
import { expect, test } from 'vitest';
import { contextOf, type CliContext } from './command-context.ts';
import { runCli, type AddCommand } from './run-cli.ts';

/** Runs `words` and keeps what was written. */
async function run(
  words: readonly string[],
  commands: readonly AddCommand[],
  options: { readonly signal?: AbortSignal; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<{ code: number; out: string; error: string }> {
  let out = '';
  let error = '';
  const context: CliContext = {
    signal: options.signal ?? new AbortController().signal,
    environment: options.environment ?? {},
    stdin: process.stdin,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (error += text) },
  };
  const code = await runCli(words, { version: '1.2.3', commands }, context);
  return { code, out, error };
}

const addGreet: AddCommand = (program) => {
  program
    .command('greet')
    .description('say hello to somebody')
    .argument('<name>', 'who is greeted')
    .option('--loud', 'in capitals')
    .action((name: string, { loud }: { loud?: true }, command: Command) => {
      contextOf(command).stdout.write(loud ? `HELLO ${name.toUpperCase()}\n` : `Hello ${name}\n`);
    });
};

const failingWith =
  (thrown: unknown): AddCommand =>
  (program) => {
    program.command('fail').action(() => {
      throw thrown;
    });
  };

test('a command gets its arguments and writes to the standard output', async () => {
  expect(await run(['greet', 'Ada', '--loud'], [addGreet])).toEqual({
    code: 0,
    out: 'HELLO ADA\n',
    error: '',
  });
});

test('without a command the help is shown, and the exit code says that something was missing', async () => {
  const { code, error } = await run([], [addGreet]);
  expect(code).toBe(2);
  expect(error).toContain('say hello to somebody');
  expect(error).toContain('aichat doctor');
});

test('help is a success and goes to the standard output', async () => {
  for (const words of [['--help'], ['help', 'greet'], ['greet', '--help']]) {
    const { code, out, error } = await run(words, [addGreet]);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toContain('Usage: aichat');
  }
});

test('an unknown command, option or missing argument is wrong usage', async () => {
  for (const words of [['greeet'], ['greet'], ['greet', 'Ada', '--quiet']]) {
    const { code, out, error } = await run(words, [addGreet]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toContain('--help');
  }
});

test('a failure is told in one message with its code and what to do, without a stack', async () => {
  const failure = new AppError('MODEL_FILE_MISSING', { message: 'No encoder.onnx in data/x.' });
  const { code, error } = await run(['fail'], [failingWith(failure)]);
  expect(code).toBe(1);
  expect(error).toMatch(/^MODEL_FILE_MISSING: No encoder\.onnx in data\/x\.\n.+\n$/u);
});

test('DEBUG adds where a failure comes from, its causes included', async () => {
  const cause = new Error('the disk is gone');
  const failure = new AppError('INTERNAL', { message: 'It failed.', cause });
  const { error } = await run(['fail'], [failingWith(failure)], { environment: { DEBUG: 'true' } });
  expect(error).toContain('run-cli.test.ts');
  expect(error).toContain('Caused by Error: the disk is gone');
});

test('what a person did wrong is wrong usage, and a fault that nobody foresaw has a code too', async () => {
  const wrong = new UserError('USAGE_INVALID', { message: 'Choose wav or ogg.' });
  expect((await run(['fail'], [failingWith(wrong)])).code).toBe(2);
  const { code, error } = await run(['fail'], [failingWith(new TypeError('x is undefined'))]);
  expect(code).toBe(1);
  expect(error).toContain('INTERNAL: x is undefined');
});

test('Ctrl-C reaches the command, and being stopped is neither a success nor a fault', async () => {
  const stopping = new AbortController();
  const addWait: AddCommand = (program) => {
    program.command('wait').action((_options, command: Command) => {
      const { signal } = contextOf(command);
      const stopped = new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
      stopping.abort(new AppError('CANCELLED', { message: 'The command was stopped.' }));
      return stopped;
    });
  };
  expect(await run(['wait'], [addWait], { signal: stopping.signal })).toEqual({
    code: 130,
    out: '',
    error: 'Stopped.\n',
  });
});
