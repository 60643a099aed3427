import { z } from 'zod';
import { AppError } from '#core';
import type { Digest } from './digest.ts';
import { shownUrl } from './hub-failure.ts';
import { askHub, type Hub, type HubAnswer } from './hub-request.ts';
import { withRetries, type Patience } from './patience.ts';

/** What asking the hub needs. */
export interface HubAccess {
  readonly hub: Hub;
  readonly patience: Patience;
  readonly signal: AbortSignal;
}

/** The state of a repository that everything else is asked of. */
export interface HubRevision {
  /** Commit, 40 hex digits. */
  readonly commit: string;
  readonly licence: string | undefined;
}

/** A file of a repository, as the hub lists it. */
export interface HubFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly digest: Digest;
}

/** More than any list of models or voices needs. */
const MAX_LIST_BYTES = 32e6;
const MAX_PAGES = 50;

const revisionSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/u),
  cardData: z.object({ license: z.union([z.string(), z.array(z.string())]).nullish() }).nullish(),
});

const treeSchema = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    size: z.int().nonnegative().optional(),
    oid: z.string().optional(),
    lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/u), size: z.int().nonnegative() }).nullish(),
  }),
);

/** The address of a file at a commit. */
export function fileUrl({ baseUrl }: Hub, repository: string, revision: string, path: string): string {
  return `${baseUrl}/${repository}/resolve/${encodeURIComponent(revision)}/${encodePath(path)}`;
}

/** The page of a repository that people read. */
export function pageUrl({ baseUrl }: Hub, repository: string): string {
  return `${baseUrl}/${repository}`;
}

/** Which commit a branch or tag is now, so that all files are of the same one. @throws AppError as {@link askHub}. */
export async function readRevision(
  access: HubAccess,
  repository: string,
  branch: string,
): Promise<HubRevision> {
  const url = `${access.hub.baseUrl}/api/models/${repository}/revision/${encodeURIComponent(branch)}`;
  const { value } = await readJson(access, url, revisionSchema);
  const licence = value.cardData?.license ?? undefined;
  return { commit: value.sha, licence: Array.isArray(licence) ? licence.join(', ') : licence };
}

/**
 * The files of a repository below a folder, with the sizes and digests that the hub knows: sha256 of what it
 * keeps as a large file, the git blob id of the rest.
 *
 * @throws AppError as {@link askHub}; `MODEL_SOURCE_INVALID`.
 */
export async function listFiles(
  access: HubAccess,
  repository: string,
  commit: string,
  folder = '',
): Promise<readonly HubFile[]> {
  const { baseUrl } = access.hub;
  const below = folder === '' ? '' : `/${encodePath(folder)}`;
  const files: HubFile[] = [];
  let url: string | undefined = `${baseUrl}/api/models/${repository}/tree/${commit}${below}?recursive=true`;
  for (let page = 0; url !== undefined && page < MAX_PAGES; page += 1) {
    const { value, answer }: { value: z.output<typeof treeSchema>; answer: HubAnswer } = await readJson(
      access,
      url,
      treeSchema,
    );
    for (const { type, path, size, oid, lfs } of value) {
      if (type !== 'file') continue;
      if (lfs) files.push({ path, sizeBytes: lfs.size, digest: { algorithm: 'sha256', hex: lfs.oid } });
      else if (size !== undefined && oid !== undefined && /^[0-9a-f]{40}$/u.test(oid)) {
        files.push({ path, sizeBytes: size, digest: { algorithm: 'git-sha1', hex: oid } });
      }
    }
    url = nextPage(baseUrl, answer.header('link'));
  }
  if (url !== undefined) throw invalid(url, `goes on after ${MAX_PAGES} pages of a list of files`);
  return files;
}

/**
 * Reads a JSON answer.
 *
 * @throws AppError as {@link askHub}; `MODEL_SOURCE_INVALID` when it is no JSON, has other fields, or is
 * larger than any list.
 */
export async function readJson<Schema extends z.ZodType>(
  { hub, patience, signal }: HubAccess,
  url: string,
  schema: Schema,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ value: z.output<Schema>; answer: HubAnswer }> {
  const attempt = async (): Promise<{ value: z.output<Schema>; answer: HubAnswer }> => {
    const answer = await askHub(hub, { url, headers }, patience, signal);
    return { value: checkJson(await readText(answer, url), url, schema), answer };
  };
  return withRetries(attempt, { patience, signal });
}

/** @throws AppError `MODEL_SOURCE_INVALID`. */
export function checkJson<Schema extends z.ZodType>(
  text: string,
  url: string,
  schema: Schema,
): z.output<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalid(url, 'answers something that is no JSON', cause);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(url, `does not answer as expected: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}

/** @throws AppError `MODEL_SOURCE_INVALID` beyond 32 MB. */
export async function readText(answer: HubAnswer, url: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for (let piece = await answer.next(); piece !== undefined; piece = await answer.next()) {
    sizeBytes += piece.byteLength;
    if (sizeBytes > MAX_LIST_BYTES) {
      answer.close();
      throw invalid(url, `answers more than ${MAX_LIST_BYTES / 1e6} MB where a list was expected`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** A mirror may hand on the hub's own links: only the path counts. */
function nextPage(baseUrl: string, link: string | undefined): string | undefined {
  const target = /<([^>]+)>\s*;\s*rel="?next"?/u.exec(link ?? '')?.[1];
  if (target === undefined) return undefined;
  const { origin, pathname, search } = new URL(target, baseUrl);
  return origin === new URL(baseUrl).origin ? origin + pathname + search : baseUrl + pathname + search;
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function invalid(url: string, problem: string, cause?: unknown): AppError {
  return new AppError('MODEL_SOURCE_INVALID', { message: `${shownUrl(url)} ${problem}.`, cause });
}
