import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { AppError } from '#core';
import { contextOf } from './command-context.ts';
import type { AddCommand } from './run-cli.ts';

const DEMO = fileURLToPath(new URL('../../tools/demo/demo.ts', import.meta.url));

/** `aichat demo`: a whole conversation on this machine, without account, key or model. */
export const addDemoCommand: AddCommand = (program) => {
  program
    .command('demo')
    .description('hear a whole conversation on a Discord of our own; needs no account, key or model')
    .option('--json', 'for programs: one JSON object as the last line')
    .action(async ({ json }: { json?: true }, command: Command) => {
      const { signal, environment } = contextOf(command);
      const child = spawn(process.execPath, [DEMO, ...(json ? ['--json'] : [])], {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: environment,
      });
      const stop = (): void => void child.kill('SIGTERM');
      signal.addEventListener('abort', stop, { once: true });
      const [code] = (await once(child, 'exit')) as [number | null];
      signal.throwIfAborted();
      if (code !== 0) throw new AppError('DEMO_FAILED', { message: 'The demo did not go as it should.' });
    });
};
