import { AppError } from '#core';
import { waitUntil } from '../wait-until.ts';
import type { WireObject } from '../wire.ts';
import { FIRST_RESPONSE_MS, type AnswerStep, type Interaction } from './interactions.ts';
import type { LoopbackChannel } from './channel.ts';
import type { LoopbackAttachment, LoopbackMessage } from './message.ts';

/** The bot's answer to a slash command, as the member sees it. */
export interface CommandAnswer {
  /** The bot asked for time first ("… is thinking"). */
  readonly deferred: boolean;
  /** Only the member sees it. */
  readonly ephemeral: boolean;
  readonly content: string;
  readonly embeds: readonly WireObject[];
  readonly components: readonly WireObject[];
  readonly attachments: readonly LoopbackAttachment[];
  readonly flags: number;
  /** Everything that can be read in it: content, embeds, text components. */
  readonly text: string;
  /** Absent when the answer was a modal. */
  readonly message?: LoopbackMessage;
  /** The form that was opened; LoopbackMember.submit sends it. */
  readonly modal?: WireObject;
  /** The message whose button opened the form. */
  readonly formSource?: LoopbackMessage;
  readonly channel: LoopbackChannel;
  /** The last refusal that the bot got while it answered. */
  readonly error?: { readonly code: number; readonly reason: string };
  /** From the interaction to the bot's first response. */
  readonly firstResponseMs: number;
  /** Everything that the bot did about it, growing while it goes on. */
  readonly history: readonly AnswerStep[];
  /** Waits for the next edit or follow-up after those that are in the history now. */
  next(options?: { readonly timeoutMs?: number; readonly signal?: AbortSignal }): Promise<LoopbackMessage>;
}

/** How long to wait for an answer. */
export interface AnswerWait {
  /** From the first response to the final one; 30 s when absent. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const DEFAULT_FINAL_MS = 30_000;

/**
 * Waits for the first response within Discord's 3 s and then for the final one.
 *
 * @throws AppError LOOPBACK_UNANSWERED, or the abort reason of `signal`.
 */
export async function awaitAnswer(interaction: Interaction, wait: AnswerWait = {}): Promise<CommandAnswer> {
  const { timeoutMs = DEFAULT_FINAL_MS, signal } = wait;
  const label = `/${interaction.commandName}`;
  await awaitFirstResponse(interaction, label, signal);
  const step = await waitUntil(() => interaction.history.find(isFinal), {
    timeoutMs,
    what: () => `The final answer to ${label}${refusalsOf(interaction)}`,
    timeoutCode: 'LOOPBACK_UNANSWERED',
    ...(signal === undefined ? {} : { signal }),
  });
  return answerFrom(interaction, step);
}

/** Waits for any first response. @throws AppError LOOPBACK_UNANSWERED. */
export async function awaitFirstResponse(
  interaction: Interaction,
  label: string,
  signal?: AbortSignal,
): Promise<AnswerStep> {
  try {
    return await waitUntil(() => interaction.history.find((step) => step.kind !== 'refused'), {
      timeoutMs: FIRST_RESPONSE_MS,
      what: () => `A response to ${label}${refusalsOf(interaction)}`,
      timeoutCode: 'LOOPBACK_UNANSWERED',
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (error instanceof AppError) interaction.state = 'expired';
    throw error;
  }
}

function isFinal(step: AnswerStep): boolean {
  return step.kind === 'reply' || step.kind === 'edit' || step.kind === 'modal' || step.kind === 'follow-up';
}

function refusalsOf(interaction: Interaction): string {
  const reasons = interaction.history.flatMap((step) =>
    step.kind === 'refused' ? [`${step.code} ${step.reason}`] : [],
  );
  return reasons.length === 0 ? '' : ` (refused before: ${reasons.join('; ')})`;
}

function answerFrom(interaction: Interaction, final: AnswerStep): CommandAnswer {
  const { history } = interaction;
  const message = 'message' in final ? final.message : undefined;
  const refused = history.findLast((step) => step.kind === 'refused');
  return {
    deferred: history.some((step) => step.kind === 'defer'),
    ephemeral: message?.ephemeral ?? interaction.ephemeral,
    channel: interaction.channel,
    content: message?.content ?? '',
    embeds: message?.embeds ?? [],
    components: message?.components ?? [],
    attachments: message?.attachments ?? [],
    flags: message?.flags ?? 0,
    text: message?.text ?? '',
    ...(message === undefined ? {} : { message }),
    ...(final.kind === 'modal' ? { modal: final.modal } : {}),
    ...(final.kind === 'modal' && interaction.sourceMessage ? { formSource: interaction.sourceMessage } : {}),
    ...(refused === undefined ? {} : { error: { code: refused.code, reason: refused.reason } }),
    firstResponseMs: (history.find((step) => step.kind !== 'refused')?.atMs ?? 0) - interaction.startedAtMs,
    history,
    next({ timeoutMs = DEFAULT_FINAL_MS, signal } = {}) {
      const seen = history.length;
      const look = (): LoopbackMessage | undefined => {
        for (const step of history.slice(seen)) {
          if (step.kind === 'edit' || step.kind === 'follow-up') return step.message;
        }
        return undefined;
      };
      return waitUntil(look, {
        timeoutMs,
        what: `Another message for /${interaction.commandName}`,
        timeoutCode: 'LOOPBACK_UNANSWERED',
        ...(signal === undefined ? {} : { signal }),
      });
    },
  };
}
