export type { JobOptions } from './inference-job.ts';
export {
  startInferenceWorker,
  type InferenceWorker,
  type InferenceWorkerOptions,
  type InferenceWorkerStats,
} from './inference-worker.ts';
export { createOnnxSession, type OnnxSessionOptions } from './onnx-session.ts';
export {
  serveInference,
  type InferenceContext,
  type InferenceMethod,
  type InferenceService,
} from './serve-inference.ts';
export type { InferenceWorkerEvent } from './supervised-thread.ts';
export { withTransfer, type WithTransfer } from './with-transfer.ts';
