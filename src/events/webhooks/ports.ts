import type { Severity } from '#core';
import type { AichatEvent } from '../event.ts';

/** Who gets told of what happens. */
export interface WebhookEntry {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  /** Patterns of event types; empty for all. */
  readonly types: readonly string[];
  /** The least severity. */
  readonly severity: Severity | null;
  readonly guildId: string | null;
  /** Whether what people said goes along. */
  readonly includesPersonal: boolean;
  readonly secret: string;
  /** The secret before this one, which also signs for a while. */
  readonly previousSecret: string | null;
  readonly previousSecretUntilMs: number | null;
  /** Why it is switched off; null while it is on. */
  readonly disabledReason: string | null;
  readonly createdAtMs: number;
}

/** Where webhooks are kept. */
export interface WebhookBook {
  add(webhook: WebhookEntry): void;
  find(id: string): WebhookEntry | undefined;
  list(): readonly WebhookEntry[];
  change(id: string, change: Partial<Omit<WebhookEntry, 'id' | 'createdAtMs'>>): boolean;
  remove(id: string): boolean;
}

/** One event on its way to one webhook. */
export interface DeliveryEntry {
  readonly id: string;
  readonly webhookId: string;
  readonly eventType: string;
  readonly sequence: number;
  readonly body: string;
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly nextAttemptAtMs: number | null;
  readonly createdAtMs: number;
  readonly attemptedAtMs: number | null;
  readonly lastStatus: number | null;
  readonly lastReason: string | null;
  readonly lastDurationMs: number | null;
}

/** Where deliveries are kept. What each call does is there for good when it returns. */
export interface DeliveryBook {
  /** Sequence of the last event that was looked through; undefined before the first. */
  cursor(): number | undefined;
  /** Puts deliveries into the book and moves the cursor, both or neither. What is there already stays as it is. */
  takeOver(
    cursor: number,
    made: readonly Pick<DeliveryEntry, 'id' | 'webhookId' | 'eventType' | 'sequence' | 'body'>[],
  ): void;
  /** The longest overdue delivery that is none of those left out. */
  due(
    nowMs: number,
    leaveOut: { readonly ids: readonly string[]; readonly webhookIds: readonly string[] },
  ): DeliveryEntry | undefined;
  nextDueMs(): number | undefined;
  settle(
    id: string,
    result: Pick<
      DeliveryEntry,
      'state' | 'nextAttemptAtMs' | 'attemptedAtMs' | 'lastStatus' | 'lastReason' | 'lastDurationMs'
    >,
  ): void;
  waiting(webhookId: string): number;
  giveUp(webhookId: string, reason: string): void;
  prune(endedBeforeMs: number): number;
}

/** The events that are kept for good. */
export interface KeptEvents {
  latestSequence(): number;
  /** The oldest first. */
  after(sequence: number, limit: number): readonly AichatEvent[];
}
