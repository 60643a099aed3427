import type { Command } from 'commander';
import { backUpDatabases, checkDatabases, restoreDatabase } from '#store';
import { contextOf } from './command-context.ts';
import { dataFolderOf } from './open-data.ts';
import { askYesNo, printJson } from './print.ts';

/** `aichat db`: copies of the databases. */
export function addDbCommand(program: Command): void {
  const db = program.command('db').description('copy, restore and check the databases (DATA_FOLDER)');
  addBackup(db);
  addRestore(db);
  addCheck(db);
}

function addBackup(db: Command): void {
  db.command('backup')
    .description('copy both databases, also while the bot runs')
    .argument('[folder]', 'where to; backups in the data folder when left out')
    .option('--json', 'for programs')
    .action((folder: string | undefined, { json }: { json?: true }, command: Command) => {
      const context = contextOf(command);
      const copies = backUpDatabases(dataFolderOf(context), folder);
      if (json) return printJson(context.stdout, copies);
      for (const { path } of copies) context.stdout.write(`${path}\n`);
    });
}

function addRestore(db: Command): void {
  db.command('restore')
    .description('put a copy in its place; the bot must not run, and what is there now is kept')
    .argument('<file>', 'as `aichat db backup` made it')
    .option('-y, --yes', 'without asking')
    .option('--json', 'for programs')
    .action(async (file: string, { yes, json }: { yes?: true; json?: true }, command: Command) => {
      const context = contextOf(command);
      const folder = dataFolderOf(context);
      if (!yes && !(await askYesNo(`Replace the database in ${folder} by ${file}?`, context))) {
        context.stderr.write('Nothing was changed.\n');
        return;
      }
      const restored = restoreDatabase(folder, file);
      if (json) return printJson(context.stdout, restored);
      const before =
        restored.previousPath === undefined ? '' : `; what was there is ${restored.previousPath}`;
      context.stdout.write(`${restored.path} is restored${before}.\n`);
    });
}

function addCheck(db: Command): void {
  db.command('check')
    .description('look whether the databases are sound')
    .option('--json', 'for programs')
    .action(({ json }: { json?: true }, command: Command) => {
      const context = contextOf(command);
      const checked = checkDatabases(dataFolderOf(context));
      if (json) return printJson(context.stdout, checked);
      for (const { path } of checked) context.stdout.write(`${path} is sound.\n`);
    });
}
