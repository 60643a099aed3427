import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api';
import * as app from '../src/store/schema/app.ts';
import * as events from '../src/store/schema/events.ts';

/** Every file of a folder of migrations, by its path in it. */
export type MigrationFiles = Readonly<Record<string, string>>;

/** Both databases, and what drizzle cannot say about them: SQL of its own. */
const DATABASES = {
  app: { schema: app, also: [] },
  events: { schema: events, also: ['src/store/schema/event-words.sql'] },
} as const;
export type DatabaseName = keyof typeof DATABASES;
export const DATABASE_NAMES = Object.keys(DATABASES) as DatabaseName[];

const TAG = '0000_initial';
/** Constant, so that the same schema always makes the same files. */
const WHEN_MS = Date.UTC(2026, 10, 22);
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Makes the one initial migration of a database from its schema. */
export async function makeInitialMigration(name: DatabaseName): Promise<MigrationFiles> {
  const { schema, also } = DATABASES[name];
  const empty = await generateSQLiteDrizzleJson({}, undefined);
  // Module loaders differ in the order in which they name what a module exports.
  const tables = Object.fromEntries(Object.entries(schema).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const made = { ...(await generateSQLiteDrizzleJson(tables, undefined)), id: NO_ID, prevId: NO_ID };
  const statements = [
    ...(await generateSQLiteMigration(empty, made)),
    ...also.map((path) => readFileSync(path, 'utf8')),
  ];
  const entry = { idx: 0, version: made.version, when: WHEN_MS, tag: TAG, breakpoints: true };
  const journal = { version: '7', dialect: 'sqlite', entries: [entry] };
  return {
    [`${TAG}.sql`]: `${statements.map((statement) => statement.trim()).join('\n--> statement-breakpoint\n')}\n`,
    'meta/_journal.json': `${JSON.stringify(journal, undefined, 2)}\n`,
    'meta/0000_snapshot.json': `${JSON.stringify(made, undefined, 2)}\n`,
  };
}

if (import.meta.main) {
  for (const name of DATABASE_NAMES) {
    const folder = join('migrations', name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'meta'), { recursive: true });
    for (const [path, text] of Object.entries(await makeInitialMigration(name))) {
      writeFileSync(join(folder, path), text);
    }
  }
  process.exit();
}
