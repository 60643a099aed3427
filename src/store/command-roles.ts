import { and, eq } from 'drizzle-orm';
import type { OpenDatabase } from './connection.ts';
import { commandRoles } from './schema/command-role.ts';

/** A command and the roles that a server lets use it. */
export interface ChosenRoles {
  readonly path: string;
  readonly roleIds: readonly string[];
}

/** Which roles of a server may use which command. */
export interface CommandRolesRepository {
  /** @param path - `logs`, `model use`. @returns `undefined` where nothing was chosen. */
  rolesFor(guildId: string, path: string): readonly string[] | undefined;
  /** Every command of a server for which roles were chosen. */
  all(guildId: string): readonly ChosenRoles[];
  allow(guildId: string, path: string, roleId: string): void;
  /** @returns whether there was something to take back. */
  takeBack(guildId: string, path: string, roleId: string): boolean;
  /** The command is as it comes again. @returns whether there was something to forget. */
  forget(guildId: string, path: string): boolean;
}

/** @param database - the app database. */
export function createCommandRolesRepository({ orm }: OpenDatabase): CommandRolesRepository {
  const { guildId: guild, path: command, roleId: role } = commandRoles;
  return {
    rolesFor(guildId, path) {
      const rows = orm
        .select({ roleId: role })
        .from(commandRoles)
        .where(and(eq(guild, guildId), eq(command, path)))
        .all();
      return rows.length === 0 ? undefined : rows.map(({ roleId }) => roleId);
    },
    all(guildId) {
      const rows = orm.select().from(commandRoles).where(eq(guild, guildId)).orderBy(command, role).all();
      const byPath = Map.groupBy(rows, ({ path }) => path);
      return [...byPath].map(([path, chosen]) => ({ path, roleIds: chosen.map(({ roleId }) => roleId) }));
    },
    allow(guildId, path, roleId) {
      orm.insert(commandRoles).values({ guildId, path, roleId }).onConflictDoNothing().run();
    },
    takeBack(guildId, path, roleId) {
      const which = and(eq(guild, guildId), eq(command, path), eq(role, roleId));
      return orm.delete(commandRoles).where(which).run().changes > 0;
    },
    forget(guildId, path) {
      return (
        orm
          .delete(commandRoles)
          .where(and(eq(guild, guildId), eq(command, path)))
          .run().changes > 0
      );
    },
  };
}
