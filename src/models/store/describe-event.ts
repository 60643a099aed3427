import { megabytes } from './disk.ts';
import type { OnStoreEvent, StoreEvent } from './store-event.ts';

/** One line for people about what happens; without a full stop, as a log line is. */
export function describeStoreEvent(event: StoreEvent): string {
  const { name } = event;
  if (event.type === 'planned') {
    if (event.files === 0) return `${name} is complete`;
    return `${name}: ${event.files} files, ${megabytes(event.totalBytes)} to fetch`;
  }
  if (event.type === 'waiting') {
    const owner = event.ownerPid === undefined ? 'another process' : `process ${event.ownerPid}`;
    return `${name}: waiting for ${owner}, which fetches it`;
  }
  if (event.type === 'progress') {
    const { receivedBytes, totalBytes, file } = event;
    return `${name}: ${percentOf(event)} % of ${megabytes(totalBytes)} (${megabytes(receivedBytes)}, ${file})`;
  }
  if (event.type === 'retrying') {
    return `${name}: ${event.error.message} Trying again in ${(event.delayMs / 1000).toFixed(1)} s`;
  }
  return `${name} is in ${event.path}`;
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
