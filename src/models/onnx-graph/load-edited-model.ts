import { availableParallelism } from 'node:os';
import { env } from 'onnxruntime-node';
import { AppError, type ErrorCode } from '#core';
import type { OnnxSource } from '../onnx-session.ts';
import { openEditCache, type CacheEntry, type EditCache } from './edit-cache.ts';
import { cacheError, draftEdit, mapParts, stageDraft, type Draft, type PartFiles } from './edited-parts.ts';
import { digestOf, digestOfFile } from './file-digest.ts';
import type { OnnxEdit, OnnxFacts } from './onnx-edit.ts';
import type { CheckVerdict, SelfCheck } from './self-check/check-case.ts';
import { pruneEdits } from './prune-edits.ts';
import { runSelfCheck } from './self-check/run-self-check.ts';

/** What is to be edited, and what the result must stand. */
export interface EditedModelRequest<Part extends string> {
  readonly path: string;
  readonly edit: OnnxEdit<Part>;
  /** Where edited files and verdicts are kept; without it both are made anew each time. */
  readonly cacheFolder?: string;
  readonly selfCheck: (facts: OnnxFacts) => SelfCheck;
  readonly signal: AbortSignal;
  /** For the self-check. Default 300,000. */
  readonly timeoutMs?: number;
}

/** An edited model, or the reason why the original has to be used. */
export type EditedModel<Part extends string> =
  | {
      readonly kind: 'edited';
      readonly digest: string;
      /** To be given to `createOnnxSession`. */
      readonly parts: Readonly<Record<Part, OnnxSource>>;
      readonly facts: OnnxFacts;
      /** The greatest absolute difference from the original that the self-check found. */
      readonly difference: number;
      readonly fromCache: boolean;
      /** Why the edit could not be kept for the next start. */
      readonly cacheProblem?: AppError;
    }
  | Unedited;

interface Unedited {
  readonly kind: 'unedited';
  /** SHA-256 of the source in hexadecimal, as for an edited model. */
  readonly digest: string;
  readonly reason: string;
  readonly fromCache: boolean;
}

const DEFAULT_TIMEOUT_MS = 300_000;
/** A check may be passed by one runtime and not by another. */
const RUNTIME = env.versions.node ?? env.versions.common;

const unedited = (digest: string, reason: string, fromCache = false): Unedited => ({
  kind: 'unedited',
  digest,
  reason,
  fromCache,
});

/** No verdict came out, so the next start tries again. */
const PASSING_FAULTS: ReadonlySet<ErrorCode> = new Set([
  'MODEL_CHECK_FAILED',
  'MODEL_CACHE_FAILED',
  'TIMED_OUT',
]);

/** Tells one check from another: its inputs, what is expected, the tolerance and the runtime. */
function digestOfCheck(check: SelfCheck): string {
  const text = JSON.stringify([RUNTIME, check], (_key, value: unknown) =>
    ArrayBuffer.isView(value)
      ? digestOf(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
      : value,
  );
  return digestOf(text);
}

async function checkFiles<Part extends string>(
  request: EditedModelRequest<Part>,
  files: PartFiles<Part>,
  check: SelfCheck,
): Promise<CheckVerdict> {
  const { path, signal, timeoutMs = DEFAULT_TIMEOUT_MS } = request;
  const threads = Math.min(2, availableParallelism());
  const parts = Object.values<string>(files);
  return await runSelfCheck({ original: path, parts, threads, ...check }, { signal, timeoutMs });
}

/** Keeps the verdict beside the parts; those of a refused edit, which nobody will ask for, are taken away. */
async function keepVerdict<Part extends string>(
  cache: EditCache,
  draft: Draft<Part>,
  verdict: CheckVerdict,
  check: string,
): Promise<void> {
  const { facts } = draft;
  if (verdict.kind === 'refused') {
    await cache.writeEntry({ kind: 'unedited', reason: verdict.reason, facts, check });
    for (const part of Object.keys(draft.parts)) await cache.removePart(part);
    return;
  }
  const parts = mapParts(draft.parts, (bytes) => (bytes === undefined ? null : digestOf(bytes)));
  await cache.writeEntry({ kind: 'edited', difference: verdict.difference, facts, check, parts });
}

async function makeEdited<Part extends string>(
  request: EditedModelRequest<Part>,
  digest: string,
  cache: EditCache | undefined,
): Promise<EditedModel<Part>> {
  const draft = await draftEdit(request);
  if (typeof draft === 'string') return unedited(digest, draft);
  const check = request.selfCheck(draft.facts);
  const stage = await stageDraft(request, draft, cache);
  try {
    const verdict = await checkFiles(request, stage.files, check);
    let cacheProblem = stage.problem;
    try {
      if (stage.kept !== undefined) {
        await keepVerdict(stage.kept, draft, verdict, digestOfCheck(check));
        await pruneEdits(request.cacheFolder ?? '');
      }
    } catch (error) {
      cacheProblem = cacheError(error, request.cacheFolder ?? '');
    }
    if (verdict.kind === 'refused') return unedited(digest, verdict.reason);
    const parts =
      stage.kept === undefined ? mapParts(draft.parts, (bytes) => bytes ?? request.path) : stage.files;
    return {
      kind: 'edited',
      digest,
      parts,
      facts: draft.facts,
      difference: verdict.difference,
      fromCache: false,
      ...(cacheProblem === undefined ? {} : { cacheProblem }),
    };
  } finally {
    await stage.clear();
  }
}

function fromEntry<Part extends string>(
  request: EditedModelRequest<Part>,
  digest: string,
  cache: EditCache,
  entry: CacheEntry,
): EditedModel<Part> {
  if (entry.kind === 'unedited') return unedited(digest, entry.reason, true);
  const { difference, facts } = entry;
  const digests = entry.parts as Readonly<Record<Part, string | null>>;
  const parts = mapParts(digests, (kept, part) => (kept === null ? request.path : cache.pathOf(part)));
  return { kind: 'edited', digest, parts, facts, difference, fromCache: true };
}

/**
 * Edits a model and compares it with its original, once for each file: what came out is kept in
 * `cacheFolder` under the file's digest and the version of the edit. The comparison runs in a process of
 * its own and needs the memory of one of the two models at a time.
 *
 * A layout that the edit does not know, a model that comes out different, and a check that could not be
 * made are no errors: the answer is `unedited` with the reason, for the caller to tell and to run `path`.
 *
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID` for the file itself, or the abort reason.
 */
export async function loadEditedModel<Part extends string>(
  request: EditedModelRequest<Part>,
): Promise<EditedModel<Part>> {
  const { path, edit, cacheFolder, selfCheck, signal } = request;
  signal.throwIfAborted();
  const digest = await digestOfFile(path, signal);
  const key = `${digest}-${edit.name}-v${edit.version}`;
  const cache = cacheFolder === undefined ? undefined : openEditCache(cacheFolder, key);
  const entry = await cache?.read(signal);
  if (cache !== undefined && entry !== undefined) {
    const isSameCheck = entry.check === digestOfCheck(selfCheck(entry.facts));
    if (isSameCheck) return fromEntry(request, digest, cache, entry);
  }
  try {
    return await makeEdited(request, digest, cache);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AppError) || !PASSING_FAULTS.has(error.code)) throw error;
    return unedited(digest, error.message);
  }
}
