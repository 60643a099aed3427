import {
  Events,
  MessageFlags,
  type AutocompleteInteraction,
  type Client,
  type Interaction,
} from 'discord.js';
import { AppError, toAppError, withDeadline } from '#core';
import { wordsFor } from '../words/index.ts';
import type { Command, CommandUse, GuildComponentInteraction, Suggestion } from './command.ts';
import { readCustomId } from './custom-id.ts';
import { PAGE_COMMAND } from './pages.ts';
import { Refusal } from './refusal.ts';
import { runInteraction, type Run, type RunOptions } from './run-interaction.ts';

/** Discord shows this many suggestions at most, each with so many characters. */
const MAX_SUGGESTIONS = 25;
const MAX_SUGGESTION_LENGTH = 100;
/** Suggestions cannot be deferred; Discord waits 3 s. */
const SUGGESTION_DEADLINE_MS = 2000;

/** What the router works with. */
export interface CommandRouterOptions<Services> extends RunOptions {
  readonly client: Client;
  readonly commands: readonly Command<Services>[];
  readonly services: Services;
}

/** Answers every interaction of `client`: commands, suggestions, buttons, menus and forms. */
export function routeCommands<Services>(options: CommandRouterOptions<Services>): void {
  const byName = new Map(options.commands.map((command) => [command.data.name, command]));
  options.client.on(Events.InteractionCreate, (interaction) => {
    void answer(interaction, byName, options).catch((cause: unknown) => {
      // Discord refused the answer itself: nobody can be told but the log.
      const message = 'An answer could not be delivered.';
      options.bus.emitError(new AppError('DISCORD_INTERACTION_FAILED', { message, cause }));
    });
  });
}

async function answer<Services>(
  interaction: Interaction,
  commands: ReadonlyMap<string, Command<Services>>,
  options: CommandRouterOptions<Services>,
): Promise<void> {
  if (interaction.isAutocomplete()) {
    return suggest(interaction, commands.get(interaction.commandName), options);
  }
  if (!interaction.isRepliable()) return;
  const words = wordsFor(interaction.locale);
  if (!interaction.inCachedGuild()) {
    await interaction.reply({ content: words.onlyInServers, flags: MessageFlags.Ephemeral });
    return;
  }
  const run = findRun(interaction, commands, options);
  if (run) await runInteraction(run, options);
  else await interaction.reply({ content: words.unknownCommand, flags: MessageFlags.Ephemeral });
}

function findRun<Services>(
  interaction: Interaction<'cached'>,
  commands: ReadonlyMap<string, Command<Services>>,
  options: CommandRouterOptions<Services>,
): Run<Services> | undefined {
  const { services, pages } = options;
  if (interaction.isChatInputCommand()) {
    const command = commands.get(interaction.commandName);
    if (!command) return undefined;
    const { options: given } = interaction;
    const path = [command.data.name, given.getSubcommandGroup(false), given.getSubcommand(false)];
    return {
      interaction,
      command,
      path: path.filter((part) => part !== null).join(' '),
      argument: '',
      work: (use) => command.execute(interaction, { ...services, ...use }),
    };
  }
  if (interaction.isMessageComponent()) {
    const target = readCustomId(interaction.customId);
    if (target.command === PAGE_COMMAND) {
      const work = (use: CommandUse) => pages.turn(use.argument, use.words, use.signal);
      return own({
        interaction,
        command: { isEphemeral: false },
        path: PAGE_COMMAND,
        argument: target.argument,
        work,
      });
    }
    const command = commands.get(target.command);
    const handler = command?.components?.[target.action];
    if (!command || !handler) return undefined;
    const work = (use: CommandUse) => handler(interaction, { ...services, ...use });
    return own({ interaction, command, path: target.command, argument: target.argument, work });
  }
  if (interaction.isModalSubmit()) {
    const target = readCustomId(interaction.customId);
    const command = commands.get(target.command);
    const handler = command?.forms?.[target.action];
    if (!command || !handler) return undefined;
    const work = (use: CommandUse) => handler(interaction, { ...services, ...use });
    return { interaction, command, path: target.command, argument: target.argument, work };
  }
  return undefined;
}

/** Buttons and menus of an answer are for the person who got it; those of other messages for everybody. */
function own<Services>(
  run: Run<Services> & { readonly interaction: GuildComponentInteraction },
): Run<Services> {
  const { interaction } = run;
  const ownerId = interaction.message.interactionMetadata?.user.id;
  if (ownerId === undefined || ownerId === interaction.user.id) return run;
  return {
    ...run,
    work: (use) => {
      throw new Refusal('COMMAND_FORBIDDEN', use.words.notYourAnswer);
    },
  };
}

async function suggest<Services>(
  interaction: AutocompleteInteraction,
  command: Command<Services> | undefined,
  { services, bus, signal }: CommandRouterOptions<Services>,
): Promise<void> {
  let suggestions: readonly (string | Suggestion)[] = [];
  try {
    if (command?.autocomplete && interaction.inCachedGuild()) {
      const words = wordsFor(interaction.locale);
      suggestions = await withDeadline(
        async (within) => command.autocomplete?.(interaction, { ...services, words, signal: within }) ?? [],
        { timeoutMs: SUGGESTION_DEADLINE_MS, signal, what: `Suggesting for /${interaction.commandName}` },
      );
    }
  } catch (thrown) {
    // Whoever types is shown no suggestions; the admin learns why.
    bus.emitError(toAppError(thrown), interaction.guildId === null ? {} : { guildId: interaction.guildId });
  }
  await interaction.respond(
    suggestions.slice(0, MAX_SUGGESTIONS).map((suggestion) => {
      const { name, value } =
        typeof suggestion === 'string' ? { name: suggestion, value: suggestion } : suggestion;
      return { name: Array.from(name).slice(0, MAX_SUGGESTION_LENGTH).join(''), value };
    }),
  );
}
