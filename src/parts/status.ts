import { monitorEventLoop } from '#core';
import type { StatusReport } from '#discord';
import type { House } from './house.ts';

/** How the process is. */
export interface Status {
  readonly report: () => StatusReport;
  /** Measures anew from now on. */
  readonly reset: () => void;
}

/**
 * Watches the event loop and the memory; the last figures are an event when the process ends.
 *
 * @param modes - what each part runs on.
 * @param isInferring - whether a large model is at work just now.
 */
export function openStatus(
  { version, bus, parts }: House,
  modes: Readonly<Record<string, string>>,
  isInferring: () => boolean,
): Status {
  const eventLoop = monitorEventLoop(isInferring);
  parts.defer(() => bus.emit('system.figures', { eventLoop: eventLoop.figures(), memoryMb: memoryMb() }));
  return {
    report: () => ({
      version,
      uptimeMs: process.uptime() * 1000,
      modes,
      eventLoop: eventLoop.figures(),
      memoryMb: memoryMb(),
    }),
    reset: () => eventLoop.reset(),
  };
}

function memoryMb(): number {
  return Math.round(process.memoryUsage.rss() / 1e6);
}
