import { and, asc, count, eq, inArray } from 'drizzle-orm';
import type { OpenDatabase } from './connection.ts';
import { personaChoices, personas } from './schema/persona.ts';

/** A persona as it is kept. */
export interface PersonaRow {
  readonly id: string;
  /** Empty for one that every server has. */
  readonly guildId: string;
  readonly name: string;
  /** JSON. */
  readonly card: string;
  readonly picture: Uint8Array | null;
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** Where a persona was chosen. */
export interface PersonaChoice {
  readonly guildId: string;
  /** Empty for the whole server. */
  readonly channelId: string;
  readonly personaId: string;
}

/** Personas and where they were chosen. */
export interface PersonaRepository {
  /** Those of a server and those that every server has, by name, without their pictures. */
  list(guildId: string): readonly Omit<PersonaRow, 'picture'>[];
  get(id: string): PersonaRow | undefined;
  /** The server's own persona of that name, whatever its case. */
  find(guildId: string, name: string): PersonaRow | undefined;
  count(guildId: string): number;
  /** Adds it, or changes the one with its id. */
  save(row: PersonaRow): void;
  /** Removes it from where it was chosen, too. */
  remove(id: string): void;
  choice(guildId: string, channelId: string): string | undefined;
  /** Chooses it, or nothing. */
  choose(guildId: string, channelId: string, personaId: string | undefined): void;
  choicesIn(guildId: string): readonly PersonaChoice[];
}

const at = (guildId: string, channelId: string) =>
  and(eq(personaChoices.guildId, guildId), eq(personaChoices.channelId, channelId));

/** @param database - the app database. */
export function createPersonaRepository({ orm, sqlite }: OpenDatabase): PersonaRepository {
  const { picture: _picture, nameKey: _nameKey, ...listed } = columnsOf();
  const whole = { ...listed, picture: personas.picture };
  return {
    list: (guildId) =>
      orm
        .select(listed)
        .from(personas)
        .where(inArray(personas.guildId, [guildId, '']))
        .orderBy(asc(personas.nameKey), asc(personas.guildId))
        .all(),
    get: (id) => orm.select(whole).from(personas).where(eq(personas.id, id)).get(),
    find: (guildId, name) =>
      orm
        .select(whole)
        .from(personas)
        .where(and(eq(personas.guildId, guildId), eq(personas.nameKey, keyOf(name))))
        .get(),
    count: (guildId) =>
      orm.select({ rows: count() }).from(personas).where(eq(personas.guildId, guildId)).get()?.rows ?? 0,
    save(row) {
      const values = {
        ...row,
        nameKey: keyOf(row.name),
        picture: row.picture && Buffer.from(row.picture),
      };
      orm.insert(personas).values(values).onConflictDoUpdate({ target: personas.id, set: values }).run();
    },
    remove(id) {
      sqlite
        .transaction(() => {
          orm.delete(personaChoices).where(eq(personaChoices.personaId, id)).run();
          orm.delete(personas).where(eq(personas.id, id)).run();
        })
        .immediate();
    },
    choice: (guildId, channelId) =>
      orm.select().from(personaChoices).where(at(guildId, channelId)).get()?.personaId,
    choose(guildId, channelId, personaId) {
      if (personaId === undefined) {
        orm.delete(personaChoices).where(at(guildId, channelId)).run();
        return;
      }
      orm
        .insert(personaChoices)
        .values({ guildId, channelId, personaId })
        .onConflictDoUpdate({
          target: [personaChoices.guildId, personaChoices.channelId],
          set: { personaId },
        })
        .run();
    },
    choicesIn: (guildId) =>
      orm.select().from(personaChoices).where(eq(personaChoices.guildId, guildId)).all(),
  };
}

function columnsOf() {
  const { id, guildId, name, nameKey, card, picture, createdBy, createdAtMs, updatedAtMs } = personas;
  return { id, guildId, name, nameKey, card, picture, createdBy, createdAtMs, updatedAtMs };
}

/** The same for two names that differ in case or in blanks only. */
const keyOf = (name: string): string => name.normalize('NFKC').trim().replaceAll(/\s+/gu, ' ').toLowerCase();
