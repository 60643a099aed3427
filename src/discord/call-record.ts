import { voiceToVoiceMs, type EndedTurn } from '#conversation';
import type { AppError, Clock } from '#core';
import type { EmitEvent } from '#events';
import type { TurnLatenciesRepository } from '#store';
import { createCallLatencies, type CallLatencies, type LatencyReport } from './latencies.ts';
import { ChannelWriter } from './posting/channel-writer.ts';
import { transcriptLine } from './posting/transcript-line.ts';
import type { GuildSettings } from './settings/index.ts';

/** What a record is made from. */
export interface CallRecordOptions {
  readonly guildId: string;
  readonly latencies: TurnLatenciesRepository;
  readonly clock: Clock;
  readonly settings: () => GuildSettings;
  readonly emit: EmitEvent;
  readonly report: (error: unknown) => void;
  /** Writes into the text chat of the call. */
  readonly send: (content: string) => Promise<unknown>;
}

/** What a call leaves behind: lines in its text chat, as far as the server wants them, and how long people waited. */
export class CallRecord {
  readonly #options: CallRecordOptions;
  readonly #writer: ChannelWriter;
  readonly #latencies: CallLatencies;

  constructor(options: CallRecordOptions) {
    const { latencies, guildId, clock, send } = options;
    this.#options = options;
    this.#latencies = createCallLatencies(latencies, guildId);
    this.#writer = new ChannelWriter({ clock, send, report: (error: AppError) => options.report(error) });
  }

  get latency(): LatencyReport {
    return this.#latencies.report();
  }

  /** Writes what was not said, or not whole. */
  post(text: string): void {
    this.#writer.write(text);
  }

  /** Somebody said or typed something. */
  addSaid(name: string, text: string): void {
    if (this.#options.settings().postTranscript) this.#writer.write(transcriptLine(name, text));
  }

  /** A turn is over. @param heard - what of its reply reached the listeners. */
  addTurn(turn: EndedTurn & { readonly isPosted: boolean }, botName: string, heard: string): void {
    if (this.#options.settings().postReplies && !turn.isPosted && heard !== '') {
      this.#writer.write(transcriptLine(botName, heard));
    }
    const waitedMs = voiceToVoiceMs(turn.timings);
    if (waitedMs !== undefined) this.#addWait(turn.id, waitedMs);
  }

  #addWait(turnId: string, waitedMs: number): void {
    const { settings, emit, report } = this.#options;
    try {
      this.#latencies.add(waitedMs);
    } catch (error) {
      // A figure that could not be kept must not end the turn's other work.
      report(error);
    }
    const { latencyBudgetMs: budgetMs } = settings();
    if (budgetMs === 0 || waitedMs <= budgetMs) return;
    emit('turn.slow', { turnId, voiceToVoiceMs: Math.round(waitedMs), budgetMs }, { severity: 'warn' });
  }
}
