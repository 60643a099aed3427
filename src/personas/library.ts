import { randomUUID } from 'node:crypto';
import { UserError } from '#core';
import type { PersonaRepository, PersonaRow } from '#store';
import { builtInPersonas, defaultPersona, isBuiltIn } from './built-in.ts';
import { toCard, type Card } from './cards/card.ts';
import { editCard } from './cards/edit-card.ts';
import { parseCardJson } from './cards/json.ts';
import { createPersona, type Persona } from './persona.ts';

/** Personas that one server may have. */
const MAX_PERSONAS = 100;
/** Personas that were read lately and are kept ready. */
const MAX_KNOWN = 32;

/** A persona and where it comes from. */
export interface LibraryPersona {
  readonly persona: Persona;
  /** Who can change it: nobody, the owner at the command line, the server. */
  readonly owner: 'built-in' | 'everywhere' | 'server';
  /** A PNG file. */
  readonly picture: Uint8Array | undefined;
  readonly createdBy: string;
  readonly updatedAtMs: number;
}

/** A line of a list. */
export interface PersonaEntry {
  readonly id: string;
  readonly name: string;
  readonly owner: LibraryPersona['owner'];
}

/** A persona that is to be added. */
export interface NewPersona {
  /** Empty for one that every server has. */
  readonly guildId: string;
  readonly card: Card;
  readonly picture?: Uint8Array | undefined;
  readonly createdBy: string;
  /** Another name than the card's own. */
  readonly name?: string | undefined;
  /** Takes the place of the server's persona of that name. */
  readonly replace?: boolean;
}

/** Where a persona speaks: in one channel, or wherever nothing else is chosen. */
export interface PersonaPlace {
  readonly guildId: string;
  readonly channelId?: string | undefined;
}

/** The personas of all servers: those that come along, and those that people made. */
export interface PersonaLibrary {
  list(guildId: string): readonly PersonaEntry[];
  /** By name, whatever its case; the server's own before those of everybody. @throws UserError `PERSONA_UNKNOWN`. */
  find(guildId: string, name: string): LibraryPersona;
  has(id: string): boolean;
  /** @throws UserError `PERSONA_UNKNOWN`. */
  get(id: string): LibraryPersona;
  /** @throws UserError `PERSONA_EXISTS`, `PERSONA_LIMIT`. */
  add(persona: NewPersona): LibraryPersona;
  /** @throws UserError `PERSONA_BUILT_IN`, `PERSONA_EXISTS`, `PERSONA_UNKNOWN`. */
  change(id: string, card: Card): LibraryPersona;
  /** @throws UserError `PERSONA_BUILT_IN`, `PERSONA_UNKNOWN`. */
  remove(id: string): void;
  /** Who speaks there: as the channel chose, else the server, else Mira. */
  inForce(place: PersonaPlace): LibraryPersona;
  /** What was chosen for exactly that place. */
  chosen(place: PersonaPlace): string | undefined;
  /** @param id - undefined: nothing is chosen there any more. */
  choose(place: PersonaPlace, id: string | undefined): void;
}

