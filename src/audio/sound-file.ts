import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { extname } from 'node:path';

import { AppError } from '#core';

import { PLAYOUT_SAMPLE_RATE_HZ } from './frames.ts';
import { createOggOpusStream } from './ogg-opus.ts';
import { AI_GENERATED_COMMENT } from './wav.ts';
import { wavData, wavHead } from './wav-bytes.ts';

/** 16-bit PCM, or Opus in Ogg. */
export type SoundFormat = 'wav' | 'ogg';

/** A sound file that is being written, piece by piece. */
export interface SoundFile {
  /** Appends mono samples in −1…1 at 48 kHz. @throws AppError `AUDIO_FILE_UNWRITABLE`. */
  write(samples: Float32Array): Promise<void>;
  /** Completes the file and gives it its name. @throws AppError `AUDIO_FILE_UNWRITABLE`. */
  finish(): Promise<void>;
  /** Leaves nothing behind, unless the file was finished. */
  [Symbol.asyncDispose](): Promise<void>;
}

const FORMATS: Readonly<Record<string, SoundFormat>> = {
  '.wav': 'wav',
  '.ogg': 'ogg',
  '.oga': 'ogg',
  '.opus': 'ogg',
};

/** The format that a file's name asks for; undefined for a name that asks for none of them. */
export function soundFormatOf(path: string): SoundFormat | undefined {
  return FORMATS[extname(path).toLowerCase()];
}

/** Turns samples into a format's bytes. */
interface SoundEncoding {
  push(samples: Float32Array): Uint8Array;
  finish(): Uint8Array;
  /** What has to stand at the start of the file once its length is known. */
  finalHead?(): Uint8Array;
  close(): void;
}

function wavEncoding(): SoundEncoding {
  const options = { comment: AI_GENERATED_COMMENT };
  let dataBytes = 0;
  let head = wavHead(0, PLAYOUT_SAMPLE_RATE_HZ, options);
  const takeHead = (): Uint8Array => {
    const taken = head;
    head = new Uint8Array(0);
    return taken;
  };
  return {
    push(samples) {
      const data = wavData(samples);
      dataBytes += data.length;
      return Buffer.concat([takeHead(), data]);
    },
    finish: takeHead,
    finalHead: () => wavHead(dataBytes, PLAYOUT_SAMPLE_RATE_HZ, options),
    close: () => undefined,
  };
}

/**
 * Begins a file of synthesised speech, which says so in its comment. What is written stands in a file beside
 * it; the name itself appears with the complete sound, and takes the place of what had it before.
 *
 * @throws AppError `AUDIO_FILE_UNWRITABLE`, `OPUS_UNAVAILABLE`.
 */
export async function createSoundFile(path: string, format: SoundFormat): Promise<SoundFile> {
  const partPath = `${path}.${process.pid}.part`;
  const guard = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      const detail = cause instanceof Error ? cause.message : String(cause);
      throw new AppError('AUDIO_FILE_UNWRITABLE', {
        message: `${path} could not be written: ${detail}.`,
        cause,
        context: { path },
      });
    }
  };
  const encoding: SoundEncoding =
    format === 'wav'
      ? wavEncoding()
      : await createOggOpusStream({ comments: [`COMMENT=${AI_GENERATED_COMMENT}`] });
  let handle: FileHandle | undefined;
  const append = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length > 0) await handle?.writeFile(bytes);
  };
  const release = async (): Promise<void> => {
    encoding.close();
    const opened = handle;
    handle = undefined;
    await opened?.close();
  };
  try {
    handle = await guard(() => open(partPath, 'w'));
  } catch (error) {
    encoding.close();
    throw error;
  }

  return {
    write: (samples) => guard(() => append(encoding.push(samples))),
    finish: () =>
      guard(async () => {
        await append(encoding.finish());
        const head = encoding.finalHead?.();
        if (head !== undefined) await handle?.write(head, 0, head.length, 0);
        await handle?.sync();
        await release();
        await rename(partPath, path);
      }),
    async [Symbol.asyncDispose]() {
      if (handle !== undefined) await release();
      await rm(partPath, { force: true });
    },
  };
}
