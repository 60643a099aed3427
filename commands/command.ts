import type * as discord from '#discord';
import type { Calls, CommandUse, Roles, StatusReport } from '#discord';
import type { PersonaLibrary } from '#personas';
import type { CommandRolesRepository } from '#store';

/** What commands work with: one line for each part of the house that they reach. */
export interface CommandServices {
  readonly calls: Calls;
  readonly personas: PersonaLibrary;
  /** What the personas need to speak. */
  readonly roles: Roles;
  /** Everything that `/status` shows beside the call itself. */
  readonly statusReport: () => StatusReport;
  /** Which roles may use which command. */
  readonly commandRoles: CommandRolesRepository;
  /** Every command there is. */
  readonly listCommands: () => readonly Pick<Command, 'data'>[];
}

/** One slash command of this bot. */
export type Command = discord.Command<CommandServices>;

/** What one use of it is given. */
export type Use = CommandServices & CommandUse;
