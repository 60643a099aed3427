import { asc, eq } from 'drizzle-orm';
import type { Severity } from '#core';
import type { OpenDatabase } from './connection.ts';
import { webhooks } from './schema/webhook.ts';

/** Who gets told of what happens. */
export interface Webhook {
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

/** What of a webhook may be changed. */
export type WebhookChange = Partial<Omit<Webhook, 'id' | 'createdAtMs'>>;

/** The webhooks. */
export interface Webhooks {
  add(webhook: Webhook): void;
  find(id: string): Webhook | undefined;
  /** The oldest first. */
  list(): readonly Webhook[];
  /** @returns whether there was one. */
  change(id: string, change: WebhookChange): boolean;
  /** @returns whether there was one. */
  remove(id: string): boolean;
}

/** @param database - the app database. */
export function createWebhooksRepository({ orm }: OpenDatabase): Webhooks {
  return {
    add: (webhook) => void orm.insert(webhooks).values(webhook).run(),
    find: (id) => orm.select().from(webhooks).where(eq(webhooks.id, id)).get(),
    list: () => orm.select().from(webhooks).orderBy(asc(webhooks.createdAtMs), asc(webhooks.id)).all(),
    change: (id, change) => orm.update(webhooks).set(change).where(eq(webhooks.id, id)).run().changes > 0,
    remove: (id) => orm.delete(webhooks).where(eq(webhooks.id, id)).run().changes > 0,
  };
}
