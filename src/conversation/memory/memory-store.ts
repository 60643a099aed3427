import { NOTHING_REMEMBERED, speakersOf, type MemoryContent, type Remark, type Summary } from './remark.ts';

/** Where the memory of one conversation is kept. Its calls are short and answer at once. */
export interface MemoryStore {
  load(): MemoryContent;
  /** Keeps an exchange. @returns its id, which grows. */
  add(remarks: readonly Remark[]): number;
  /** Puts a summary in the place of the one before and of every exchange up to `throughId`. */
  condense(summary: Summary, throughId: number): void;
  clear(): void;
}

/** What is forgotten when the process ends. */
export function createVolatileStore(): MemoryStore {
  let content = NOTHING_REMEMBERED;
  let lastId = 0;
  return {
    load: () => content,
    add(remarks) {
      lastId += 1;
      content = { ...content, exchanges: [...content.exchanges, { id: lastId, remarks }] };
      return lastId;
    },
    condense(summary, throughId) {
      content = { summary, exchanges: content.exchanges.filter(({ id = 0 }) => id > throughId) };
    },
    clear() {
      content = NOTHING_REMEMBERED;
    },
  };
}

/**
 * A memory without the words of a person: their remarks go, and the replies that were to nobody else. Words
 * cannot be taken out of a summary, so that one that they went into goes as a whole.
 */
export function withoutPerson({ summary, exchanges }: MemoryContent, userId: string): MemoryContent {
  return {
    summary: summary?.userIds.includes(userId) === true ? undefined : summary,
    exchanges: exchanges.flatMap(({ id, remarks }) => {
      const kept = remarks.filter((remark) => remark.userId !== userId);
      const hadSpeakers = kept.length < remarks.length;
      return hadSpeakers && speakersOf([{ id, remarks: kept }]).length === 0 ? [] : [{ id, remarks: kept }];
    }),
  };
}
