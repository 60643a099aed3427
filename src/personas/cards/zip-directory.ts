import { crc32, inflateRawSync } from 'node:zlib';
import { CARD_LIMITS } from './card-limits.ts';
import { cardError, shown, tooLarge } from './card-error.ts';

/** One file of a zip archive, as its central directory tells. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly headerOffset: number;
}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const FILE_SIGNATURE = 0x04034b50;
const FILE_HEADER_BYTES = 30;
const FLAG_ENCRYPTED = 1;

/** Whether the bytes begin as a zip archive does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && Buffer.from(bytes.subarray(0, 4)).readUInt32LE() === FILE_SIGNATURE;
}

/**
 * Reads the central directory of a zip archive (PKWARE APPNOTE 4.3.12 and 4.3.16); inflates nothing.
 *
 * @throws UserError `CARD_DAMAGED`, `CARD_TOO_LARGE`, `CARD_UNSAFE` for encryption, names that lead elsewhere
 * and names that are there twice.
 */
export function readZipDirectory(archive: Uint8Array): readonly ZipEntry[] {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = findEnd(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > CARD_LIMITS.maxArchiveEntries) {
    throw tooLarge(`The archive holds ${count} files`, String(CARD_LIMITS.maxArchiveEntries));
  }
  const entries: ZipEntry[] = [];
  let offset = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (offset + ENTRY_BYTES > end || bytes.readUInt32LE(offset) !== ENTRY_SIGNATURE) {
      throw damaged('its directory is not where it should be');
    }
    const nameEnd = offset + ENTRY_BYTES + bytes.readUInt16LE(offset + 28);
    if (nameEnd > end) throw damaged('its directory is longer than the file');
    const name = bytes.toString('utf8', offset + ENTRY_BYTES, nameEnd);
    assertSafeName(name);
    if ((bytes.readUInt16LE(offset + 8) & FLAG_ENCRYPTED) !== 0) {
      throw cardError('CARD_UNSAFE', `The file ${shown(name)} of the archive is encrypted.`);
    }
    entries.push({
      name,
      method: bytes.readUInt16LE(offset + 10),
      crc: bytes.readUInt32LE(offset + 16),
      packedBytes: bytes.readUInt32LE(offset + 20),
      bytes: bytes.readUInt32LE(offset + 24),
      headerOffset: bytes.readUInt32LE(offset + 42),
    });
    offset = nameEnd + bytes.readUInt16LE(offset + 30) + bytes.readUInt16LE(offset + 32);
  }
  assertWhole(entries);
  return entries;
}

/**
 * Inflates one file, and stops as soon as it is longer than `maxBytes`.
 *
 * @throws UserError `CARD_TOO_LARGE`, `CARD_DAMAGED`.
 */
export function readZipFile(archive: Uint8Array, entry: ZipEntry, maxBytes: number): Uint8Array {
  const limit = `${Math.round(maxBytes / 1024)} KiB`;
  if (entry.bytes > maxBytes) throw tooLarge(`${shown(entry.name)} is too long`, limit);
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const { headerOffset } = entry;
  if (
    headerOffset + FILE_HEADER_BYTES > bytes.length ||
    bytes.readUInt32LE(headerOffset) !== FILE_SIGNATURE
  ) {
    throw damaged(`${shown(entry.name)} is not where it should be`);
  }
  const start =
    headerOffset +
    FILE_HEADER_BYTES +
    bytes.readUInt16LE(headerOffset + 26) +
    bytes.readUInt16LE(headerOffset + 28);
  if (start + entry.packedBytes > bytes.length) throw damaged(`${shown(entry.name)} ends before its end`);
  const content = unpack(bytes.subarray(start, start + entry.packedBytes), entry, maxBytes, limit);
  if (content.length !== entry.bytes || crc32(content) !== entry.crc) {
    throw damaged(`the checksum of ${shown(entry.name)} is wrong`);
  }
  return content;
}

function unpack(packed: Uint8Array, { name, method }: ZipEntry, maxBytes: number, limit: string): Uint8Array {
  if (method === 0) return packed;
  if (method !== 8) throw damaged(`${shown(name)} is packed in a way that is not known (${method})`);
  try {
    return inflateRawSync(packed, { maxOutputLength: maxBytes });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(`${shown(name)} grows too long`, limit);
    }
    throw cardError('CARD_DAMAGED', `The archive is damaged: ${shown(name)} cannot be inflated.`, {}, cause);
  }
}

/** The end record is the last thing in the file, but for a comment. */
function findEnd(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - END_BYTES - MAX_COMMENT_BYTES);
  for (let offset = bytes.length - END_BYTES; offset >= first; offset -= 1) {
    if (bytes.readUInt32LE(offset) === END_SIGNATURE) return offset;
  }
  throw damaged('it has no directory');
}

function assertSafeName(name: string): void {
  const parts = name.replace(/\/$/u, '').split('/');
  const isUnsafe =
    /[\\:\p{Cc}\uFFFD]/u.test(name) || parts.some((part) => part === '' || /^\.\.?$/u.test(part));
  if (isUnsafe)
    throw cardError('CARD_UNSAFE', `The archive holds a file whose name leads elsewhere: ${shown(name)}.`);
}

function assertWhole(entries: readonly ZipEntry[]): void {
  if (new Set(entries.map(({ name }) => name)).size < entries.length) {
    throw cardError('CARD_UNSAFE', 'The archive holds two files of the same name.');
  }
  const total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (total > CARD_LIMITS.maxArchiveBytes) {
    throw tooLarge(
      `The archive grows to ${Math.ceil(total / 2 ** 20)} MiB`,
      `${CARD_LIMITS.maxArchiveBytes / 2 ** 20} MiB`,
    );
  }
}

const damaged = (why: string): Error => cardError('CARD_DAMAGED', `The archive is damaged: ${why}.`);
