import { and, eq, gte, isNotNull, lt, sql, type SQL } from 'drizzle-orm';
import type { OpenDatabase } from './connection.ts';
import { modelUsage } from './schema/model-usage.ts';
import { withoutDiskWait } from './without-disk-wait.ts';

/** Whose budget a request is charged to. */
export type BudgetScope = 'everybody' | 'server' | 'person';

/** A request to a language model that is about to be made. */
export interface PlannedRequest {
  readonly startedAtMs: number;
  readonly guildId?: string | undefined;
  readonly userId?: string | undefined;
  readonly purpose: string;
  readonly alias: string;
  readonly provider: string;
  readonly modelId: string;
  /** What it can cost at most. */
  readonly worstCaseNanoUsd: number;
}

/** What a request took in the end. */
export interface EndedRequest {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costNanoUsd: number;
  readonly isEstimated: boolean;
  readonly costSource: 'provider' | 'registry';
  readonly outcome: string;
  readonly servedBy?: string | undefined;
}

/** How much may be spent in a day, in billionths of a US dollar; undefined is without a limit. */
export type DayLimits = Readonly<Partial<Record<BudgetScope, number | undefined>>>;

/** What was spent in a day by whom a request belongs to, with what is set aside. */
export interface Spent {
  readonly scope: BudgetScope;
  readonly spentNanoUsd: number;
  readonly limitNanoUsd: number;
}

/** A request that was let through, or the budget that it would break. */
export type ReserveOutcome =
  | { readonly isReserved: true; readonly id: number; readonly spent: readonly Spent[] }
  | { readonly isReserved: false; readonly broken: Spent };

/** Whose usage is asked for, and of which days. */
export interface UsageFilter {
  readonly sinceMs: number;
  readonly guildId?: string | undefined;
  readonly userId?: string | undefined;
}

/** What one model took. */
export interface ModelUsageRow {
  readonly alias: string;
  readonly requests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costNanoUsd: number;
  /** Requests whose tokens the provider did not count. */
  readonly estimatedRequests: number;
  /** Answers that were thrown away before anybody heard them, and what they took. */
  readonly discardedRequests: number;
  readonly discardedTokens: number;
  readonly discardedNanoUsd: number;
}

/** What was asked of language models, and what it cost. */
export interface ModelUsageRepository {
  /** Sets the worst case aside, unless a budget of the day would be broken by it. One transaction. */
  reserve(request: PlannedRequest, limits: DayLimits): ReserveOutcome;
  settle(id: number, ended: EndedRequest): void;
  /** The request cost nothing, since it was refused. */
  release(id: number): void;
  /** Requests that a crash left open count as what they could cost at most. @returns how many there were. */
  closeAbandoned(): number;
  /** By model, the dearest first. */
  usage(filter: UsageFilter): readonly ModelUsageRow[];
  /** What was spent on a day (UTC), with what is set aside; by everybody, or by one server or person. */
  spentOn(day: string, whose?: { readonly guildId?: string; readonly userId?: string }): number;
  /** The money stays in the books; whose it was is forgotten. @returns how many rows. */
  forgetPerson(userId: string): number;
  /** Removes what is older. @returns how many rows. */
  prune(beforeMs: number): number;
}

/** The UTC day of a time. */
export const dayOf = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10);

