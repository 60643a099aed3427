import type { AddCommand } from './run-cli.ts';

/** `aichat start`: the bot itself, until it is stopped. @param run - the same as `npm start`. */
export function addStartCommand(run: () => Promise<void>): AddCommand {
  return (program) => {
    program
      .command('start')
      .description('start the bot; Ctrl-C leaves its calls and stops it')
      // What ends the bot ends the process.
      .action(() => run().then(() => new Promise<never>(() => undefined)));
  };
}