/** @param nowMs - the time of day. */
export function createPersonaLibrary(
  repository: PersonaRepository,
  nowMs: () => number = Date.now,
): PersonaLibrary {
  const known = new Map<string, LibraryPersona>();
  const builtIn = new Map([...builtInPersonas, defaultPersona].map((one) => [one.id, comesAlong(one)]));

  const fromRow = (row: PersonaRow): LibraryPersona => {
    const ready = known.get(row.id);
    if (ready?.updatedAtMs === row.updatedAtMs) return ready;
    const persona = createPersona(row.id, toCard(parseCardJson(row.card)));
    const read: LibraryPersona = {
      persona,
      owner: row.guildId === '' ? 'everywhere' : 'server',
      picture: row.picture ?? undefined,
      createdBy: row.createdBy,
      updatedAtMs: row.updatedAtMs,
    };
    known.delete(row.id);
    known.set(row.id, read);
    for (const id of known.keys()) if (known.size > MAX_KNOWN) known.delete(id);
    return read;
  };
  const rowOf = (id: string): PersonaRow => {
    if (builtIn.has(id) || isBuiltIn(id)) {
      throw new UserError('PERSONA_BUILT_IN', {
        message: 'This persona comes with aichat: it stays as it is.',
      });
    }
    const row = repository.get(id);
    if (!row) throw unknownPersona(undefined);
    return row;
  };
  const get = (id: string): LibraryPersona => builtIn.get(id) ?? fromRow(rowOf(id));
  const assertFree = (guildId: string, name: string, except?: string): void => {
    const other = repository.find(guildId, name);
    if (!other || other.id === except) return;
    throw new UserError('PERSONA_EXISTS', { message: `There is a persona called ${other.name} already.` });
  };
  /** A time that no earlier version of the persona has. */
  const stamp = (before = 0): number => Math.max(nowMs(), before + 1);

  return {
    has: (id) => builtIn.has(id) || repository.get(id) !== undefined,
    get,
    list(guildId) {
      const own = repository.list(guildId).map(({ id, name, guildId: owner }): PersonaEntry => ({
        id,
        name,
        owner: owner === '' ? 'everywhere' : 'server',
      }));
      const along = builtInPersonas.map(({ id, name }): PersonaEntry => ({ id, name, owner: 'built-in' }));
      return [...own, ...along];
    },
    find(guildId, name) {
      const row = repository.find(guildId, name) ?? repository.find('', name);
      if (row) return fromRow(row);
      const wanted = name.trim().toLowerCase();
      const found = builtInPersonas.find((one) =>
        [one.name, one.card.fields.nickname].some((called) => called.toLowerCase() === wanted),
      );
      if (found) return comesAlong(found);
      throw unknownPersona(name);
    },
    add({ guildId, card, picture, createdBy, name, replace = false }) {
      const named =
        name === undefined || name.trim() === '' ? card : editCard(card, { name: name.trim() }, nowMs());
      const old = replace ? repository.find(guildId, named.fields.name) : undefined;
      if (!old) assertFree(guildId, named.fields.name);
      if (!old && repository.count(guildId) >= MAX_PERSONAS) {
        throw new UserError('PERSONA_LIMIT', { message: `A server can have ${MAX_PERSONAS} personas.` });
      }
      const row: PersonaRow = {
        id: old?.id ?? randomUUID(),
        guildId,
        name: named.fields.name,
        card: JSON.stringify(named.document),
        picture: picture ?? null,
        createdBy,
        createdAtMs: old?.createdAtMs ?? nowMs(),
        updatedAtMs: stamp(old?.updatedAtMs),
      };
      repository.save(row);
      return fromRow(row);
    },
    change(id, card) {
      const old = rowOf(id);
      assertFree(old.guildId, card.fields.name, id);
      const row = {
        ...old,
        name: card.fields.name,
        card: JSON.stringify(card.document),
        updatedAtMs: stamp(old.updatedAtMs),
      };
      repository.save(row);
      return fromRow(row);
    },
    remove(id) {
      repository.remove(rowOf(id).id);
      known.delete(id);
    },
    inForce({ guildId, channelId }) {
      const ids = [...(channelId === undefined ? [] : [channelId]), ''].map((channel) =>
        repository.choice(guildId, channel),
      );
      // One that came along once may be gone in a later version: then nothing is chosen.
      const id = ids.find(
        (one) => one !== undefined && (builtIn.has(one) || repository.get(one) !== undefined),
      );
      return get(id ?? defaultPersona.id);
    },
    chosen: ({ guildId, channelId = '' }) => repository.choice(guildId, channelId),
    choose: ({ guildId, channelId = '' }, id) => repository.choose(guildId, channelId, id),
  };
}

function comesAlong(persona: Persona): LibraryPersona {
  return { persona, owner: 'built-in', picture: undefined, createdBy: '', updatedAtMs: 0 };
}

function unknownPersona(name: string | undefined): UserError {
  const called = name === undefined ? '' : ` called ${name.slice(0, 100)}`;
  return new UserError('PERSONA_UNKNOWN', { message: `There is no persona${called}.` });
}
