import type {
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  MessageComponentInteraction,
  ModalSubmitInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { Words } from '../words/index.ts';
import type { Answer, RichAnswer } from './answer.ts';
import type { DownloadAttachment } from './download.ts';
import type { PageSource } from './pages.ts';

/** An interaction with a command in a server; the router lets no other through. */
export type GuildCommandInteraction = ChatInputCommandInteraction<'cached'>;
/** A press of a button or a choice in a menu. */
export type GuildComponentInteraction = MessageComponentInteraction<'cached'>;
/** A form that was sent. */
export type GuildFormInteraction = ModalSubmitInteraction<'cached'>;

/** What one use of a command, button, menu or form is given besides the interaction. */
export interface CommandUse {
  /** Everything that is said to people, in the language of the one who asked. */
  readonly words: Words;
  /** Aborts when the command takes too long and when the bot stops. */
  readonly signal: AbortSignal;
  /** Of a button, menu or form: what its maker put into it; empty for a command. */
  readonly argument: string;
  /** Shows how far long work has come; at most one edit a second, the latest wins. */
  readonly progress: (answer: string | RichAnswer) => void;
  /** The first page of something long, with buttons that turn the pages while they are remembered. */
  readonly pages: (source: PageSource) => Promise<RichAnswer>;
  /** Fetches a file that was given to the command, up to a size. */
  readonly download: DownloadAttachment;
}

/** Answers a button, a menu or a form. */
export type Handler<Interaction, Services> = (
  interaction: Interaction,
  use: Services & CommandUse,
) => Promise<Answer>;

/** A proposal for an option: what is shown and what is sent. */
export interface Suggestion {
  readonly name: string;
  readonly value: string | number;
}

/** One slash command. `Services` is what commands work with: ports to the rest of the house. */
export interface Command<Services> {
  readonly data: { readonly name: string; toJSON(): RESTPostAPIChatInputApplicationCommandsJSONBody };
  /** Whether only the person who uses it sees the answer, unless the answer says otherwise. */
  readonly isEphemeral: boolean;
  /** Longest work; 60 s when left out, 14 minutes at most. */
  readonly deadlineMs?: number;
  /** Permissions that single subcommands need (`model use`), beyond those of the whole command. */
  readonly permissions?: Readonly<Record<string, bigint>>;
  /**
   * Does the work and gives the answer. What is answered within a second is the first response; later the
   * router has deferred it.
   *
   * @throws UserError for what the person can put right.
   */
  execute(interaction: GuildCommandInteraction, use: Services & CommandUse): Promise<Answer>;
  /** Proposals for the option that is being typed; 25 of them are shown. */
  autocomplete?(
    interaction: AutocompleteInteraction<'cached'>,
    use: Services & Pick<CommandUse, 'words' | 'signal'>,
  ): Promise<readonly (string | Suggestion)[]>;
  /** Buttons and menus by action. Those of an answer are only for the person who got it. */
  readonly components?: Readonly<Record<string, Handler<GuildComponentInteraction, Services>>>;
  /** Forms by action. */
  readonly forms?: Readonly<Record<string, Handler<GuildFormInteraction, Services>>>;
}
