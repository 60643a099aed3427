import type { Attachment } from 'discord.js';
import { AppError, UserError, withDeadline } from '#core';

const DOWNLOAD_DEADLINE_MS = 60_000;
/** Where Discord keeps the files that people give. */
const DISCORD_FILE_HOSTS = ['cdn.discordapp.com', 'media.discordapp.net'];

/**
 * Fetches a file that was given to a command.
 *
 * @param maxBytes - more is not read, whatever the file says of its size.
 * @throws UserError `ATTACHMENT_TOO_LARGE`; AppError `ATTACHMENT_FAILED`.
 */
export type DownloadAttachment = (
  attachment: Pick<Attachment, 'url' | 'name' | 'size'>,
  options: { readonly maxBytes: number; readonly signal: AbortSignal },
) => Promise<Uint8Array>;

/**
 * @param apiUrl - REST base when it is not Discord's own: files may come from there too. No other host is
 *   ever asked, and no redirect is followed.
 */
export function createDownload(apiUrl: string | undefined): DownloadAttachment {
  const ownOrigin = apiUrl === undefined ? undefined : new URL(apiUrl).origin;
  return async ({ url, name, size }, { maxBytes, signal }) => {
    const { protocol, hostname, origin } = new URL(url);
    const isDiscords = protocol === 'https:' && DISCORD_FILE_HOSTS.includes(hostname);
    if (!isDiscords && origin !== ownOrigin)
      throw failed(`${hostname} is no place where Discord keeps files.`);
    if (size > maxBytes) throw tooLarge(name, maxBytes);
    return withDeadline((within) => read(url, name, maxBytes, within), {
      timeoutMs: DOWNLOAD_DEADLINE_MS,
      signal,
      what: 'Fetching a file from Discord',
      timeoutCode: 'ATTACHMENT_FAILED',
    });
  };
}

async function read(url: string, name: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(url, { signal, redirect: 'error' }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw failed('Discord could not be reached for a file.', cause);
  });
  if (!response.ok || !response.body) throw failed(`Discord answered ${response.status} for a file.`);
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body) {
    bytes += piece.byteLength;
    if (bytes > maxBytes) throw tooLarge(name, maxBytes);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function failed(message: string, cause?: unknown): AppError {
  return new AppError('ATTACHMENT_FAILED', { message, cause });
}

function tooLarge(name: string, maxBytes: number): UserError {
  const limit = maxBytes >= 1e6 ? `${Math.floor(maxBytes / 1e6)} MB` : `${Math.floor(maxBytes / 1e3)} kB`;
  return new UserError('ATTACHMENT_TOO_LARGE', { message: `${name} is larger than ${limit}.` });
}
