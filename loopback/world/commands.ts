import type { IdSource } from '../ids.ts';
import { objectsField, scalarField, textField, type Json, type WireObject } from '../wire.ts';

/** The types of a slash command's options. */
export const OPTION_TYPES = {
  subcommand: 1,
  subcommandGroup: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
} as const;

/** A command that the bot registered. */
export interface RegisteredCommand {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** 1 slash command, 2 user, 3 message. */
  readonly type: number;
  /** For one guild only; `undefined` for all. */
  readonly guildId: string | undefined;
  /** Permissions that a member needs by default; `undefined` for none, 0n for administrators only. */
  readonly defaultMemberPermissions: bigint | undefined;
  readonly options: readonly WireObject[];
  /** The whole command object as Discord sends it. */
  readonly payload: { readonly [key: string]: Json };
}

/** The commands of the application, global and per guild. */
export class CommandRegistry {
  readonly #ids: IdSource;
  readonly #applicationId: string;
  /** By scope: the guild's id, or '' for global ones. */
  readonly #scopes = new Map<string, Map<string, RegisteredCommand>>();

  constructor(ids: IdSource, applicationId: string) {
    this.#ids = ids;
    this.#applicationId = applicationId;
  }

  /** True once the bot registered anything, an empty list too. */
  get registered(): boolean {
    return this.#scopes.size > 0;
  }

  /** Every registered command, global ones first. */
  all(): readonly RegisteredCommand[] {
    return [...this.#scopes.entries()]
      .toSorted(([left], [right]) => left.localeCompare(right))
      .flatMap(([, commands]) => [...commands.values()]);
  }

  inScope(guildId: string | undefined): readonly RegisteredCommand[] {
    return [...(this.#scopes.get(guildId ?? '')?.values() ?? [])];
  }

  /** The command that a member of the guild gets under this name; the guild's own comes first. */
  find(name: string, guildId: string): RegisteredCommand | undefined {
    const named = (scope: string | undefined): RegisteredCommand | undefined =>
      this.inScope(scope).find((command) => command.name === name && command.type === 1);
    return named(guildId) ?? named(undefined);
  }

  byId(id: string): RegisteredCommand | undefined {
    return this.all().find((command) => command.id === id);
  }

  /** Puts these commands in the place of all others of the scope; ids of those that stay are kept. */
  replaceAll(guildId: string | undefined, definitions: readonly WireObject[]): readonly RegisteredCommand[] {
    const before = this.inScope(guildId);
    const made = definitions.map((definition) => this.#make(guildId, definition, before));
    this.#scopes.set(guildId ?? '', new Map(made.map((command) => [command.id, command])));
    return made;
  }

  /** Adds one command, or puts it in the place of the one with the same name. */
  upsert(guildId: string | undefined, definition: WireObject): RegisteredCommand {
    const command = this.#make(guildId, definition, this.inScope(guildId));
    const scope = this.#scopes.get(guildId ?? '') ?? new Map<string, RegisteredCommand>();
    scope.set(command.id, command);
    this.#scopes.set(guildId ?? '', scope);
    return command;
  }

  remove(id: string): boolean {
    return [...this.#scopes.values()].some((commands) => commands.delete(id));
  }

  #make(
    guildId: string | undefined,
    definition: WireObject,
    before: readonly RegisteredCommand[],
  ): RegisteredCommand {
    const name = textField(definition, 'name') ?? '';
    const type = typeof definition['type'] === 'number' ? definition['type'] : 1;
    const known = before.find((command) => command.name === name && command.type === type);
    const id = known?.id ?? this.#ids();
    const permissions = scalarField(definition, 'default_member_permissions');
    return {
      id,
      name,
      description: textField(definition, 'description') ?? '',
      type,
      guildId,
      defaultMemberPermissions: permissions === undefined ? undefined : BigInt(permissions),
      options: objectsField(definition, 'options'),
      payload: {
        ...(definition as { readonly [key: string]: Json }),
        id,
        type,
        application_id: this.#applicationId,
        version: this.#ids(),
        ...(guildId === undefined ? {} : { guild_id: guildId }),
        default_member_permissions: permissions ?? null,
        nsfw: definition['nsfw'] === true,
        dm_permission: definition['dm_permission'] !== false,
      },
    };
  }
}
