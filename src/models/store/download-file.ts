import { mkdir, open, rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '#core';
import { createHasher, digestText, hashFile, type Digest, type Hasher } from './digest.ts';
import { onDisk, syncFolderOf } from './disk.ts';
import { shownUrl } from './hub-failure.ts';
import { askHub, type Hub, type HubAnswer } from './hub-request.ts';
import { partPath, readPart, removePart, removePartRecord, writePartRecord } from './part-file.ts';
import { withRetries, type Patience } from './patience.ts';

/** A file as its source announces it. */
export interface RemoteFile {
  readonly url: string;
  readonly sizeBytes: number;
  readonly digest: Digest;
}

/** How a file is downloaded. */
export interface DownloadOptions {
  readonly hub: Hub;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  /** Bytes of this file that are there, those of earlier attempts included; falls when it begins anew. */
  readonly onReceived?: (bytes: number) => void;
  readonly onRetry?: (error: AppError, delayMs: number) => void;
}

/** Downloads of content that is not what was announced, before the source is given up. */
const MAX_CORRUPT = 2;

/**
 * Streams a file into `<target>.part`, checks its size and digest, and gives it its name. What an earlier
 * attempt left is resumed, if the source still has the same content (`Range`, `If-Range`).
 *
 * @returns the file's sha256, in lower-case hex.
 * @throws AppError what {@link askHub} throws, `MODEL_DOWNLOAD_CORRUPT`, `MODEL_DISK_FULL`; the abort reason
 * of `signal`. What has come is kept, unless it is wrong.
 */
export async function downloadFile(
  file: RemoteFile,
  target: string,
  options: DownloadOptions,
): Promise<string> {
  await onDisk(target, () => mkdir(dirname(target), { recursive: true }));
  let furthest = 0;
  let corrupt = 0;
  const onReceived = (bytes: number): void => {
    furthest = Math.max(furthest, bytes);
    options.onReceived?.(bytes);
  };
  const attempt = async (): Promise<string> => {
    try {
      return await downloadOnce(file, target, { ...options, onReceived });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'MODEL_DOWNLOAD_CORRUPT') throw error;
      corrupt += 1;
      if (corrupt < MAX_CORRUPT) throw error;
      const { message, cause, context } = error;
      throw new AppError('MODEL_DOWNLOAD_CORRUPT', { message, cause, context, retryable: false });
    }
  };
  return withRetries(attempt, { ...options, furthestBytes: () => furthest });
}

async function downloadOnce(
  file: RemoteFile,
  target: string,
  options: DownloadOptions & { readonly onReceived: (bytes: number) => void },
): Promise<string> {
  const part = await readPart(target, file.digest);
  let hasher = createHasher(file.digest.algorithm, file.sizeBytes);
  let offset = part !== undefined && part.sizeBytes <= file.sizeBytes ? part.sizeBytes : 0;
  await hashFile(partPath(target), hasher, options.signal, offset);
  options.onReceived(offset);
  if (offset < file.sizeBytes || file.sizeBytes === 0) {
    const answer = await askForRest(file, target, offset, part?.etag, options);
    try {
      // Anything but "partial content" is the whole file: the source cannot resume, or has another one now.
      if (answer.response.status !== 206 && offset > 0) {
        offset = 0;
        hasher = createHasher(file.digest.algorithm, file.sizeBytes);
      }
      await assertFits(file, target, offset, answer.response);
      await receive(file, target, { offset, hasher, answer, onReceived: options.onReceived });
    } finally {
      answer.close();
    }
  }
  const { sha256, digest } = hasher.results();
  if (digest.hex !== file.digest.hex) {
    await removePart(target);
    const found = `it has ${digestText(digest)} instead of ${digestText(file.digest)}`;
    throw corruptFile(file, found);
  }
  await rename(partPath(target), target);
  await syncFolderOf(target);
  await removePartRecord(target);
  return sha256;
}

async function askForRest(
  file: RemoteFile,
  target: string,
  offset: number,
  etag: string | undefined,
  { hub, patience, signal }: DownloadOptions,
): Promise<HubAnswer> {
  const answer = await askHub(
    hub,
    {
      url: file.url,
      headers: {
        'Accept-Encoding': 'identity',
        ...(offset > 0 && { Range: `bytes=${offset}-` }),
        ...(offset > 0 && etag !== undefined && { 'If-Range': etag }),
      },
      accept: [416],
    },
    patience,
    signal,
  );
  if (answer.response.status !== 416) return answer;
  answer.close();
  await removePart(target);
  throw corruptFile(file, `it ends before byte ${offset}`);
}

/** Finds out from the headers alone that the answer cannot be the file. */
async function assertFits(
  file: RemoteFile,
  target: string,
  offset: number,
  { status, headers }: Response,
): Promise<void> {
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/u.exec(headers.get('content-range') ?? '');
  if (
    status === 206 &&
    (Number(range?.[1]) !== offset || ![String(file.sizeBytes), '*'].includes(range?.[2] ?? ''))
  ) {
    await removePart(target);
    throw corruptFile(file, `the source sent another part of it than was asked for`);
  }
  const length = headers.get('content-length');
  const isPlain = (headers.get('content-encoding') ?? 'identity') === 'identity';
  if (isPlain && length !== null && Number(length) !== file.sizeBytes - offset) {
    if (status !== 206) await removePart(target);
    throw corruptFile(file, `it is ${Number(length) + offset} bytes instead of ${file.sizeBytes}`);
  }
}

interface Reception {
  readonly offset: number;
  readonly hasher: Hasher;
  readonly answer: HubAnswer;
  readonly onReceived: (bytes: number) => void;
}

/** Writes the body behind what is there, and lets the disk have all of it. */
async function receive(file: RemoteFile, target: string, reception: Reception): Promise<void> {
  const { offset, hasher, answer, onReceived } = reception;
  let received = offset;
  await onDisk(partPath(target), async () => {
    if (offset === 0) await writePartRecord(target, file.digest, answer.response.headers.get('etag'));
    const handle = await open(partPath(target), offset === 0 ? 'w' : 'r+');
    try {
      for (let piece = await answer.next(); piece !== undefined; piece = await answer.next()) {
        if (received + piece.byteLength > file.sizeBytes) {
          await removePart(target);
          throw corruptFile(file, `it goes on after ${file.sizeBytes} bytes`);
        }
        await writeAll(handle, piece, received);
        hasher.update(piece);
        received += piece.byteLength;
        onReceived(received);
        if (received === file.sizeBytes) break;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
  if (received === file.sizeBytes) return;
  throw new AppError('MODEL_DOWNLOAD_FAILED', {
    message: `${shownUrl(file.url)} broke off after ${received} of ${file.sizeBytes} bytes.`,
    context: { received, sizeBytes: file.sizeBytes },
  });
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.byteLength - done, position + done);
    done += bytesWritten;
  }
}

function corruptFile(file: RemoteFile, problem: string): AppError {
  return new AppError('MODEL_DOWNLOAD_CORRUPT', {
    message: `${shownUrl(file.url)} is not what was announced: ${problem}.`,
    context: { sizeBytes: file.sizeBytes },
  });
}
