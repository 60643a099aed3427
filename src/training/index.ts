export { readConsent, recordConsent, type Consent, type StatementRequest } from './consent/consent.ts';
export { consentSentence } from './consent/statement.ts';
export type { SourceFile } from './ingest/ingest.ts';
export { makeVoice, type MadeVoice, type MakeVoiceOptions } from './make-voice.ts';
export { METADATA_FILE } from './manifest/manifest.ts';
export { prepareVoice, type PreparedVoice, type PrepareVoiceOptions } from './prepare-voice.ts';
export { withdrawVoice } from './publish/publish.ts';
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
export { rateOf, VOICE_QUALITIES, type TrainingSettings, type VoiceQuality } from './trainer/trainer-job.ts';
