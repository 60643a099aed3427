import cliProgress from 'cli-progress';
import { describeStoreEvent, thinProgress, type OnStoreEvent, type StoreEvent } from '#models';
import type { CliStream } from './command-context.ts';

/** What shows how a download goes. */
export interface DownloadProgress extends Disposable {
  readonly onEvent: OnStoreEvent;
}

/** Shows downloads: a bar on a terminal, plain lines everywhere else. Ends with its disposal. */
export function showDownloads(stream: CliStream): DownloadProgress {
  const tell: OnStoreEvent = (event) => void stream.write(`${describeStoreEvent(event)}\n`);
  if (stream.isTTY === true) return showBar(stream as NodeJS.WriteStream, tell);
  return { onEvent: thinProgress(tell), [Symbol.dispose]: () => undefined };
}

function showBar(stream: NodeJS.WriteStream, tell: OnStoreEvent): DownloadProgress {
  let bar: cliProgress.SingleBar | undefined;
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  const start = ({ name, totalBytes }: Extract<StoreEvent, { type: 'progress' }>): cliProgress.SingleBar => {
    const made = new cliProgress.SingleBar({
      stream,
      format: `${name} [{bar}] {percentage} % | {value} of {total} MB | {eta_formatted} left | {file}`,
      formatValue: (value, _options, type) =>
        type === 'value' || type === 'total' ? (value / 1e6).toFixed(1) : String(value),
      // Bytes come in bursts: an estimate from the last few jumps about.
      etaBuffer: 200,
      barsize: 24,
      hideCursor: true,
      // Ctrl-C has its own way through the program.
      gracefulExit: false,
    });
    made.start(totalBytes, 0, { file: '' });
    return made;
  };
  return {
    onEvent(event) {
      if (event.type === 'progress') {
        bar ??= start(event);
        bar.update(event.receivedBytes, { file: event.file });
        return;
      }
      stop();
      tell(event);
    },
    [Symbol.dispose]: stop,
  };
}
