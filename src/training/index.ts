export type { SourceFile } from './ingest/ingest.ts';
export { HELD_OUT_FILE, MANIFEST_FILE, METADATA_FILE } from './manifest/manifest.ts';
export { prepareVoice, type PreparedVoice, type PrepareVoiceOptions } from './prepare-voice.ts';
export { DEFAULT_SEGMENT_SETTINGS, type SegmentSettings } from './segment/segment.ts';
export { findSeparationModel, type FoundSeparationModel } from './separate/find-model.ts';
export type { SeparationChoice } from './separate/separate.ts';
export {
  createVocalSeparator,
  type VocalSeparator,
  type VocalSeparatorOptions,
} from './separate/separate-vocals.ts';
export { STAGE_NAMES, type StageName, type StageProgress } from './stage.ts';
export { exportVoice } from './trainer/export-voice.ts';
export { findPythonEnvironment, setUpPython, type PythonSetupOptions } from './trainer/python-environment.ts';
export { trainVoice, type TrainedVoice, type TrainVoiceOptions } from './trainer/train-voice.ts';
export type { TrainerEvent } from './trainer/trainer-event.ts';
export type { TrainingSettings, VoiceQuality } from './trainer/trainer-job.ts';
