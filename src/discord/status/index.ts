export { describeStatus } from './describe-status.ts';
export { statusPicture } from './status-picture.ts';
export type { StatusReport } from './status-report.ts';
