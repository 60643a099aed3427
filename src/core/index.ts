import './steady-wasm.ts';

export { AppError, causesOf, toAppError, UserError, type AppErrorOptions } from './app-error.ts';
export { systemClock, type Clock } from './clock.ts';
export { sleep, withDeadline, type DeadlineOptions } from './deadline.ts';
export { ERROR_CODES, type ErrorCode, type ErrorCodeRow, type Severity } from './error-codes.ts';
export { monitorEventLoop, type EventLoopFigures, type EventLoopMonitor } from './event-loop-monitor.ts';
export { ifPresent } from './if-present.ts';
export type { LogFields, Logger } from './logger.ts';
export { writeWhole } from './write-whole.ts';
