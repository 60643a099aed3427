import { basename, join } from 'node:path';
import { statfs } from 'node:fs/promises';
import { z } from 'zod';
import { AppError, UserError } from '#core';
import type { Stage } from '../stage.ts';
import { decodeSource } from './decode-source.ts';
import { hashSource } from './hash-source.ts';
import { probeSource } from './probe-source.ts';

/** A recording that somebody gives. */
export interface SourceFile {
  readonly path: string;
  /** Who speaks in it, as the person who gives it says. */
  readonly speaker: string;
}

const sourceSchema = z.object({
  /** The first 16 digits of the file's SHA-256. */
  id: z.string(),
  /** File name, for people. */
  name: z.string(),
  speaker: z.string(),
  sha256: z.string(),
  codec: z.string(),
  sampleRateHz: z.number(),
  channelLayout: z.string(),
  hasVideo: z.boolean(),
  durationMs: z.number(),
});
/** A recording that was taken in: its files are `<id>.studio.wav` and `<id>.speech.wav`. */
export type Source = Readonly<z.output<typeof sourceSchema>>;

const resultSchema = z.object({ sources: z.array(sourceSchema) });
export type Ingested = Readonly<z.output<typeof resultSchema>>;

/** What is taken in, and how much. */
export interface IngestInput {
  readonly files: readonly (SourceFile & { readonly sha256: string })[];
  readonly maxHours: number;
  readonly ffmpegPath?: string | undefined;
}

export const studioName = (sourceId: string): string => `${sourceId}.studio.wav`;
export const speechName = (sourceId: string): string => `${sourceId}.speech.wav`;

/** Both forms of a second of sound. */
const BYTES_PER_SECOND = 44_100 * 2 * 2 + 16_000 * 2;
/** Left free for everything else on the disk. */
const RESERVE_BYTES = 500e6;

/** Adds what tells recordings apart: their content, not their names. */
export async function identifySources(
  files: readonly SourceFile[],
  signal: AbortSignal,
): Promise<IngestInput['files']> {
  const identified: IngestInput['files'][number][] = [];
  for (const file of files) {
    identified.push({ ...file, sha256: await hashSource(file.path, signal) });
  }
  const known = new Set<string>();
  // The same recording twice would only teach the same sentences twice.
  return identified.filter(({ sha256 }) => !known.has(sha256) && known.add(sha256));
}

async function assertRoom(folder: string, seconds: number): Promise<void> {
  const needed = seconds * BYTES_PER_SECOND + RESERVE_BYTES;
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= needed) return;
  throw new AppError('DISK_FULL', {
    message:
      `The recording needs ${Math.ceil(needed / 1e6)} MB in ${folder}, and ${Math.floor((bavail * bsize) / 1e6)} MB ` +
      'are free.',
    context: { folder, neededBytes: needed },
  });
}

/** Takes recordings in: looks at them, refuses what cannot be used, and decodes the rest. */
export const ingest: Stage<IngestInput, Ingested> = {
  name: 'ingest',
  version: 1,
  resultSchema,
  keyOf: ({ files, maxHours }) => ({
    files: files.map(({ path, speaker, sha256 }) => ({ name: basename(path), speaker, sha256 })),
    maxHours,
  }),
  async run({ files, maxHours, ffmpegPath }, { workspace, signal, onProgress }) {
    const ffmpeg = { signal, ffmpegPath };
    const sources: Source[] = [];
    for (const [index, { path, speaker, sha256 }] of files.entries()) {
      const id = sha256.slice(0, 16);
      const source = await workspace.once(id, sourceSchema, async () => {
        const { durationMs: announcedMs, ...facts } = await probeSource(path, ffmpeg);
        const hours = (announcedMs ?? 0) / 3_600_000;
        if (hours > maxHours) {
          throw new UserError('TRAINING_SOURCE_UNUSABLE', {
            message: `${path} lasts ${hours.toFixed(1)} hours; a recording may last ${maxHours}. Cut it into parts.`,
            context: { path, hours, maxHours },
          });
        }
        await assertRoom(workspace.folder, (announcedMs ?? 0) / 1000);
        const to = {
          studioPath: join(workspace.folder, studioName(id)),
          speechPath: join(workspace.folder, speechName(id)),
        };
        const durationMs = await decodeSource(path, to, announcedMs, ffmpeg);
        return { id, name: basename(path), speaker, sha256, ...facts, durationMs };
      });
      sources.push(source);
      onProgress({ stage: 'ingest', done: index + 1, total: files.length, unit: 'sources' });
    }
    return { sources };
  },
};
