import type { Clock } from '#core';
import type { EventBus } from '#events';
import type { EventJournal } from '#store';
import type { Config } from '../config.ts';
import type { Storage } from './storage.ts';

/** What every part is given. */
export interface House {
  readonly config: Config;
  readonly version: string;
  readonly storage: Storage;
  /** Brings what happens to the disk. */
  readonly journal: EventJournal;
  readonly bus: EventBus;
  readonly clock: Clock;
  /** What is closed at the end, the last opened first. */
  readonly parts: AsyncDisposableStack;
  /** Aborts when the process is asked to end. */
  readonly signal: AbortSignal;
  /** Ends what goes on, closes every part, then the process. */
  readonly exit: (code: number, reason: string) => Promise<void>;
}
