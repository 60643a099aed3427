import { and, eq, inArray, isNotNull, isNull, lt, lte, sql } from 'drizzle-orm';
import type { OpenDatabase } from './connection.ts';
import { conversations, remarks } from './schema/conversation.ts';
import { withoutDiskWait } from './without-disk-wait.ts';

/** One thing that was said. */
export interface StoredRemark {
  /** Undefined for the bot. */
  readonly userId: string | undefined;
  readonly name: string;
  readonly text: string;
  readonly isUncertain: boolean;
  readonly isWritten: boolean;
  readonly isInterrupted: boolean;
}

/** What is remembered of one channel. */
export interface StoredConversation {
  readonly summary: { readonly text: string; readonly userIds: readonly string[] } | undefined;
  /** The oldest first. */
  readonly exchanges: readonly { readonly id: number; readonly remarks: readonly StoredRemark[] }[];
}

/** The memory of one channel. */
export interface ChannelConversation {
  load(): StoredConversation;
  /** @returns the number of the new exchange; numbers grow. */
  add(said: readonly StoredRemark[]): number;
  /** Puts a summary in the place of the one before and of every exchange up to `throughId`. */
  condense(summary: { readonly text: string; readonly userIds: readonly string[] }, throughId: number): void;
  clear(): void;
}

/** What is remembered of every channel. */
export interface ConversationsRepository {
  of(guildId: string, channelId: string): ChannelConversation;
  /**
   * Deletes what a person said in every server, the bot's answers to nobody else, and the summaries that the
   * person's words went into. @returns how many remarks were the person's.
   */
  forgetPerson(userId: string): number;
  /** Deletes what is older. @returns how many remarks. */
  removeBefore(guildId: string, beforeMs: number): number;
  /** The servers of which something is remembered. */
  guildIds(): readonly string[];
}

const place = (guildId: string, channelId: string) =>
  and(eq(conversations.guildId, guildId), eq(conversations.channelId, channelId));

type Transaction = Parameters<Parameters<OpenDatabase['orm']['transaction']>[0]>[0];

/** Exchanges that are read at most; of more, the last ones. */
const MAX_EXCHANGES = 400;

/** @param database - the app database. */
export function createConversationsRepository({ orm, sqlite }: OpenDatabase): ConversationsRepository {
  const write = <Result>(work: (change: Transaction) => Result): Result =>
    orm.transaction(work, { behavior: 'immediate' });
  /** While people talk. */
  const writeSoon: typeof write = (work) => withoutDiskWait({ sqlite }, () => write(work));

  const of = (guildId: string, channelId: string): ChannelConversation => ({
    load() {
      const kept = orm.select().from(conversations).where(place(guildId, channelId)).get();
      if (!kept) return { summary: undefined, exchanges: [] };
      const { id, summary, summaryUserIds, lastExchange } = kept;
      const oldest = lastExchange - MAX_EXCHANGES;
      const rows = orm
        .select()
        .from(remarks)
        .where(and(eq(remarks.conversationId, id), sql`${remarks.exchange} > ${oldest}`))
        .orderBy(remarks.exchange, remarks.id)
        .all();
      const exchanges = Map.groupBy(rows, ({ exchange }) => exchange);
      return {
        summary: summary === null ? undefined : { text: summary, userIds: summaryUserIds ?? [] },
        exchanges: [...exchanges].map(([number, said]) => ({ id: number, remarks: said.map(asRemark) })),
      };
    },
    add: (said) =>
      writeSoon((change) => {
        const nowMs = Date.now();
        const { id, exchange } = change
          .insert(conversations)
          .values({ guildId, channelId, lastExchange: 1, updatedAtMs: nowMs })
          .onConflictDoUpdate({
            target: [conversations.guildId, conversations.channelId],
            set: { lastExchange: sql`${conversations.lastExchange} + 1`, updatedAtMs: nowMs },
          })
          .returning({ id: conversations.id, exchange: conversations.lastExchange })
          .get();
        const row = { conversationId: id, exchange, saidAtMs: nowMs };
        change
          .insert(remarks)
          .values(said.map(({ userId, ...remark }) => ({ ...remark, ...row, userId: userId ?? null })))
          .run();
        return exchange;
      }),
    condense: ({ text, userIds }, throughId) =>
      write((change) => {
        const kept = change
          .update(conversations)
          .set({ summary: text, summaryUserIds: userIds, updatedAtMs: Date.now() })
          .where(place(guildId, channelId))
          .returning({ id: conversations.id })
          .get();
        if (!kept) return;
        change
          .delete(remarks)
          .where(and(eq(remarks.conversationId, kept.id), lte(remarks.exchange, throughId)))
          .run();
      }),
    clear() {
      orm.delete(conversations).where(place(guildId, channelId)).run();
    },
  });

  return {
    of,
    forgetPerson: (userId) =>
      write((change) => {
        const knows = sql`EXISTS (SELECT 1 FROM json_each(${conversations.summaryUserIds}) WHERE value = ${userId})`;
        change.update(conversations).set({ summary: null, summaryUserIds: null }).where(knows).run();
        const touched = change
          .selectDistinct({ conversationId: remarks.conversationId, exchange: remarks.exchange })
          .from(remarks)
          .where(eq(remarks.userId, userId))
          .all();
        const removed = change.delete(remarks).where(eq(remarks.userId, userId)).run().changes;
        for (const { conversationId, exchange } of touched) {
          const same = and(eq(remarks.conversationId, conversationId), eq(remarks.exchange, exchange));
          const others = change
            .select({ id: remarks.id })
            .from(remarks)
            .where(and(same, isNotNull(remarks.userId)))
            .get();
          if (!others)
            change
              .delete(remarks)
              .where(and(same, isNull(remarks.userId)))
              .run();
        }
        return removed;
      }),
    removeBefore: (guildId, beforeMs) =>
      write((change) => {
        const ids = change
          .select({ id: conversations.id })
          .from(conversations)
          .where(eq(conversations.guildId, guildId));
        const removed = change
          .delete(remarks)
          .where(and(inArray(remarks.conversationId, ids), lt(remarks.saidAtMs, beforeMs)))
          .run().changes;
        change
          .delete(conversations)
          .where(and(eq(conversations.guildId, guildId), lt(conversations.updatedAtMs, beforeMs)))
          .run();
        return removed;
      }),
    guildIds: () =>
      orm
        .selectDistinct({ guildId: conversations.guildId })
        .from(conversations)
        .all()
        .map(({ guildId }) => guildId),
  };
}

function asRemark(row: typeof remarks.$inferSelect): StoredRemark {
  const { userId, name, text, isUncertain, isWritten, isInterrupted } = row;
  return { userId: userId ?? undefined, name, text, isUncertain, isWritten, isInterrupted };
}
