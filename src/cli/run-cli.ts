import { Command, CommanderError } from 'commander';
import { ERROR_CODES, toAppError, type AppError } from '#core';
import { setContext, type CliContext } from './command-context.ts';

/** How `aichat` ends. */
export const EXIT_CODES = { done: 0, failed: 1, usage: 2, cancelled: 130 } as const;

/** Adds one command with its arguments, options and action to the program. */
export type AddCommand = (program: Command) => void;

/** What the program is made from. */
export interface CliProgram {
  readonly version: string;
  readonly commands: readonly AddCommand[];
}

const DESCRIPTION = `A self-hosted voice companion for Discord.

Something does not work? "aichat doctor" looks at everything that may be wrong and says how to mend it.`;

const FOOTER = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped with Ctrl-C.
Results are written to the standard output; progress and errors to the standard error output.
DEBUG=true adds where an error comes from.`;

/**
 * Runs one command line.
 *
 * @param words - what stands after `aichat`.
 * @returns the exit code; every failure has been told on `stderr`, in one message.
 */
export async function runCli(
  words: readonly string[],
  { version, commands }: CliProgram,
  context: CliContext,
): Promise<number> {
  const program = new Command('aichat')
    .description(DESCRIPTION)
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show what a command does and its options')
    .helpCommand('help [command]', 'show what a command does and its options')
    .showHelpAfterError('(--help shows what is possible)')
    .addHelpText('after', FOOTER)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
    });
  setContext(program, context);
  for (const addCommand of commands) addCommand(program);
  if (words.length === 0) {
    program.outputHelp({ error: true });
    return EXIT_CODES.usage;
  }
  try {
    await program.parseAsync(words, { from: 'user' });
    return EXIT_CODES.done;
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      return thrown.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.usage;
    }
    return tell(toAppError(thrown), context);
  }
}

function tell(error: AppError, { signal, environment, stderr }: CliContext): number {
  if (signal.aborted && (error.code === 'CANCELLED' || error.cause === signal.reason)) {
    stderr.write('Stopped.\n');
    return EXIT_CODES.cancelled;
  }
  stderr.write(`${error.code}: ${error.message}\n${ERROR_CODES[error.code].action}\n`);
  if (/^(?:1|true|yes|on)$/iu.test(environment['DEBUG'] ?? '')) stderr.write(`${stackOf(error)}\n`);
  return error.code === 'USAGE_INVALID' ? EXIT_CODES.usage : EXIT_CODES.failed;
}

function stackOf(error: Error): string {
  const stack = error.stack ?? String(error);
  return error.cause instanceof Error ? `${stack}\nCaused by ${stackOf(error.cause)}` : stack;
}
