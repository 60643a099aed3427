import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openConnection, type OpenDatabase } from './connection.ts';
import { migrateDatabase, type MigrationReport } from './migrate.ts';

const migrationsOf = (name: string): string =>
  fileURLToPath(new URL(`../../migrations/${name}`, import.meta.url));

/** Both databases and where they come from: one for what must last, one for what happened. */
export const DATABASE_FILES = {
  app: { file: 'aichat.db', synchronous: 'full', migrationsFolder: migrationsOf('app') },
  events: { file: 'events.db', synchronous: 'normal', migrationsFolder: migrationsOf('events') },
} as const;
export type DatabaseName = keyof typeof DATABASE_FILES;

/** The path of a database below the data folder. */
export function databasePath(dataFolder: string, name: DatabaseName): string {
  return join(dataFolder, DATABASE_FILES[name].file);
}

/** Where copies of the databases are kept. */
export function backupFolderOf(dataFolder: string): string {
  return join(dataFolder, 'backups');
}

/**
 * Opens a database of a data folder and brings it to the schema of this program.
 *
 * @throws AppError what `openConnection` and `migrateDatabase` throw; nothing is left open then.
 */
export function openDatabase(
  dataFolder: string,
  name: DatabaseName,
  onMigrated: (report: MigrationReport) => void = () => undefined,
): OpenDatabase {
  const { synchronous, migrationsFolder } = DATABASE_FILES[name];
  const database = openConnection({ path: databasePath(dataFolder, name), synchronous });
  try {
    const report = migrateDatabase(database, { migrationsFolder, backupFolder: backupFolderOf(dataFolder) });
    if (report.applied > 0) onMigrated(report);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
