import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { wavData, wavHead } from './wav-bytes.ts';

/** A mono 16-bit WAV file that is being written, piece by piece. */
export interface WavWriter {
  write(samples: Float32Array): Promise<void>;
  /** Completes the file and gives it its name. */
  finish(): Promise<void>;
  /** Leaves nothing behind, unless the file was finished. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Begins a recording at any rate, in a file beside its place; the same samples give the same bytes.
 *
 * @throws AppError `AUDIO_FILE_INVALID` for more sound than a WAV file can hold, or for samples that are no numbers.
 */
export async function createWavWriter(path: string, sampleRateHz: number): Promise<WavWriter> {
  const partPath = `${path}.part`;
  let handle: FileHandle | undefined = await open(partPath, 'w');
  let dataBytes = 0;
  await handle.writeFile(wavHead(0, sampleRateHz));
  return {
    async write(samples) {
      const data = wavData(samples);
      dataBytes += data.length;
      await handle?.writeFile(data);
    },
    async finish() {
      const head = wavHead(dataBytes, sampleRateHz);
      await handle?.write(head, 0, head.length, 0);
      await handle?.sync();
      await handle?.close();
      handle = undefined;
      await rename(partPath, path);
    },
    async [Symbol.asyncDispose]() {
      await handle?.close();
      handle = undefined;
      await rm(partPath, { force: true });
    },
  };
}
