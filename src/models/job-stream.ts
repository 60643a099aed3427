import { AppError } from '#core';
import type { JobListener } from './inference-job.ts';

/** Requests a job and returns what is to be called for every piece that was read. */
type RequestStream = (signal: AbortSignal, listener: JobListener) => () => void;

const ignore = (): void => undefined;

/** Turns a job's pieces into something to loop over; leaving the loop aborts the job. */
export async function* readJobStream<Piece>(
  signal: AbortSignal,
  request: RequestStream,
): AsyncGenerator<Piece, void, undefined> {
  const left = new AbortController();
  const pieces: Piece[] = [];
  let outcome: { readonly error?: unknown } | undefined;
  let wake: () => void = ignore;
  const end = (value: { readonly error?: unknown }): void => {
    outcome = value;
    wake();
  };
  const consumed = request(AbortSignal.any([signal, left.signal]), {
    onPiece(value) {
      pieces.push(value as Piece);
      wake();
    },
    onDone: () => end({}),
    onFailed: (error) => end({ error }),
  });
  try {
    for (;;) {
      signal.throwIfAborted();
      if (pieces.length > 0) {
        consumed();
        yield pieces.shift() as Piece;
      } else if (outcome !== undefined) {
        if ('error' in outcome) throw outcome.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    left.abort(new AppError('CANCELLED', { message: 'Nobody reads the stream any more.' }));
  }
}
