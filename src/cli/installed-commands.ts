import type { Command } from 'commander';
import type { Inspection, ModelStore, Removal } from '#models';
import { contextOf, type CliContext } from './command-context.ts';
import { openStore } from './open-store.ts';
import { removeInstalled } from './remove-installed.ts';
import { showInspections } from './show-inspection.ts';

/** What models and voices have in common once they are here. */
export interface InstalledKind {
  readonly noun: 'model' | 'voice';
  /** The command that fetches one of them. */
  readonly pullCommand: string;
  readonly folder: (store: ModelStore) => string;
  readonly names: (store: ModelStore) => Promise<readonly string[]>;
  readonly verify: (store: ModelStore, name: string, signal: AbortSignal) => Promise<Inspection>;
  readonly removable: (store: ModelStore, name: string) => Promise<readonly string[]>;
  readonly remove: (store: ModelStore, name: string, signal: AbortSignal) => Promise<Removal>;
}

/** Adds `verify` and `remove`. */
export function addInstalledCommands(parent: Command, kind: InstalledKind): void {
  addVerify(parent, kind);
  addRemove(parent, kind);
}

/** Looking at nothing is no failure, but whoever asked may be in the wrong folder. */
function tellNothingHere(folder: string, command: string, { stderr }: CliContext): void {
  stderr.write(`Nothing is in ${folder}. To fetch something: ${command}\n`);
}

function addVerify(parent: Command, kind: InstalledKind): void {
  parent
    .command('verify')
    .description(`compare the files of ${kind.noun}s with their digests`)
    .argument('[names...]', 'all that are here when left out')
    .option('--json', 'for programs')
    .action(async (names: string[], options: { json?: true }, command: Command) => {
      const context = contextOf(command);
      const store = openStore(context);
      const asked = names.length > 0 ? names : await kind.names(store);
      if (asked.length === 0) tellNothingHere(kind.folder(store), kind.pullCommand, context);
      const found = [];
      for (const name of asked) found.push(await kind.verify(store, name, context.signal));
      showInspections(found, options.json === true, context);
    });
}

function addRemove(parent: Command, kind: InstalledKind): void {
  parent
    .command('remove')
    .description(`delete the files of a ${kind.noun} that aichat fetched`)
    .argument('<name>')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'for programs')
    .action(async (name: string, options: { yes?: true; json?: true }, command: Command) => {
      const context = contextOf(command);
      const store = openStore(context);
      await removeInstalled(
        {
          name,
          yes: options.yes === true,
          json: options.json === true,
          files: () => kind.removable(store, name),
          remove: () => kind.remove(store, name, context.signal),
        },
        context,
      );
    });
}
