import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { openWavStream, runFfmpeg, type RunFfmpegOptions } from '#audio';
import { UserError } from '#core';

/** Rate at which the models that separate voices work. */
export const STUDIO_SAMPLE_RATE_HZ = 44_100;
/** Rate at which speech is found and read. */
export const SPEECH_SAMPLE_RATE_HZ = 16_000;

/** The two forms in which a recording is kept; 16-bit WAV. */
export interface DecodedSource {
  /** Stereo at 44.1 kHz. */
  readonly studioPath: string;
  /** Mono at 16 kHz. */
  readonly speechPath: string;
}

/** A file that announces more than this beyond what could be read is damaged. */
const MISSING_SHARE = 0.05;
const MISSING_MS = 1000;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** What an earlier start that was killed has left of the same files. */
async function removeParts({ studioPath, speechPath }: DecodedSource): Promise<void> {
  const folder = dirname(studioPath);
  const names = [studioPath, speechPath].map((path) => basename(path));
  for (const file of await readdir(folder)) {
    const isPart = file.endsWith('.part') && names.some((name) => file.startsWith(name));
    if (isPart) await rm(join(folder, file), { force: true });
  }
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function outputOf(path: string, channels: number, rateHz: number): readonly string[] {
  const plain = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact'];
  const sound = ['-map', '0:a:0', '-vn', '-ac', String(channels), '-ar', String(rateHz)];
  return [...sound, ...plain, '-c:a', 'pcm_s16le', '-f', 'wav', '-y', `file:${resolve(path)}`];
}

/**
 * Decodes the first sound of a recording once into both forms. The files appear complete or not at all, and are
 * the same bytes every time.
 *
 * @param announcedMs - length that the file claims, when it does.
 * @returns the length that was decoded, in ms.
 * @throws UserError `TRAINING_SOURCE_UNUSABLE` for a damaged recording; what `runFfmpeg` throws.
 */
export async function decodeSource(
  path: string,
  to: DecodedSource,
  announcedMs: number | undefined,
  options: RunFfmpegOptions,
): Promise<number> {
  await removeParts(to);
  // A name of its own: an ffmpeg that outlived a kill may still be writing.
  const part = randomUUID();
  const studio = `${to.studioPath}.${part}.part`;
  const speech = `${to.speechPath}.${part}.part`;
  const damaged = (what: string): UserError =>
    new UserError('TRAINING_SOURCE_UNUSABLE', { message: `${path} is damaged: ${what}.`, context: { path } });
  try {
    const { exitCode, messages } = await runFfmpeg(
      [
        '-i',
        `file:${resolve(path)}`,
        ...outputOf(studio, 2, STUDIO_SAMPLE_RATE_HZ),
        ...outputOf(speech, 1, SPEECH_SAMPLE_RATE_HZ),
      ],
      options,
    );
    if (exitCode !== 0) {
      throw damaged(`ffmpeg says "${messages.trim().split('\n').at(-1) ?? ''}"`);
    }
    const decoded = await openWavStream(speech);
    await decoded.close();
    const { durationMs } = decoded;
    if (announcedMs !== undefined && durationMs < announcedMs * (1 - MISSING_SHARE) - MISSING_MS) {
      throw damaged(`${seconds(announcedMs)} are announced and ${seconds(durationMs)} could be read`);
    }
    await Promise.all([flush(studio), flush(speech)]);
    await rename(studio, to.studioPath);
    await rename(speech, to.speechPath);
    return durationMs;
  } finally {
    await Promise.all([rm(studio, { force: true }), rm(speech, { force: true })]);
  }
}