/** @param database - the app database. */
export function createModelUsageRepository({ orm, sqlite }: OpenDatabase): ModelUsageRepository {
  const table = modelUsage;

  function spent(day: string, ...more: readonly SQL[]): number {
    const total = sql<number>`coalesce(sum(${table.costNanoUsd}), 0)`;
    return (
      orm
        .select({ total })
        .from(table)
        .where(and(eq(table.day, day), ...more))
        .get()?.total ?? 0
    );
  }

  function spentByAll(request: PlannedRequest, limits: DayLimits): readonly Spent[] {
    const day = dayOf(request.startedAtMs);
    const { guildId, userId } = request;
    const scopes: readonly (readonly [BudgetScope, readonly SQL[] | undefined])[] = [
      ['everybody', []],
      ['server', guildId === undefined ? undefined : [eq(table.guildId, guildId)]],
      ['person', userId === undefined ? undefined : [eq(table.userId, userId)]],
    ];
    return scopes.flatMap(([scope, conditions]) => {
      const limitNanoUsd = limits[scope];
      if (conditions === undefined || limitNanoUsd === undefined) return [];
      return [{ scope, limitNanoUsd, spentNanoUsd: spent(day, ...conditions) }];
    });
  }

  const reserve = (request: PlannedRequest, limits: DayLimits): ReserveOutcome => {
    const { worstCaseNanoUsd: worst, ...facts } = request;
    const before = spentByAll(request, limits);
    // What costs nothing breaks no budget.
    const broken = before.find(
      ({ spentNanoUsd, limitNanoUsd }) => worst > 0 && spentNanoUsd + worst > limitNanoUsd,
    );
    if (broken) return { isReserved: false, broken };
    const row = {
      ...facts,
      day: dayOf(facts.startedAtMs),
      costNanoUsd: worst,
      costSource: 'registry',
      outcome: 'open',
    };
    const { id } = orm.insert(table).values(row).returning({ id: table.id }).get();
    const now = before.map((one) => ({ ...one, spentNanoUsd: one.spentNanoUsd + worst }));
    return { isReserved: true, id, spent: now };
  };

  const atOnce = <Result>(write: () => Result): Result => withoutDiskWait({ sqlite }, write);

  return {
    reserve: (request, limits) =>
      atOnce(() => sqlite.transaction(() => reserve(request, limits)).immediate()),
    settle: (id, ended) => atOnce(() => void orm.update(table).set(ended).where(eq(table.id, id)).run()),
    release: (id) => atOnce(() => void orm.delete(table).where(eq(table.id, id)).run()),
    closeAbandoned: () =>
      orm.update(table).set({ outcome: 'failed' }).where(eq(table.outcome, 'open')).run().changes,
    usage({ sinceMs, guildId, userId }) {
      const isDiscarded = sql`${table.outcome} = 'discarded'`;
      const tokens = sql`${table.promptTokens} + ${table.completionTokens}`;
      const cost = sql<number>`sum(${table.costNanoUsd})`;
      return orm
        .select({
          alias: table.alias,
          requests: sql<number>`count(*)`,
          promptTokens: sql<number>`sum(${table.promptTokens})`,
          completionTokens: sql<number>`sum(${table.completionTokens})`,
          costNanoUsd: cost,
          estimatedRequests: sql<number>`sum(${table.isEstimated})`,
          discardedRequests: sql<number>`sum(${isDiscarded})`,
          discardedTokens: sql<number>`sum(iif(${isDiscarded}, ${tokens}, 0))`,
          discardedNanoUsd: sql<number>`sum(iif(${isDiscarded}, ${table.costNanoUsd}, 0))`,
        })
        .from(table)
        .where(
          and(
            gte(table.startedAtMs, sinceMs),
            guildId === undefined ? undefined : eq(table.guildId, guildId),
            userId === undefined ? undefined : eq(table.userId, userId),
          ),
        )
        .groupBy(table.alias)
        .orderBy(sql`${cost} desc`, table.alias)
        .all();
    },
    spentOn(day, { guildId, userId } = {}) {
      const whose = [
        ...(guildId === undefined ? [] : [eq(table.guildId, guildId)]),
        ...(userId === undefined ? [] : [eq(table.userId, userId)]),
      ];
      return spent(day, ...whose);
    },
    forgetPerson: (userId) =>
      orm
        .update(table)
        .set({ userId: null })
        .where(and(isNotNull(table.userId), eq(table.userId, userId)))
        .run().changes,
    prune: (beforeMs) => orm.delete(table).where(lt(table.startedAtMs, beforeMs)).run().changes,
  };
}
