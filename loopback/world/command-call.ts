import { AppError } from '#core';
import { numberField, objectsField, textField, type Json, type WireObject } from '../wire.ts';
import { OPTION_TYPES, type RegisteredCommand } from './commands.ts';

/** A file that is given to a command or posted. */
export interface UploadedFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** What an option can be given: text, a figure, a switch, a channel, member or role (by its id), or a file. */
export type OptionValue = string | number | boolean | { readonly id: string } | UploadedFile;

/** Options by name. */
export type OptionValues = Readonly<Record<string, OptionValue>>;

/** Finds what an option points at. */
export interface OptionResolver {
  channel(id: string): { readonly type: number; readonly payload: Json } | undefined;
  user(id: string): { readonly user: Json; readonly member: Json } | undefined;
  role(id: string): Json | undefined;
  /** Keeps a file; gives its id and its attachment object. */
  file(file: UploadedFile): { readonly id: string; readonly payload: Json };
}

/** How a command is called. */
export interface CommandCall {
  readonly command: RegisteredCommand;
  /** Subcommand group and subcommand, when the command has them. */
  readonly path: readonly string[];
  readonly values: OptionValues;
  /** The option that is being typed: its value is not checked, and required options may be missing. */
  readonly focused?: string;
}

interface Resolved {
  readonly users: Record<string, Json>;
  readonly members: Record<string, Json>;
  readonly channels: Record<string, Json>;
  readonly roles: Record<string, Json>;
  readonly attachments: Record<string, Json>;
}

const invalid = (message: string): AppError => new AppError('LOOPBACK_COMMAND_INVALID', { message });

/**
 * Builds an interaction's `data` as Discord does from what a member typed.
 *
 * @throws AppError LOOPBACK_COMMAND_INVALID when the options do not fit the command's definition.
 */
export function commandCallData(call: CommandCall, resolver: OptionResolver): Json {
  const resolved: Resolved = { users: {}, members: {}, channels: {}, roles: {}, attachments: {} };
  const { holder, wrap } = descend(call);
  const label = `/${[call.command.name, ...call.path].join(' ')}`;
  const definitions = objectsField(holder, 'options');
  const known = definitions.map((definition) => textField(definition, 'name') ?? '');
  for (const name of Object.keys(call.values)) {
    if (!known.includes(name)) {
      throw invalid(`${label} has no option "${name}"; it has: ${known.join(', ') || 'none'}.`);
    }
  }
  const options = definitions.flatMap((definition): Json[] => {
    const name = textField(definition, 'name') ?? '';
    const value = call.values[name];
    if (value === undefined) {
      if (definition['required'] === true && call.focused === undefined) {
        throw invalid(`${label} needs the option "${name}".`);
      }
      return [];
    }
    const type = numberField(definition, 'type') ?? 0;
    if (call.focused === name) return [{ name, type, value: value as Json, focused: true }];
    return [{ name, type, value: optionValue(definition, value, `${label} ${name}`, resolved, resolver) }];
  });
  return {
    id: call.command.id,
    name: call.command.name,
    type: 1,
    ...(call.command.guildId === undefined ? {} : { guild_id: call.command.guildId }),
    options: wrap(options),
    resolved: Object.fromEntries(
      Object.entries(resolved).filter(([, found]) => Object.keys(found).length > 0),
    ),
  };
}

/** Walks to the subcommand; `wrap` puts its options back into their nest. */
function descend(call: CommandCall): {
  readonly holder: WireObject;
  readonly wrap: (options: readonly Json[]) => Json[];
} {
  let holder: WireObject = { options: call.command.options };
  const nest: { readonly name: string; readonly type: number }[] = [];
  for (const name of call.path) {
    const inner = subcommandsOf(holder).find((option) => option['name'] === name);
    if (inner === undefined) throw missingSubcommand(call, holder);
    nest.push({ name, type: numberField(inner, 'type') ?? 0 });
    holder = inner;
  }
  if (subcommandsOf(holder).length > 0) throw missingSubcommand(call, holder);
  return {
    holder,
    wrap: (options) =>
      nest.reduceRight<Json[]>((inner, level) => [{ ...level, options: inner }], [...options]),
  };
}

function subcommandsOf(holder: WireObject): readonly WireObject[] {
  return objectsField(holder, 'options').filter(
    (option) => option['type'] === OPTION_TYPES.subcommand || option['type'] === OPTION_TYPES.subcommandGroup,
  );
}

