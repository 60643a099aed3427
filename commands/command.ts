import type * as discord from '#discord';
import type {
  Calls,
  CommandUse,
  GuildSettingsBook,
  Memories,
  PersonaLook,
  Roles,
  StatusReport,
  TextChats,
} from '#discord';
import type { LanguageModels } from '#llm';
import type { PersonaLibrary } from '#personas';
import type { CommandRolesRepository, LogQuery, ModelUsageRepository, ServerModelsRepository } from '#store';

/** What commands work with: one line for each part of the house that they reach. */
export interface CommandServices {
  readonly calls: Calls;
  readonly personas: PersonaLibrary;
  /** What the personas need to speak. */
  readonly roles: Roles;
  /** The name and the picture of the bot in its servers. */
  readonly look: PersonaLook;
  /** Written conversations. */
  readonly chats: TextChats;
  readonly memories: Memories;
  readonly settings: GuildSettingsBook;
  /** Deletes everything that a person said, wherever it is kept. @returns how many remarks. */
  readonly forgetPerson: (userId: string) => number;
  /** Everything that `/status` shows beside the call itself. */
  readonly statusReport: () => StatusReport;
  /** Answers questions about what happened. */
  readonly logQuery: LogQuery;
  /** Told who asked what of the log. */
  readonly onLogAsked: (asked: LogAsked, by: Asker) => void;
  readonly mind: {
    readonly models: LanguageModels;
    /** What was asked of them, and what it cost. */
    readonly usage: ModelUsageRepository;
    /** Which one each server chose. */
    readonly serverModels: ServerModelsRepository;
  };
  /** Which roles may use which command. */
  readonly commandRoles: CommandRolesRepository;
  /** Every command there is. */
  readonly listCommands: () => readonly Pick<Command, 'data'>[];
}

/** A question to the log. */
export interface LogAsked {
  readonly action: string;
  readonly text: string;
  /** Whether what people said is shown. */
  readonly withWords: boolean;
}

/** Who asked. */
export interface Asker {
  readonly guildId: string;
  readonly user: { readonly id: string };
}

/** One slash command of this bot. */
export type Command = discord.Command<CommandServices>;

/** What one use of it is given. */
export type Use = CommandServices & CommandUse;
