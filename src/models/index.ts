export { cpuFeatures, parseCpuFeatures, type CpuFeatures } from './cpu-features.ts';
export type { JobOptions } from './inference-job.ts';
export type { JobPriority } from './job-priority.ts';
export {
  startInferenceWorker,
  type InferenceWorker,
  type InferenceWorkerOptions,
  type InferenceWorkerStats,
} from './inference-worker.ts';
export { createOnnxSession, type OnnxSessionOptions, type OnnxSource } from './onnx-session.ts';
export {
  makeAttribute,
  makeGraph,
  makeIntegers,
  makeModel,
  makeNode,
  makeTensor,
  makeValueInfo,
  type OnnxAttributeValue,
  type OnnxGraphParts,
  type OnnxValues,
} from './onnx-graph/build-model.ts';
export { makeEncoderDynamic } from './onnx-graph/make-encoder-dynamic.ts';
export {
  ATTRIBUTE_TYPE,
  DATA_TYPE,
  type OnnxAttribute,
  type OnnxDimension,
  type OnnxEntry,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxOpset,
  type OnnxShape,
  type OnnxTensor,
  type OnnxTensorType,
  type OnnxValueInfo,
  type OnnxValueType,
} from './onnx-graph/model.ts';
export { chainEdits, type OnnxEdit, type OnnxEditResult, type OnnxFacts } from './onnx-graph/onnx-edit.ts';
export { readOnnxModel, writeOnnxModel } from './onnx-graph/wire-format.ts';
export {
  serveInference,
  type InferenceContext,
  type InferenceMethod,
  type InferenceService,
} from './serve-inference.ts';
export type { InferenceWorkerEvent } from './supervised-thread.ts';
export { withTransfer, type WithTransfer } from './with-transfer.ts';
