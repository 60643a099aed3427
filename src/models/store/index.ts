export {
  CATALOGUE,
  DEFAULT_FORMATS,
  findModel,
  WEIGHT_FORMAT_SUFFIXES,
  type CatalogueModel,
  type ModelFormats,
  type ModelWeightFormat,
} from './catalogue.ts';
export { describeStoreEvent, thinProgress } from './describe-event.ts';
export { ensureModel, ensureVoice, type Ensured, type EnsureOptions } from './ensure.ts';
export type { FileState, Inspection } from './inspect.ts';
export {
  createModelStore,
  type ModelStore,
  type ModelStoreOptions,
  type Pulled,
  type StoredModel,
  type StoredVoice,
} from './model-store.ts';
export {
  isModelName,
  isVoiceName,
  DEFAULT_ONNX_CACHE_FOLDER,
  DEFAULT_VOICES_FOLDER,
  modelPath,
  voicePath,
} from './places.ts';
export type { Removal } from './remove.ts';
export type { OnStoreEvent, StoreEvent } from './store-event.ts';
export { findVoice, type ListedVoice, type VoiceList } from './voice-list.ts';
