import type { Command } from 'commander';
import { AppError } from '#core';

/** Where a command writes. Results go to `stdout`; progress, hints and errors go to `stderr`. */
export interface CliStream {
  write(text: string): unknown;
  /** True when a person looks at it. */
  readonly isTTY?: boolean | undefined;
}

/** What every command is given besides its arguments. */
export interface CliContext {
  /** Aborts with `CANCELLED` on the first Ctrl-C and when the process is asked to end. */
  readonly signal: AbortSignal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined };
  readonly stdout: CliStream;
  readonly stderr: CliStream;
}

const contexts = new WeakMap<Command, CliContext>();

/** Gives the whole program its context; {@link contextOf} finds it from every command below. */
export function setContext(program: Command, context: CliContext): void {
  contexts.set(program, context);
}

/**
 * The context of the program that a command belongs to. An action gets its command as the last argument.
 *
 * @throws AppError `INTERNAL` when the program was given none.
 */
export function contextOf(command: Command): CliContext {
  for (let at: Command | null = command; at !== null; at = at.parent) {
    const context = contexts.get(at);
    if (context) return context;
  }
  throw new AppError('INTERNAL', { message: `The command ${command.name()} belongs to no program.` });
}
