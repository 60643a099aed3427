import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { AppError } from '#core';
import { onDisk, writeWhole } from './disk.ts';
import { checkJson, fileUrl, readText, type HubAccess } from './hub.ts';
import { askHub, type HubAnswer } from './hub-request.ts';
import { withRetries } from './patience.ts';
import { assertSafeName, assertSafePath } from './safe-path.ts';

/** Where Piper's voices are. */
export const VOICE_REPOSITORY = 'rhasspy/piper-voices';

const fileSchema = z.object({
  size_bytes: z.int().nonnegative(),
  md5_digest: z.string().regex(/^[0-9a-f]{32}$/u),
});

const voiceSchema = z.object({
  key: z.string(),
  name: z.string(),
  language: z.object({
    code: z.string(),
    family: z.string(),
    name_native: z.string(),
    name_english: z.string(),
    country_english: z.string().default(''),
  }),
  quality: z.string(),
  num_speakers: z.int().positive(),
  speaker_id_map: z.record(z.string(), z.int().nonnegative()).default({}),
  files: z.record(z.string(), fileSchema),
  aliases: z.array(z.string()).default([]),
});

const listSchema = z.record(z.string(), voiceSchema);

/** A voice as `voices.json` describes it. */
export type ListedVoice = z.output<typeof voiceSchema>;

/** Piper's list of voices. */
export interface VoiceList {
  readonly voices: readonly ListedVoice[];
  /** Commit that the list and its files are of; `main` when the source tells no commit. */
  readonly revision: string;
  /** ISO 8601, UTC: when the source last confirmed it. */
  readonly fetchedAt: string;
}

const cacheSchema = z.object({
  schemaVersion: z.literal(1),
  url: z.string(),
  etag: z.string().optional(),
  revision: z.string(),
  fetchedAt: z.string(),
  text: z.string(),
});
type Cache = z.output<typeof cacheSchema>;

/**
 * Asks for the list of voices; a copy that is kept spares the download while nothing has changed (`ETag`).
 *
 * @throws AppError as `askHub`; `MODEL_SOURCE_INVALID` when it is not as expected or names files elsewhere.
 */
export async function fetchVoiceList(access: HubAccess, cachePath: string): Promise<VoiceList> {
  const url = fileUrl(access.hub, VOICE_REPOSITORY, 'main', 'voices.json');
  const kept = await readCache(cachePath, url);
  const headers: Record<string, string> = kept?.etag === undefined ? {} : { 'If-None-Match': kept.etag };
  const { text, answer } = await withRetries(async () => {
    const asked = await askHub(access.hub, { url, headers, accept: [304] }, access.patience, access.signal);
    return { text: await readText(asked, url), answer: asked };
  }, access);
  const cache = freshCache(url, text, answer, kept);
  const list = listOf(cache);
  await onDisk(cachePath, () => mkdir(dirname(cachePath), { recursive: true }));
  await writeWhole(cachePath, JSON.stringify(cache));
  return list;
}

/**
 * The list as it was when the source was last asked, without asking it.
 *
 * @throws AppError `MODEL_SOURCE_INVALID`; undefined when there is none.
 */
export async function readKeptVoiceList(
  access: HubAccess,
  cachePath: string,
): Promise<VoiceList | undefined> {
  const url = fileUrl(access.hub, VOICE_REPOSITORY, 'main', 'voices.json');
  const kept = await readCache(cachePath, url);
  return kept === undefined ? undefined : listOf(kept);
}

/** Finds a voice by its key or one of its former names. @throws AppError `MODEL_UNKNOWN`. */
export function findVoice({ voices }: VoiceList, name: string): ListedVoice {
  const asked = name.normalize('NFC');
  const found =
    voices.find(({ key }) => key.normalize('NFC') === asked) ??
    voices.find(({ aliases }) => aliases.some((alias) => alias.normalize('NFC') === asked));
  if (found) return found;
  throw new AppError('MODEL_UNKNOWN', {
    message: `Piper has no voice ${JSON.stringify(name)}; its names are like en_US-lessac-medium.`,
    context: { name },
  });
}

function freshCache(url: string, text: string, answer: HubAnswer, kept: Cache | undefined): Cache {
  const fetchedAt = new Date().toISOString();
  const commit = answer.header('x-repo-commit');
  if (answer.response.status === 304) {
    if (kept !== undefined) return { ...kept, fetchedAt, revision: commit ?? kept.revision };
    const message = `${url} says that nothing has changed, although it was not asked that.`;
    throw new AppError('MODEL_SOURCE_INVALID', { message });
  }
  const etag = answer.response.headers.get('etag') ?? undefined;
  return {
    schemaVersion: 1,
    url,
    ...(etag !== undefined && { etag }),
    revision: commit ?? 'main',
    fetchedAt,
    text,
  };
}

function listOf({ url, text, revision, fetchedAt }: Cache): VoiceList {
  const voices = Object.entries(checkJson(text, url, listSchema)).map(([key, voice]) => ({ ...voice, key }));
  for (const { key, files } of voices) {
    assertSafeName(key, 'The list of voices');
    for (const path of Object.keys(files)) assertSafePath(path, 'The list of voices');
  }
  return { voices, revision, fetchedAt };
}

async function readCache(path: string, url: string): Promise<Cache | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const cache = cacheSchema.parse(JSON.parse(text));
    return cache.url === url ? cache : undefined;
  } catch {
    // A damaged copy is fetched again.
    return undefined;
  }
}
