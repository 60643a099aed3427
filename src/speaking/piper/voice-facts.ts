import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { AppError } from '#core';

import type { PiperVoice } from './voice.ts';

const facts = z.object({
  /** Gain of each speaker that has spoken, in dB. */
  gainsDb: z.record(z.string(), z.number()),
  /** How much a sentence in chunks differs from the same one made at once, as a share of its peak. */
  chunkDifference: z.number().nonnegative().optional(),
});

/** What is measured of a voice once and kept for the next start. */
export type VoiceFacts = Readonly<z.infer<typeof facts>>;

/** Where {@link VoiceFacts} are kept. */
export interface VoiceFactsStore {
  /** Nothing is known of a voice that was never measured, or whose file is damaged: it is measured again. */
  read(): Promise<VoiceFacts>;
  /** @throws AppError `MODEL_CACHE_FAILED`. */
  write(facts: VoiceFacts): Promise<void>;
}

/** Counts up whenever the same voice would be measured differently. */
const VERSION = 1;
const UNKNOWN: VoiceFacts = { gainsDb: {} };

/**
 * Opens what is kept about a voice: its file and its description name it, so that another voice of the same
 * name is measured anew.
 *
 * @param folder - may be missing; it is made.
 * @throws AppError `MODEL_FILE_MISSING`.
 */
export async function openVoiceFacts(folder: string, voice: PiperVoice): Promise<VoiceFactsStore> {
  const path = join(folder, `${await digestOf(voice)}-voice-v${VERSION}.json`);
  return {
    async read() {
      try {
        const parsed = facts.safeParse(JSON.parse(await readFile(path, 'utf8')));
        return parsed.success ? parsed.data : UNKNOWN;
      } catch {
        // Missing, unreadable or no JSON: all the same to a voice that can be measured again.
        return UNKNOWN;
      }
    },
    async write(measured) {
      const partPath = `${path}.${process.pid}.part`;
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(partPath, JSON.stringify(measured));
        await rename(partPath, path);
      } catch (cause) {
        throw new AppError('MODEL_CACHE_FAILED', {
          message: `What was measured of a voice could not be kept in ${path}.`,
          cause,
          context: { path },
        });
      }
    },
  };
}

async function digestOf(voice: PiperVoice): Promise<string> {
  const { modelPath, ...described } = voice;
  const hash = createHash('sha256').update(JSON.stringify(described));
  try {
    for await (const bytes of createReadStream(modelPath)) hash.update(bytes as Buffer);
  } catch (cause) {
    throw new AppError('MODEL_FILE_MISSING', {
      message: `The voice ${modelPath} cannot be read.`,
      cause,
      context: { path: modelPath },
    });
  }
  return hash.digest('hex');
}
