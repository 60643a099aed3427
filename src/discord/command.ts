import type {
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { Calls } from './calls.ts';
import type { StatusReport } from './status-report.ts';

/** What commands work with. */
export interface CommandContext {
  readonly calls: Calls;
  /** Everything that `/status` shows beside the call itself. */
  readonly statusReport: () => StatusReport;
}

/** An interaction with a command in a server; the router lets no other through. */
export type GuildCommandInteraction = ChatInputCommandInteraction<'cached'>;

/** One slash command. */
export interface Command {
  readonly data: { readonly name: string; toJSON(): RESTPostAPIChatInputApplicationCommandsJSONBody };
  /** Whether only the person who uses it sees the answer. */
  readonly isEphemeral: boolean;
  /**
   * Does the work and gives the text of the answer; the router has deferred the reply.
   *
   * @throws UserError for what the person can put right.
   */
  execute(
    interaction: GuildCommandInteraction,
    context: CommandContext,
    signal: AbortSignal,
  ): Promise<string>;
  autocomplete?(
    interaction: AutocompleteInteraction<'cached'>,
    context: CommandContext,
  ): Promise<readonly string[]>;
}
