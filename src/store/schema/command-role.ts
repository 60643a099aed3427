import { primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Roles that a server let use a command; a command without rows is as it comes. */
export const commandRoles = sqliteTable(
  'command_roles',
  {
    guildId: text('guild_id').notNull(),
    /** The command, and its subcommand where it has one: `model use`. */
    path: text().notNull(),
    roleId: text('role_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.guildId, table.path, table.roleId] })],
);
