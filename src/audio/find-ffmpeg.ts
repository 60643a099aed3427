import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { AppError } from '#core';

/** Where a program may be; each is looked at in its turn. */
export interface FfmpegPlaces {
  /** Set by the owner (FFMPEG_PATH): nothing else counts then. */
  readonly configured?: string | undefined;
  /** What the package `ffmpeg-static` says; nothing when it is not installed. */
  readonly bundled?: string | undefined;
  /** The PATH of the environment. */
  readonly searchPath?: string | undefined;
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    // Whatever the reason, it cannot be started.
    () => false,
  );
}

/** The program that the package `ffmpeg-static` brought, when it is installed. */
export function bundledFfmpeg(): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    const path: unknown = require('ffmpeg-static');
    return typeof path === 'string' ? path : undefined;
  } catch {
    // It is an optional dependency.
    return undefined;
  }
}

/**
 * Finds ffmpeg.
 *
 * @throws AppError `FFMPEG_MISSING` that names every place.
 */
export async function findFfmpeg(places: FfmpegPlaces): Promise<string> {
  const { configured, bundled, searchPath = '' } = places;
  const missing = (message: string): AppError =>
    new AppError('FFMPEG_MISSING', { message, context: { configured, bundled } });
  if (configured !== undefined && configured !== '') {
    if (await isProgram(configured)) return configured;
    throw missing(`FFMPEG_PATH names ${configured}, which is no program that can be started.`);
  }
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  const onPath = searchPath.split(delimiter).filter((folder) => folder !== '');
  const candidates = [
    ...(bundled === undefined ? [] : [bundled]),
    ...onPath.map((folder) => join(folder, name)),
  ];
  for (const candidate of candidates) if (await isProgram(candidate)) return candidate;
  throw missing(
    'No ffmpeg was found: FFMPEG_PATH is not set, the package ffmpeg-static is not installed, and there is ' +
      'none on the PATH.',
  );
}
