import type { AppError } from '#core';

/** What happens while a model or a voice is fetched. Byte counts are of the whole model, all files. */
export type StoreEvent = {
  /** The model or the voice. */
  readonly name: string;
} & (
  | { readonly type: 'planned'; readonly files: number; readonly totalBytes: number }
  /** Another process fetches the same; this one waits. */
  | { readonly type: 'waiting'; readonly ownerPid: number | undefined }
  | {
      readonly type: 'progress';
      readonly file: string;
      readonly receivedBytes: number;
      readonly totalBytes: number;
    }
  | {
      readonly type: 'retrying';
      readonly file: string;
      readonly error: AppError;
      readonly delayMs: number;
    }
  | { readonly type: 'finished'; readonly path: string; readonly downloadedBytes: number }
);

/** Told of each {@link StoreEvent}; must not throw. */
export type OnStoreEvent = (event: StoreEvent) => void;
