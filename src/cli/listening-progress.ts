import cliProgress from 'cli-progress';
import type { CliStream } from './command-context.ts';
import { formatDuration } from './speaking-progress.ts';

/** Shows how far a recording has been read. Ends with its disposal. */
export interface ListeningProgress extends Disposable {
  /** Tells how long the recording is; not every file tells. */
  setTotal(totalMs: number): void;
  update(readMs: number): void;
}

/** Recordings that are shorter are soon read. */
const MIN_TOTAL_MS = 60_000;

/** Shows a bar on a terminal for a long recording, and nothing anywhere else. */
export function showListening(stream: CliStream, name: string): ListeningProgress {
  let bar: cliProgress.SingleBar | undefined;
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    setTotal(totalMs) {
      if (stream.isTTY !== true || totalMs < MIN_TOTAL_MS || bar !== undefined) return;
      bar = new cliProgress.SingleBar({
        stream: stream as NodeJS.WriteStream,
        format: `${name} [{bar}] {percentage} % | {read} of {all} | {eta_formatted} left`,
        barsize: 24,
        hideCursor: true,
        clearOnComplete: true,
        // Ctrl-C has its own way through the program.
        gracefulExit: false,
      });
      bar.start(totalMs, 0, { read: formatDuration(0), all: formatDuration(totalMs) });
    },
    update: (readMs) => bar?.update(Math.min(readMs, bar.getTotal()), { read: formatDuration(readMs) }),
    [Symbol.dispose]: stop,
  };
}
