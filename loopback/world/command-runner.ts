import { AppError } from '#core';
import { objectsField, textField, type Json, type WireObject } from '../wire.ts';
import { awaitAnswer, awaitFirstResponse, type AnswerWait, type CommandAnswer } from './answer.ts';
import type { LoopbackChannel } from './channel.ts';
import { commandCallData, type OptionResolver, type OptionValues } from './command-call.ts';
import type { RegisteredCommand } from './commands.ts';
import type { WorldContext } from './context.ts';
import { interactionPayload, type Interaction, type InteractionStart } from './interactions.ts';
import type { LoopbackMember } from './member.ts';
import { attachmentPayload, messagePayload, type LoopbackMessage } from './message.ts';
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

/** Uses a button or a select menu and waits for the answer. @throws AppError, see LoopbackMember.run. */
export async function pressComponent(
  world: WorldContext,
  member: LoopbackMember,
  press: AnswerWait & {
    readonly message: LoopbackMessage;
    readonly customId: string;
    readonly values?: readonly string[];
  },
): Promise<CommandAnswer> {
  const { message, customId } = press;
  const component = findComponent(message.components, customId);
  if (component === undefined) {
    throw new AppError('LOOPBACK_USAGE', { message: `The message has no component "${customId}".` });
  }
  const channel = member.guild.channel(message.channelId) ?? defaultChannel(member);
  const data = {
    component_type: component['type'] as number,
    custom_id: customId,
    ...(press.values === undefined ? {} : { values: press.values }),
  };
  const interaction = begin(world, member, data, {
    kind: 'component',
    user: member.user,
    channel,
    commandName: customId,
    sourceMessage: message,
  });
  return awaitAnswer(interaction, press);
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
  return begin(world, member, data, { kind, user: member.user, channel, commandName });
}

function begin(
  world: WorldContext,
  member: LoopbackMember,
  data: Json,
  start: InteractionStart,
): Interaction {
  if (!world.botConnected()) {
    throw new AppError('LOOPBACK_BOT_ABSENT', { message: 'The bot is not connected, so it cannot answer.' });
  }
  const { guild } = member;
  const interaction = world.interactions.open(start);
  const memberPermissions = guild.permissionsOf(member, start.channel);
  const payload = interactionPayload(interaction, {
    applicationId: world.applicationId,
    member: { ...member.payload(), permissions: memberPermissions.toString() },
    memberPermissions,
    appPermissions: guild.permissionsOf(guild.bot, start.channel),
    locale: guild.locale,
    guildLocale: guild.locale,
    data,
    ...(start.sourceMessage === undefined
      ? {}
      : {
          message: messagePayload(start.sourceMessage, {
            guildId: guild.id,
            applicationId: world.applicationId,
            withContent: true,
          }),
        }),
  });
  world.publish({ name: 'INTERACTION_CREATE', data: () => payload });
  return interaction;
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

function defaultChannel(member: LoopbackMember): LoopbackChannel {
  const channel = member.guild.channels.find(({ kind }) => kind === 'text') ?? member.guild.channels[0];
  if (channel !== undefined) return channel;
  throw new AppError('LOOPBACK_USAGE', { message: `The guild ${member.guild.name} has no channel yet.` });
}

function findComponent(components: readonly WireObject[], customId: string): WireObject | undefined {
  for (const component of components) {
    if (component['custom_id'] === customId) return component;
    const accessory = component['accessory'];
    const inner = [
      ...objectsField(component, 'components'),
      ...(accessory === undefined ? [] : [accessory as WireObject]),
    ];
    const found = findComponent(inner, customId);
    if (found !== undefined) return found;
  }
  return undefined;
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
