import {
  AttachmentBuilder,
  type APIActionRowComponent,
  type APIComponentInMessageActionRow,
  type APIEmbed,
} from 'discord.js';
import type { Words } from '../words/index.ts';
import type { ModalForm } from './modal-form.ts';

/** Longest text of a message; what is longer comes as a file. */
const MAX_CONTENT_LENGTH = 2000;

/** A file of an answer. */
export interface AnswerFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What is to be seen in it, for those who do not see it. */
  readonly description?: string;
}

/** A row of buttons, or one select menu. */
export type AnswerRow = APIActionRowComponent<APIComponentInMessageActionRow>;

/** An answer with more than text. */
export interface RichAnswer {
  /** Markdown; text over 2,000 characters is given as a file. */
  readonly content?: string;
  readonly embeds?: readonly APIEmbed[];
  readonly files?: readonly AnswerFile[];
  /** Made with `buttonRow` and `selectRow`; at most five. */
  readonly rows?: readonly AnswerRow[];
  /** Whether only the person who asked sees it; as the command says when left out. */
  readonly isEphemeral?: boolean;
  /** After a button, menu or form: a message of its own instead of a change of the one that holds it. */
  readonly isNew?: boolean;
}

/** A form that is to be opened instead of an answer. It must be the first thing that is answered. */
export interface FormAnswer {
  readonly form: ModalForm;
}

/** What a command answers. */
export type Answer = string | RichAnswer | FormAnswer;

/** A message for Discord. What it leaves out is taken away by an edit. */
export interface MessageParts {
  readonly content: string;
  readonly embeds: readonly APIEmbed[];
  readonly files: readonly AttachmentBuilder[];
  readonly components: readonly AnswerRow[];
  readonly attachments: readonly never[];
  readonly allowedMentions: { readonly parse: readonly never[] };
}

/** Turns an answer into a message; nobody is pinged by it. */
export function messageParts(answer: RichAnswer, words: Words): MessageParts {
  const { content = '', embeds = [], files = [], rows = [] } = answer;
  const isLong = content.length > MAX_CONTENT_LENGTH;
  const whole = isLong ? [{ name: 'answer.md', bytes: Buffer.from(content) }] : [];
  return {
    content: isLong ? words.answerIsLong : content,
    embeds: [...embeds],
    files: [...files, ...whole].map(
      ({ name, bytes, description }: AnswerFile) =>
        new AttachmentBuilder(Buffer.from(bytes), {
          name,
          ...(description !== undefined && { description }),
        }),
    ),
    components: [...rows],
    attachments: [],
    allowedMentions: { parse: [] },
  };
}
