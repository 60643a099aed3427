import type { EventLoopFigures } from '#core';

/** What `/status` shows of the process as a whole: names and figures, ready to be read. */
export interface StatusReport {
  readonly version: string;
  readonly uptimeMs: number;
  /** What each part runs on, by part: recogniser, voice, model with its price, Opus codec. */
  readonly modes: Readonly<Record<string, string>>;
  readonly eventLoop: EventLoopFigures;
  readonly memoryMb: number;
}
