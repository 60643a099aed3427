import { megabytes } from './disk.ts';
import type { OnStoreEvent, StoreEvent } from './store-event.ts';

/** One line for people about what happens; without a full stop, as a log line is. */
export function describeStoreEvent(event: StoreEvent): string {
  const { name } = event;
  switch (event.type) {
    case 'planned':
      return event.files === 0
        ? `${name} is complete`
        : `${name}: ${event.files} files, ${megabytes(event.totalBytes)} to fetch`;
    case 'waiting':
      return `${name}: waiting for ${event.ownerPid === undefined ? 'another process' : `process ${event.ownerPid}`}, which fetches it`;
    case 'progress': {
      const { receivedBytes, totalBytes, file } = event;
      return `${name}: ${percentOf(event)} % of ${megabytes(totalBytes)} (${megabytes(receivedBytes)}, ${file})`;
    }
    case 'retrying':
      return `${name}: ${event.error.message} Trying again in ${(event.delayMs / 1000).toFixed(1)} s`;
    case 'finished':
      return `${name} is in ${event.path}`;
  }
}

/**
 * Thins out progress for places where each event is a line of its own: a log, an event bus.
 *
 * @param stepPercent - a line of progress for each so many percent; all other events pass.
 */
export function thinProgress(onEvent: OnStoreEvent, stepPercent = 10): OnStoreEvent {
  let told = 0;
  return (event) => {
    if (event.type === 'planned') told = 0;
    if (event.type === 'progress') {
      const step = Math.floor(percentOf(event) / stepPercent);
      if (step <= told) return;
      told = step;
    }
    onEvent(event);
  };
}

function percentOf({ receivedBytes, totalBytes }: { receivedBytes: number; totalBytes: number }): number {
  return Math.floor((100 * receivedBytes) / totalBytes);
}
