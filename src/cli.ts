#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { AppError } from '#core';
import { addBackendCommand } from './cli/backend.ts';
import { addChatCommand } from './cli/chat.ts';
import { addDemoCommand } from './cli/demo.ts';
import { addDoctorCommand } from './cli/doctor.ts';
import { addDbCommand } from './cli/db.ts';
import { addLogsCommand } from './cli/logs.ts';
import { addModelsCommand } from './cli/models.ts';
import { EXIT_CODES, runCli, type AddCommand } from './cli/run-cli.ts';
import { addSayCommand } from './cli/say.ts';
import { addTrainingCommand } from './cli/training.ts';
import { addStartCommand } from './cli/start.ts';
import { addTokenCommand } from './cli/token.ts';
import { addTranscribeCommand } from './cli/transcribe.ts';
import { addVoicesCommand } from './cli/voices.ts';
import { addWebhooksCommand } from './cli/webhooks.ts';
import { loadConfig, loadLanguageModelSettings } from './config.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Everything that `aichat <command>` can do, in the order in which the help shows it. */
const commands: readonly AddCommand[] = [
  // The bot is loaded only when it is to be started.
  addStartCommand(async () => void (await import('./main.ts'))),
  addBackendCommand(async (settings) => {
    Object.assign(process.env, settings);
    const [{ runProcess }, { openBackend }] = await Promise.all([
      import('./parts/run-process.ts'),
      import('./parts/backend.ts'),
    ]);
    await runProcess(openBackend, { needsDiscord: false });
  }),
  addDoctorCommand(loadConfig),
  (program) => addModelsCommand(program, loadLanguageModelSettings),
  addVoicesCommand,
  addSayCommand,
  addTranscribeCommand,
  (program) => addChatCommand(program, loadLanguageModelSettings),
  addTrainingCommand,
  addTokenCommand,
  addWebhooksCommand,
  addDemoCommand,
  addLogsCommand,
  addDbCommand,
];

if (existsSync('.env')) process.loadEnvFile('.env');

const stopping = new AbortController();
function stop(): void {
  // Whoever presses Ctrl-C twice does not want to wait for the end of anything.
  if (stopping.signal.aborted) process.exit(EXIT_CODES.cancelled);
  stopping.abort(new AppError('CANCELLED', { message: 'The command was stopped.' }));
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
// A reader that has seen enough (`| head`) closes the pipe; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT_CODES.done);
  throw error;
});

process.exitCode = await runCli(
  process.argv.slice(2),
  { version, commands },
  {
    signal: stopping.signal,
    environment: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  },
);
