import { createWhisperTranscriber, type WhisperTranscriber } from '#hearing';
import { CACHE_FOLDER } from './bench-models.ts';
import type { BenchOptions } from './options.ts';

type Formats = Pick<BenchOptions, 'encoderFormat' | 'decoderFormat' | 'encoderPrecision'>;

/** Our recogniser as the bot runs it, on its own thread. */
export async function openOurs(
  folder: string,
  formats: Formats,
  windowPolicy?: { readonly floorSeconds: number; readonly marginSeconds: number },
): Promise<WhisperTranscriber> {
  return createWhisperTranscriber({
    modelPath: folder,
    language: 'en',
    encoderFormat: formats.encoderFormat,
    decoderFormat: formats.decoderFormat,
    encoderPrecision: formats.encoderPrecision,
    cacheFolder: CACHE_FOLDER,
    utteranceTimeoutMs: 600_000,
    ...(windowPolicy === undefined ? {} : { windowPolicy }),
  });
}
