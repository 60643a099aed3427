import { AppError } from '#core';
import { textField } from '../wire.ts';
import { awaitAnswer, awaitFirstResponse, type AnswerWait, type CommandAnswer } from './answer.ts';
import { beginInteraction, defaultChannel } from './begin-interaction.ts';
import type { LoopbackChannel } from './channel.ts';
import { commandCallData, type OptionResolver, type OptionValues } from './command-call.ts';
import type { RegisteredCommand } from './commands.ts';
import type { WorldContext } from './context.ts';
import type { Interaction } from './interactions.ts';
import type { LoopbackMember } from './member.ts';
import { attachmentPayload } from './message.ts';
import { hasPermissions, PERMISSION_BITS } from './permissions.ts';
import { rolePayload } from './role.ts';
import { userPayload } from './user.ts';

/** How a slash command is used. */
export interface RunOptions extends AnswerWait {
  readonly options?: OptionValues;
  /** Where; the guild's first text channel when absent. */
  readonly in?: LoopbackChannel;
}

/** What is being typed into an option. */
export interface AutocompleteRequest {
  readonly focused: string;
  readonly value: string | number;
  /** Options that have been filled in already. */
  readonly options?: OptionValues;
  readonly in?: LoopbackChannel;
  readonly signal?: AbortSignal;
}

/** A proposal for an option. */
export interface Choice {
  readonly name: string;
  readonly value: string | number;
}

/** Uses a slash command and waits for the answer. @throws AppError, see LoopbackMember.run. */
export async function runCommand(
  world: WorldContext,
  member: LoopbackMember,
  typed: string,
  options: RunOptions,
): Promise<CommandAnswer> {
  const values = options.options ?? {};
  return awaitAnswer(
    beginCommand(world, member, typed, { kind: 'command', values, in: options.in }),
    options,
  );
}

/** Asks for proposals while an option is typed. @throws AppError, see LoopbackMember.run. */
export async function autocompleteCommand(
  world: WorldContext,
  member: LoopbackMember,
  typed: string,
  request: AutocompleteRequest,
): Promise<readonly Choice[]> {
  const { focused } = request;
  const interaction = beginCommand(world, member, typed, {
    kind: 'autocomplete',
    values: { ...request.options, [focused]: request.value },
    focused,
    in: request.in,
  });
  const { commandName } = interaction;
  const step = await awaitFirstResponse(interaction, `/${commandName} ${request.focused}`, request.signal);
  if (step.kind !== 'choices') {
    throw new AppError('LOOPBACK_UNANSWERED', {
      message: `The bot answered the autocompletion of /${commandName} with ${step.kind}.`,
    });
  }
  return step.choices.map((choice) => ({
    name: textField(choice, 'name') ?? '',
    value: choice['value'] as string | number,
  }));
}

function beginCommand(
  world: WorldContext,
  member: LoopbackMember,
  typed: string,
  use: {
    readonly kind: 'command' | 'autocomplete';
    readonly values: OptionValues;
    readonly focused?: string;
    readonly in: LoopbackChannel | undefined;
  },
): Interaction {
  const { kind, values, focused } = use;
  const { command, path } = findCommand(world, member, typed);
  const channel = use.in ?? defaultChannel(member);
  checkMayUse(member, command, channel);
  const call = { command, path, values, ...(focused !== undefined && { focused }) };
  const data = commandCallData(call, optionResolver(world, member));
  const commandName = [command.name, ...path].join(' ');
  return beginInteraction(world, member, data, { kind, user: member.user, channel, commandName });
}

function findCommand(
  world: WorldContext,
  member: LoopbackMember,
  typed: string,
): { readonly command: RegisteredCommand; readonly path: readonly string[] } {
  const [name = '', ...path] = typed.replace(/^\//, '').trim().split(/\s+/);
  const command = world.commands.find(name, member.guild.id);
  if (command !== undefined) return { command, path };
  const names = world.commands.all().map((known) => `/${known.name}`);
  throw new AppError('LOOPBACK_COMMAND_UNKNOWN', {
    message: `There is no command /${name}; the bot registered: ${names.join(', ') || 'none'}.`,
  });
}

function checkMayUse(member: LoopbackMember, command: RegisteredCommand, channel: LoopbackChannel): void {
  const bits = member.guild.permissionsOf(member, channel);
  const needed = command.defaultMemberPermissions;
  const isAdministrator = hasPermissions(bits, 'Administrator');
  if (!isAdministrator && !hasPermissions(bits, 'ViewChannel', 'UseApplicationCommands')) {
    throw forbidden(member, command, `ViewChannel and UseApplicationCommands in #${channel.name}`);
  }
  if (needed === undefined || isAdministrator || (needed !== 0n && (bits & needed) === needed)) return;
  const names = Object.entries(PERMISSION_BITS).flatMap(([name, bit]) =>
    (needed & bit) === 0n ? [] : [name],
  );
  throw forbidden(member, command, names.join(', ') || 'Administrator');
}

function forbidden(member: LoopbackMember, command: RegisteredCommand, needed: string): AppError {
  return new AppError('LOOPBACK_COMMAND_FORBIDDEN', {
    message: `${member.name} may not use /${command.name}: it needs ${needed}.`,
  });
}

function optionResolver(world: WorldContext, member: LoopbackMember): OptionResolver {
  const { guild } = member;
  return {
    channel(id) {
      const channel = guild.channel(id);
      if (channel === undefined) return undefined;
      const permissions = guild.permissionsOf(member, channel).toString();
      return { type: channel.kind === 'voice' ? 2 : 0, payload: { ...channel.payload(), permissions } };
    },
    user(id) {
      const found = guild.member(id);
      if (found === undefined) return undefined;
      const { user: _user, ...rest } = found.payload();
      const permissions = guild.permissionsOf(found).toString();
      return { user: userPayload(found.user), member: { ...rest, permissions } };
    },
    role(id) {
      const role = guild.role(id);
      return role === undefined ? undefined : rolePayload(role);
    },
    file(file) {
      const stored = world.files.add(file);
      return { id: stored.id, payload: attachmentPayload(stored) };
    },
  };
}
