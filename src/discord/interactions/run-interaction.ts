import { UserError, toAppError, withDeadline, type Clock } from '#core';
import type { EventBus } from '#events';
import { wordsFor } from '../words/index.ts';
import type { Answer } from './answer.ts';
import type { Command, CommandUse } from './command.ts';
import type { DownloadAttachment } from './download.ts';
import { failureAnswer } from './failure-answer.ts';
import type { PageMemory } from './pages.ts';
import { assertMayUse, type CommandRoles } from './permissions.ts';
import { createResponder, type AnswerableInteraction } from './responder.ts';

/** Longest work of a command that names no other. */
const DEFAULT_DEADLINE_MS = 60_000;
/** Discord lets an answer be changed for 15 minutes. */
const MAX_DEADLINE_MS = 14 * 60_000;

/** What every interaction is run with. */
export interface RunOptions {
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly roles: CommandRoles;
  readonly pages: PageMemory;
  readonly download: DownloadAttachment;
}

/** One interaction and what answers it. */
export interface Run<Services> {
  readonly interaction: AnswerableInteraction;
  readonly command: Pick<Command<Services>, 'isEphemeral' | 'deadlineMs' | 'permissions' | 'forms'>;
  /** The command and its subcommand: `model use`. */
  readonly path: string;
  /** What came with a button, menu or form. */
  readonly argument: string;
  readonly work: (use: CommandUse) => Promise<Answer>;
}

/** Runs one interaction to its answer. Rejects only with what Discord refuses. */
export async function runInteraction<Services>(
  { interaction, command, path, argument, work }: Run<Services>,
  { bus, clock, signal, roles, pages, download }: RunOptions,
): Promise<void> {
  const startedMs = clock.nowMs();
  const { guildId } = interaction;
  const words = wordsFor(interaction.locale);
  const responder = createResponder({
    interaction,
    isEphemeral: command.isEphemeral,
    mayOpenForm: command.forms !== undefined && !interaction.isModalSubmit(),
    words,
    clock,
    onFault: (cause) => bus.emitError(toAppError(cause, 'DISCORD_INTERACTION_FAILED'), { guildId }),
  });
  const report = (outcome: 'answered' | 'refused' | 'failed'): void => {
    const durationMs = Math.round(clock.nowMs() - startedMs);
    bus.emit('command.used', { command: path, durationMs, outcome }, { guildId });
  };
  let answer: Answer;
  try {
    const { member, memberPermissions } = interaction;
    assertMayUse(command, { member, memberPermissions, path }, roles, words);
    answer = await withDeadline(
      (within) =>
        work({
          words,
          signal: within,
          argument,
          progress: (progress) => responder.progress(progress),
          pages: (source) => pages.open(source, words, within),
          download,
        }),
      {
        timeoutMs: Math.min(command.deadlineMs ?? DEFAULT_DEADLINE_MS, MAX_DEADLINE_MS),
        signal,
        what: `/${path}`,
      },
    );
  } catch (thrown) {
    const error = toAppError(thrown);
    const isRefused = error instanceof UserError;
    if (!isRefused) bus.emitError(error, { guildId });
    report(isRefused ? 'refused' : 'failed');
    await responder.deliver(failureAnswer(error, words));
    return;
  }
  await responder.deliver(answer);
  report('answered');
}
