import { open, stat } from 'node:fs/promises';
import { ifPresent, sleep } from '#core';

/** How often a file is looked at. */
const LOOK_EVERY_MS = 250;
const PIECE_BYTES = 1 << 16;

/** What is read, and until when. */
export interface TailOptions {
  readonly path: string;
  /** Byte to begin with. */
  readonly from: number;
  /** Whether the writer is gone. */
  readonly isOver: () => boolean;
  /** Called at each look. */
  readonly onLook?: () => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * The lines of a file that another process writes, as they come; a line counts when its end is
 * there. Ends when `isOver` says so and all has been read.
 *
 * @throws the abort reason of `signal`.
 */
export async function* tailLines({
  path,
  from,
  isOver,
  onLook,
  signal,
}: TailOptions): AsyncGenerator<string, void, undefined> {
  let position = from;
  let rest = Buffer.alloc(0);
  for (;;) {
    signal.throwIfAborted();
    // Asked before reading: what was written before the end is there then.
    const wasOver = isOver();
    await onLook?.();
    const size = (await ifPresent(stat(path), path))?.size ?? 0;
    for (let isMore = position < size; isMore; isMore = position < size) {
      const file = await open(path);
      const { bytesRead, buffer } = await file.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, position);
      await file.close();
      if (bytesRead === 0) break;
      position += bytesRead;
      rest = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
        yield rest.toString('utf8', 0, end);
        rest = rest.subarray(end + 1);
      }
    }
    if (wasOver) return;
    await sleep(LOOK_EVERY_MS, signal);
  }
}
