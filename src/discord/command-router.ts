import {
  Events,
  MessageFlags,
  type AutocompleteInteraction,
  type Client,
  type Interaction,
} from 'discord.js';
import { AppError, UserError, toAppError, withDeadline, type Clock } from '#core';
import type { EventBus } from '#events';
import type { Command, CommandContext, GuildCommandInteraction } from './command.ts';
import { words } from './words.ts';

/** Longest work of a command; Discord keeps the reply open for 15 minutes. */
const COMMAND_DEADLINE_MS = 60_000;
/** Discord shows this many suggestions at most. */
const MAX_SUGGESTIONS = 25;

/** What the router works with. */
export interface CommandRouterOptions {
  readonly client: Client;
  readonly commands: readonly Command[];
  readonly context: CommandContext;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Answers every interaction of `client` with the command it names. */
export function routeCommands(options: CommandRouterOptions): void {
  const byName = new Map(options.commands.map((command) => [command.data.name, command]));
  options.client.on(Events.InteractionCreate, (interaction) => {
    void answer(interaction, byName, options).catch((error: unknown) => {
      // Discord refused the answer itself: nobody can be told but the log.
      options.bus.emitError(
        new AppError('DISCORD_INTERACTION_FAILED', {
          message: 'An answer could not be delivered.',
          cause: error,
        }),
      );
    });
  });
}

async function answer(
  interaction: Interaction,
  commands: ReadonlyMap<string, Command>,
  options: CommandRouterOptions,
): Promise<void> {
  if (interaction.isAutocomplete()) return suggest(interaction, commands, options.context);
  if (!interaction.isChatInputCommand()) return;
  const command = commands.get(interaction.commandName);
  if (!interaction.inCachedGuild() || !command) {
    const content = command ? words.onlyInServers : words.unknownCommand;
    await interaction.reply({ content, flags: MessageFlags.Ephemeral });
    return;
  }
  await run(interaction, command, options);
}

async function run(
  interaction: GuildCommandInteraction,
  command: Command,
  { context, bus, clock, signal }: CommandRouterOptions,
): Promise<void> {
  const startedMs = clock.nowMs();
  await interaction.deferReply(command.isEphemeral ? { flags: MessageFlags.Ephemeral } : {});
  const report = (outcome: 'answered' | 'refused' | 'failed'): void => {
    const durationMs = Math.round(clock.nowMs() - startedMs);
    bus.emit(
      'command.used',
      { command: command.data.name, durationMs, outcome },
      { guildId: interaction.guildId },
    );
  };
  try {
    const content = await withDeadline((within) => command.execute(interaction, context, within), {
      timeoutMs: COMMAND_DEADLINE_MS,
      signal,
      what: `/${command.data.name}`,
    });
    await interaction.editReply({ content, allowedMentions: { parse: [] } });
    report('answered');
  } catch (thrown) {
    const error = toAppError(thrown);
    if (!(error instanceof UserError)) bus.emitError(error, { guildId: interaction.guildId });
    report(error instanceof UserError ? 'refused' : 'failed');
    const content =
      error instanceof UserError ? `${error.message} (\`${error.code}\`)` : words.failure(error);
    await interaction.editReply({ content, allowedMentions: { parse: [] } });
  }
}

async function suggest(
  interaction: AutocompleteInteraction,
  commands: ReadonlyMap<string, Command>,
  context: CommandContext,
): Promise<void> {
  const command = commands.get(interaction.commandName);
  const suggestions =
    command?.autocomplete && interaction.inCachedGuild()
      ? await command.autocomplete(interaction, context)
      : [];
  await interaction.respond(suggestions.slice(0, MAX_SUGGESTIONS).map((value) => ({ name: value, value })));
}
