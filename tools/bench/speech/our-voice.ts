import { createPiperSynthesizer, type PiperSynthesizer } from '#speaking';
import { CACHE_FOLDER } from './bench-models.ts';

/** Threads of the voice's network, as the bot has it. */
export const VOICE_THREADS = 1;

/** Our synthesizer as the bot runs it, with all noise at zero. */
export async function openVoice(voicePath: string): Promise<PiperSynthesizer> {
  return createPiperSynthesizer({
    voicePath,
    noiseScale: 0,
    noiseW: 0,
    sentencePauseMs: 0,
    threads: VOICE_THREADS,
    cacheFolder: CACHE_FOLDER,
  });
}
