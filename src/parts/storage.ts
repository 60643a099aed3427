import { openDatabase, type OpenDatabase } from '#store';

/** Where everything that lasts is kept. */
export interface Storage {
  /** What must last: settings, conversations, webhooks. One repository for each kind of thing. */
  readonly app: OpenDatabase;
  /** What happened. */
  readonly events: OpenDatabase;
}

/**
 * Opens the databases of a data folder; `parts` closes them.
 *
 * @throws AppError `STORE_…` when one cannot be used by this version.
 */
export function openStorage(dataFolder: string, parts: AsyncDisposableStack): Storage {
  const open = (name: 'app' | 'events'): OpenDatabase =>
    parts.adopt(openDatabase(dataFolder, name), (database) => database.close());
  return { app: open('app'), events: open('events') };
}
