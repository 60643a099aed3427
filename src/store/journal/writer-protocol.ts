import type { ErrorCode } from '#core';
import type { PruneReport, RetentionPolicy } from '../retention.ts';

/** What the writing thread is started with. */
export interface WriterBoot {
  readonly dataFolder: string;
}

export type ToWriter =
  /** `events` is a JSON array: cheaper to hand over than the objects. */
  | { readonly type: 'write'; readonly events: string }
  | { readonly type: 'prune'; readonly policy: RetentionPolicy }
  | { readonly type: 'close' };

export type FromWriter =
  | { readonly type: 'written' }
  | { readonly type: 'write-failed'; readonly code: ErrorCode; readonly message: string }
  | { readonly type: 'pruned'; readonly report: PruneReport }
  | { readonly type: 'prune-failed'; readonly code: ErrorCode; readonly message: string };
