export { cpuFeatures, type CpuFeatures } from './cpu-features.ts';
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
export {
  loadEditedModel,
  type EditedModel,
  type EditedModelRequest,
} from './onnx-graph/load-edited-model.ts';
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
export {
  chainEdits,
  editPart,
  type OnnxEdit,
  type OnnxEditResult,
  type OnnxFacts,
} from './onnx-graph/onnx-edit.ts';
export type { CheckCase, CheckTensor, SelfCheck } from './onnx-graph/self-check/check-case.ts';
export { exposeCrossAttentions } from './onnx-graph/expose-cross-attentions.ts';
export { digestOfFile } from './onnx-graph/file-digest.ts';
export { fuseAttention, type FusedAttentions } from './onnx-graph/fuse-attention.ts';
export { packIntegerProducts } from './onnx-graph/pack-integer-products.ts';
export { splitDecoder } from './onnx-graph/split-decoder.ts';
export { fixBatch } from './onnx-graph/fix-batch.ts';
export { quantiseMatMuls } from './onnx-graph/quantise-mat-muls.ts';
export { shortlistVocabulary } from './onnx-graph/shortlist-vocabulary.ts';
export { signInt8Weights } from './onnx-graph/sign-int8-weights.ts';
export { splitVoice } from './onnx-graph/split-voice.ts';
export { splitVoiceFlow } from './onnx-graph/split-voice-flow.ts';
export { readOnnxModel, writeOnnxModel } from './onnx-graph/wire-format.ts';
export {
  serveInference,
  type InferenceContext,
  type InferenceMethod,
  type InferenceService,
} from './serve-inference.ts';
export {
  CATALOGUE,
  createModelStore,
  DEFAULT_FORMATS,
  DEFAULT_ONNX_CACHE_FOLDER,
  DEFAULT_VOICES_FOLDER,
  describeStoreEvent,
  ensureModel,
  ensureVoice,
  findModel,
  findVoice,
  isModelName,
  isVoiceName,
  modelPath,
  thinProgress,
  voicePath,
  WEIGHT_FORMAT_SUFFIXES,
  type CatalogueModel,
  type Ensured,
  type EnsureOptions,
  type FileState,
  type Inspection,
  type ListedVoice,
  type ModelFormats,
  type ModelStore,
  type ModelStoreOptions,
  type ModelWeightFormat,
  type OnStoreEvent,
  type Pulled,
  type Removal,
  type StoredModel,
  type StoredVoice,
  type StoreEvent,
  type VoiceList,
} from './store/index.ts';
export type { InferenceWorkerEvent } from './supervised-thread.ts';
export { withTransfer, type WithTransfer } from './with-transfer.ts';
