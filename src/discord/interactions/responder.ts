import { MessageFlags } from 'discord.js';
import { AppError, type Clock } from '#core';
import type { Words } from '../words/index.ts';
import { messageParts, type Answer, type RichAnswer } from './answer.ts';
import type { GuildCommandInteraction, GuildComponentInteraction, GuildFormInteraction } from './command.ts';
import { modalData } from './modal-form.ts';

/** Discord waits 3 s for a first response, counted from before the interaction reaches the bot. */
const DEFER_AFTER_MS = 1000;
/** A form cannot follow a deferral; commands that open one get more of the 3 s. */
const DEFER_FORM_AFTER_MS = 2000;
const PROGRESS_INTERVAL_MS = 1000;

/** What a {@link createResponder responder} answers. */
export type AnswerableInteraction =
  | GuildCommandInteraction
  | GuildComponentInteraction
  | GuildFormInteraction;

/** How one interaction is answered. */
export interface ResponderOptions {
  readonly interaction: AnswerableInteraction;
  readonly isEphemeral: boolean;
  readonly mayOpenForm: boolean;
  readonly words: Words;
  readonly clock: Clock;
  /** Something that is not the answer itself could not be shown. */
  readonly onFault: (cause: unknown) => void;
}

/** The way of one interaction to its answer. */
export interface Responder {
  /** Shows how far the work has come. */
  progress(answer: string | RichAnswer): void;
  /** Gives the answer. Rejects with what Discord refuses. */
  deliver(answer: Answer): Promise<void>;
  /** Shows nothing any more that is not the answer. */
  close(): void;
}

/** Answers at once what is quick; asks Discord for time when the work takes longer. */
export function createResponder(options: ResponderOptions): Responder {
  const { interaction, isEphemeral, mayOpenForm, words, clock, onFault } = options;
  const updates =
    interaction.isMessageComponent() || (interaction.isModalSubmit() && interaction.isFromMessage());
  let isDeferred = false;
  let isDone = false;
  let latest: RichAnswer | undefined;
  let cancelProgress: (() => void) | undefined;
  // Discord takes one response at a time.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };

  const defer = async (): Promise<void> => {
    if (isDeferred || isDone) return;
    if (updates) await interaction.deferUpdate();
    else await interaction.deferReply(isEphemeral ? { flags: MessageFlags.Ephemeral } : {});
    isDeferred = true;
  };
  const cancelDeferral = clock.after(mayOpenForm ? DEFER_FORM_AFTER_MS : DEFER_AFTER_MS, () => {
    inTurn(defer).catch(onFault);
  });

  const showProgress = async (): Promise<void> => {
    const answer = latest;
    latest = undefined;
    if (isDone || !answer) return;
    await defer();
    await interaction.editReply(messageParts(answer, words));
    cancelProgress = clock.after(PROGRESS_INTERVAL_MS, () => {
      cancelProgress = undefined;
      if (latest) inTurn(showProgress).catch(onFault);
    });
  };

  const send = async (answer: RichAnswer): Promise<void> => {
    const parts = messageParts(answer, words);
    const wantsEphemeral = answer.isEphemeral ?? isEphemeral;
    const asNew = { ...parts, ...(wantsEphemeral && { flags: MessageFlags.Ephemeral as const }) };
    if (updates && answer.isNew !== true) {
      await (isDeferred ? interaction.editReply(parts) : interaction.update(parts));
    } else if (!isDeferred) {
      await interaction.reply(asNew);
    } else if (updates) {
      await interaction.followUp(asNew);
    } else if (wantsEphemeral === isEphemeral) {
      await interaction.editReply(parts);
    } else {
      // Who sees a deferred answer cannot be changed.
      await interaction.deleteReply();
      await interaction.followUp(asNew);
    }
  };

  const openForm = async ({ form }: Extract<Answer, { form: unknown }>): Promise<void> => {
    if (isDeferred || interaction.isModalSubmit()) {
      throw new AppError('INTERNAL', { message: `The form ${form.action} came too late to be opened.` });
    }
    await interaction.showModal(modalData(form));
  };

  const close = (): void => {
    cancelDeferral();
    cancelProgress?.();
    latest = undefined;
  };
  return {
    progress(answer) {
      latest = typeof answer === 'string' ? { content: answer } : answer;
      if (!cancelProgress) {
        cancelProgress = () => undefined;
        inTurn(showProgress).catch(onFault);
      }
    },
    deliver(answer) {
      close();
      return inTurn(async () => {
        isDone = true;
        if (typeof answer === 'string') await send({ content: answer });
        else if ('form' in answer) await openForm(answer);
        else await send(answer);
      });
    },
    close,
  };
}
