import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { AppError } from '#core';
import type { Command } from 'commander';
import { contextOf } from './command-context.ts';
import type { AddCommand } from './run-cli.ts';

interface BackendOptions {
  readonly host?: string;
  readonly port?: string;
  readonly reload?: true;
}

/** Starts the HTTP API alone, with these settings besides those of the environment. */
export type RunBackend = (settings: Readonly<Record<string, string>>) => Promise<void>;

/** `aichat backend`: the HTTP API without Discord. */
export function addBackendCommand(run: RunBackend): AddCommand {
  return (program) => {
    program
      .command('backend')
      .description('start the HTTP API alone, without Discord: chat, speech, models, logs')
      .option('--host <address>', 'where it listens (default: API_HOST, or localhost)')
      .option('--port <number>', 'the port; 0 takes a free one (default: API_PORT, or 8765)')
      .option('--reload', 'start anew whenever the source changes, for development')
      .action(async ({ host, port, reload }: BackendOptions, command: Command) => {
        const settings = {
          ...(host !== undefined && { API_HOST: host }),
          ...(port !== undefined && { API_PORT: port }),
        };
        if (reload) await runWatched(settings, contextOf(command).signal);
        else await run(settings);
        // What ends the backend ends the process.
        await new Promise<never>(() => undefined);
      });
  };
}

async function runWatched(settings: Readonly<Record<string, string>>, signal: AbortSignal): Promise<never> {
  const entry = process.argv[1] ?? '';
  const child = spawn(process.execPath, ['--watch', '--watch-preserve-output', entry, 'backend'], {
    env: { ...process.env, ...settings },
    stdio: 'inherit',
  });
  signal.addEventListener('abort', () => void child.kill('SIGTERM'), { once: true });
  const [code] = (await once(child, 'exit')) as [number | null];
  signal.throwIfAborted();
  throw new AppError('INTERNAL', { message: `The backend ended with code ${code}.` });
}
