import cliProgress from 'cli-progress';
import type { StageName, StageProgress } from '#training';
import type { CliStream } from './command-context.ts';

/** Shows how far a training run is. Ends with its disposal. */
export interface StageProgressView extends Disposable {
  readonly onProgress: (progress: StageProgress) => void;
  readonly onStage: (stage: StageName, skipped: boolean) => void;
}

/** A bar for each stage on a terminal; elsewhere a line when a stage is done. */
export function showStages(stream: CliStream): StageProgressView {
  let bar: cliProgress.SingleBar | undefined;
  let barStage: StageName | undefined;
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
    barStage = undefined;
  };
  return {
    onProgress({ stage, done, total, unit }) {
      if (stream.isTTY !== true || total === 0) return;
      if (barStage !== stage) {
        stop();
        barStage = stage;
        bar = new cliProgress.SingleBar({
          stream: stream as NodeJS.WriteStream,
          format: `${stage} [{bar}] {percentage} % | {value} of {total} ${unit} | {eta_formatted} left`,
          barsize: 24,
          hideCursor: true,
          clearOnComplete: true,
          // Ctrl-C has its own way through the program.
          gracefulExit: false,
        });
        bar.start(total, 0);
      }
      bar?.setTotal(total);
      bar?.update(Math.min(done, total));
    },
    onStage(stage, skipped) {
      stop();
      stream.write(`${stage}: ${skipped ? 'nothing has changed' : 'done'}\n`);
    },
    [Symbol.dispose]: stop,
  };
}
