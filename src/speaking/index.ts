export { createClauseSplitter, type ClauseSplitter, type ClauseSplitterOptions } from './clause-splitter.ts';
export {
  createPiperSynthesizer,
  type PiperDescription,
  type PiperSynthesizer,
  type PiperSynthesizerOptions,
} from './piper/piper-synthesizer.ts';
export { createVoiceShelf, type BorrowedVoice, type ShelvedVoice, type VoiceShelf } from './voice-shelf.ts';
export type { Clause, SpeakingStyle, SpokenAudio, SpokenWord } from './spoken-audio.ts';
