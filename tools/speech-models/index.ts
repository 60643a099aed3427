export { fillSkeleton } from './fill-skeleton.ts';
export { VOICE_SHAPES, writePiperVoice, type VoiceSkeleton } from './piper-voice.ts';
export {
  WHISPER_SHAPES,
  whisperFiles,
  writeWhisperFolder,
  type WhisperFolderOptions,
  type WhisperSkeleton,
} from './whisper-folder.ts';
