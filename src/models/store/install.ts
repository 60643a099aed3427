import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, ifPresent } from '#core';
import { createHasher, digestText, hashFile } from './digest.ts';
import { assertDiskSpace, freeBytesOf, onDisk, type FreeBytes } from './disk.ts';
import { downloadFile, type RemoteFile } from './download-file.ts';
import type { HubAccess } from './hub.ts';
import { readManifest, writeManifest, type Manifest, type ManifestFile } from './manifest.ts';
import { readPart, removePart } from './part-file.ts';
import { assertSafePath } from './safe-path.ts';
import type { OnStoreEvent } from './store-event.ts';
import { withStoreLock, type StoreLockOptions } from './store-lock.ts';

/** A file of a plan: where it is from and where it goes. */
export interface PlannedFile extends RemoteFile {
  /** Below the plan's folder, with `/`. */
  readonly path: string;
}

/** Everything that a model or a voice consists of. */
export interface InstallPlan {
  readonly name: string;
  readonly folder: string;
  readonly manifestName: string;
  readonly source: string;
  readonly revision: string;
  readonly licence?: string | undefined;
  readonly modelCard?: string | undefined;
  readonly files: readonly PlannedFile[];
}

/** How a plan is carried out. */
export interface InstallOptions {
  readonly access: HubAccess;
  readonly onEvent?: OnStoreEvent | undefined;
  /** Replaces files that were brought by hand and differ. */
  readonly force?: boolean | undefined;
  readonly freeBytes?: FreeBytes | undefined;
  readonly lock?: Omit<StoreLockOptions, 'signal' | 'onWaiting'> | undefined;
}

/** The file that keeps two processes from installing the same thing at once. */
export function lockPathOf(folder: string, manifestName: string): string {
  const name = manifestName.replace(/\.?manifest\.json$/u, '');
  return name === '' ? `${folder}.lock` : join(folder, `.${name}.lock`);
}

/**
 * Brings a plan's files into its folder. Files that are there and right are left as they are.
 *
 * @returns how many bytes the files that were missing have.
 * @throws AppError as `downloadFile`; `MODEL_DISK_FULL` before anything is fetched when it cannot fit;
 * `MODEL_NOT_OURS` when a file that was brought by hand differs; `MODEL_STORE_LOCKED`.
 */
export async function install(plan: InstallPlan, options: InstallOptions): Promise<number> {
  const { name, folder, manifestName, files } = plan;
  for (const file of files) assertSafePath(file.path, `The list of files of ${name}`);
  const onEvent: OnStoreEvent = options.onEvent ?? (() => undefined);
  await onDisk(folder, () => mkdir(folder, { recursive: true }));
  const lock: StoreLockOptions = {
    ...options.lock,
    signal: options.access.signal,
    onWaiting: (ownerPid) => onEvent({ type: 'waiting', name, ownerPid }),
  };
  return withStoreLock(lockPathOf(folder, manifestName), lock, async (signal) => {
    const before = await readManifest(folder, manifestName);
    const present = await findPresent(plan, before, options.force === true, signal);
    const missing = files.filter((file) => !present.has(file.path));
    const totalBytes = sum(files);
    const missingBytes = sum(missing);
    onEvent({ type: 'planned', name, files: missing.length, totalBytes: missingBytes });
    await assertDiskSpace(
      folder,
      missingBytes - (await partBytes(folder, missing)),
      options.freeBytes ?? freeBytesOf,
    );

    const done = new Map(present);
    const record = (): Promise<void> => writeManifest(folder, manifestName, manifestOf(plan, before, done));
    if (missing.length > 0 || before === undefined || before.pending.length > 0) await record();
    // What an earlier pull began and this one does not want would be on the disk for ever.
    const abandoned = before?.pending.filter((path) => !files.some((file) => file.path === path)) ?? [];
    for (const path of abandoned) await removePart(join(folder, path));
    let doneBytes = totalBytes - missingBytes;
    for (const file of missing) {
      const path = file.path;
      const sha256 = await downloadFile(file, join(folder, path), {
        ...options.access,
        signal,
        onReceived: (bytes) =>
          onEvent({ type: 'progress', name, file: path, receivedBytes: doneBytes + bytes, totalBytes }),
        onRetry: (error, delayMs) => onEvent({ type: 'retrying', name, file: path, error, delayMs }),
      });
      doneBytes += file.sizeBytes;
      done.set(path, recordOf(plan, file, sha256));
      await record();
    }
    onEvent({ type: 'finished', name, path: folder, downloadedBytes: missingBytes });
    return missingBytes;
  });
}

/** The files that are there with the announced content, by their path. */
async function findPresent(
  plan: InstallPlan,
  before: Manifest | undefined,
  force: boolean,
  signal: AbortSignal,
): Promise<Map<string, ManifestFile>> {
  const present = new Map<string, ManifestFile>();
  for (const file of plan.files) {
    const path = join(plan.folder, file.path);
    const found = await ifPresent(stat(path), path);
    if (found === undefined) continue;
    if (found.isFile() && found.size === file.sizeBytes) {
      const hasher = createHasher(file.digest.algorithm, file.sizeBytes);
      await hashFile(path, hasher, signal);
      const { sha256, digest } = hasher.results();
      if (digest.hex === file.digest.hex) {
        present.set(file.path, recordOf(plan, file, sha256));
        continue;
      }
    }
    const isOurs = before?.files.some((entry) => entry.path === file.path) === true;
    if (isOurs || force) continue;
    throw new AppError('MODEL_NOT_OURS', {
      message: `${path} was not put there by aichat and differs from ${plan.source}.`,
      context: { path },
    });
  }
  return present;
}

function recordOf(plan: InstallPlan, file: PlannedFile, sha256: string): ManifestFile {
  const { path, sizeBytes, digest } = file;
  return { path, sizeBytes, sha256, announced: digestText(digest), revision: plan.revision };
}

/** Keeps what was there before besides the plan: another weight format of the same model, say. */
function manifestOf(
  plan: InstallPlan,
  before: Manifest | undefined,
  done: ReadonlyMap<string, ManifestFile>,
): Manifest {
  const planned = new Set(plan.files.map((file) => file.path));
  const kept = (before?.files ?? []).filter((file) => !planned.has(file.path));
  const files = plan.files.flatMap(({ path }) => done.get(path) ?? []);
  return {
    schemaVersion: 1,
    name: plan.name,
    source: plan.source,
    revision: plan.revision,
    ...(plan.licence !== undefined && { licence: plan.licence }),
    ...(plan.modelCard !== undefined && { modelCard: plan.modelCard }),
    installedAt: new Date().toISOString(),
    files: [...kept, ...files],
    pending: plan.files.flatMap(({ path }) => (done.has(path) ? [] : path)),
  };
}

/** What interrupted downloads have already put on the disk. */
async function partBytes(folder: string, files: readonly PlannedFile[]): Promise<number> {
  const parts = await Promise.all(files.map((file) => readPart(join(folder, file.path), file.digest)));
  return parts.reduce((total, part) => total + (part?.sizeBytes ?? 0), 0);
}

function sum(files: readonly PlannedFile[]): number {
  return files.reduce((total, file) => total + file.sizeBytes, 0);
}
