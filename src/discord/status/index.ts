export { describeStatus } from './describe-status.ts';
export type { LatencyByTime, LatencyFigures } from './latency-picture.ts';
export { statusPicture } from './status-picture.ts';
export type { StatusReport } from './status-report.ts';