function missingSubcommand(call: CommandCall, holder: WireObject): AppError {
  const names = subcommandsOf(holder).map((option) => textField(option, 'name') ?? '');
  const typed = `/${[call.command.name, ...call.path].join(' ')}`;
  return invalid(`${typed} is no complete command; its subcommands here: ${names.join(', ') || 'none'}.`);
}

function optionValue(
  definition: WireObject,
  value: OptionValue,
  label: string,
  resolved: Resolved,
  resolver: OptionResolver,
): Json {
  const id = typeof value === 'object' && 'id' in value ? value.id : typeof value === 'string' ? value : '';
  switch (definition['type']) {
    case OPTION_TYPES.string:
      return checkText(definition, value, label);
    case OPTION_TYPES.integer:
    case OPTION_TYPES.number:
      return checkNumber(definition, value, label);
    case OPTION_TYPES.boolean:
      if (typeof value !== 'boolean') throw invalid(`${label} must be true or false.`);
      return value;
    case OPTION_TYPES.user:
      return resolveUser(id, label, resolved, resolver);
    case OPTION_TYPES.channel:
      return resolveChannel(definition, id, label, resolved, resolver);
    case OPTION_TYPES.role:
      return resolveRole(id, label, resolved, resolver);
    case OPTION_TYPES.mentionable:
      return resolver.role(id) === undefined
        ? resolveUser(id, label, resolved, resolver)
        : resolveRole(id, label, resolved, resolver);
    case OPTION_TYPES.attachment: {
      if (typeof value !== 'object' || !('bytes' in value)) throw invalid(`${label} must be a file.`);
      const stored = resolver.file(value);
      resolved.attachments[stored.id] = stored.payload;
      return stored.id;
    }
    default:
      throw invalid(`${label} has the unknown type ${String(definition['type'])}.`);
  }
}

function checkText(definition: WireObject, value: OptionValue, label: string): string {
  if (typeof value !== 'string') throw invalid(`${label} must be text.`);
  const minimum = numberField(definition, 'min_length') ?? 0;
  const maximum = numberField(definition, 'max_length') ?? 6_000;
  if (value.length < minimum || value.length > maximum) {
    throw invalid(`${label} must have between ${minimum} and ${maximum} characters.`);
  }
  return checkChoice(definition, value, label);
}

function checkNumber(definition: WireObject, value: OptionValue, label: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(`${label} must be a number.`);
  if (definition['type'] === OPTION_TYPES.integer && !Number.isInteger(value)) {
    throw invalid(`${label} must be a whole number.`);
  }
  const minimum = numberField(definition, 'min_value') ?? -Infinity;
  const maximum = numberField(definition, 'max_value') ?? Infinity;
  if (value < minimum || value > maximum) {
    throw invalid(`${label} must be between ${minimum} and ${maximum}.`);
  }
  return checkChoice(definition, value, label);
}

function checkChoice<Value extends string | number>(
  definition: WireObject,
  value: Value,
  label: string,
): Value {
  const choices = objectsField(definition, 'choices');
  if (choices.length > 0 && !choices.some((choice) => choice['value'] === value)) {
    const allowed = choices.map((choice) => String(choice['value']));
    throw invalid(`${label} must be one of: ${allowed.join(', ')}.`);
  }
  return value;
}

function resolveUser(id: string, label: string, resolved: Resolved, resolver: OptionResolver): string {
  const found = resolver.user(id);
  if (found === undefined) throw invalid(`${label} must be a member of the guild.`);
  resolved.users[id] = found.user;
  resolved.members[id] = found.member;
  return id;
}

function resolveRole(id: string, label: string, resolved: Resolved, resolver: OptionResolver): string {
  const found = resolver.role(id);
  if (found === undefined) throw invalid(`${label} must be a role of the guild.`);
  resolved.roles[id] = found;
  return id;
}

function resolveChannel(
  definition: WireObject,
  id: string,
  label: string,
  resolved: Resolved,
  resolver: OptionResolver,
): string {
  const found = resolver.channel(id);
  if (found === undefined) throw invalid(`${label} must be a channel of the guild.`);
  const types = definition['channel_types'];
  if (Array.isArray(types) && types.length > 0 && !types.includes(found.type)) {
    throw invalid(`${label} must be a channel of another kind.`);
  }
  resolved.channels[id] = found.payload;
  return id;
}
