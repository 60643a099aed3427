import { openDatabase, type DatabaseName, type OpenDatabase } from '#store';
import type { CliContext } from './command-context.ts';

const DEFAULT_DATA_FOLDER = 'data';

/** Where the bot keeps its data. */
export function dataFolderOf({ environment }: Pick<CliContext, 'environment'>): string {
  return environment['DATA_FOLDER']?.trim() || DEFAULT_DATA_FOLDER;
}

/** Opens a database of the data folder that the bot uses as well; the caller closes it. */
export function openDataOf({ environment }: CliContext, name: DatabaseName): OpenDatabase & Disposable {
  const database = openDatabase(dataFolderOf({ environment }), name);
  return { ...database, [Symbol.dispose]: () => database.close() };
}
