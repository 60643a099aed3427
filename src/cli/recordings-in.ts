import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { ifPresent, UserError } from '#core';

/** Names that recordings and films have. */
const EXTENSIONS: ReadonlySet<string> = new Set(
  '.mp3 .mp4 .m4a .m4b .mov .mkv .webm .wav .flac .ogg .oga .opus .aac .wma .avi .aiff .aif'.split(' '),
);

/**
 * The recordings in a folder and in those below it, in the order of their names; a file is itself.
 *
 * @throws UserError `TRAINING_SOURCE_UNUSABLE` when there are none.
 */
export async function recordingsIn(path: string): Promise<readonly string[]> {
  const found = await ifPresent(stat(path), path);
  if (found?.isFile() === true) return [path];
  const entries = found === undefined ? [] : await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && EXTENSIONS.has(extname(entry.name).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  if (files.length > 0) return files;
  throw new UserError('TRAINING_SOURCE_UNUSABLE', {
    message:
      found === undefined
        ? `There is no ${path}.`
        : `There are no recordings in ${path}; files ending in ${[...EXTENSIONS].join(', ')} are looked for.`,
    context: { path },
  });
}
