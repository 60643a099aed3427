import { crc32 } from 'node:zlib';
import { CARD_LIMITS } from './card-limits.ts';
import { cardError, tooLarge } from './card-error.ts';

/** One chunk of a PNG file. */
export interface PngChunk {
  /** Four letters, as `tEXt`. */
  readonly type: string;
  readonly data: Uint8Array;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Length, type and checksum around the data. */
const CHUNK_FRAME_BYTES = 12;
const HEADER_BYTES = 13;
const CHUNK_TYPE = /^[A-Za-z]{4}$/u;

/** Whether the bytes begin as a PNG file does. */
export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => bytes[index] === byte);
}

/**
 * Walks a PNG file (https://www.w3.org/TR/png-3/, section 5) up to its `IEND`; what follows that is left out.
 *
 * @returns views into `png`.
 * @throws UserError `CARD_DAMAGED` for a checksum or a length that is wrong, `CARD_TOO_LARGE`.
 */
export function readPngChunks(png: Uint8Array): readonly PngChunk[] {
  if (!isPng(png)) throw damaged('it does not begin as a PNG file');
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunks: PngChunk[] = [];
  let offset = SIGNATURE.length;
  for (;;) {
    if (png.length - offset < CHUNK_FRAME_BYTES) throw damaged('it ends before its IEND');
    const length = view.getUint32(offset);
    if (length > png.length - offset - CHUNK_FRAME_BYTES) throw damaged('a chunk is longer than the file');
    const type = Buffer.from(png.subarray(offset + 4, offset + 8)).toString('latin1');
    if (!CHUNK_TYPE.test(type)) throw damaged('a chunk has no proper type');
    const dataEnd = offset + 8 + length;
    if (crc32(png.subarray(offset + 4, dataEnd)) !== view.getUint32(dataEnd)) {
      throw damaged(`the checksum of its ${type} chunk is wrong`);
    }
    chunks.push({ type, data: png.subarray(offset + 8, dataEnd) });
    if (chunks.length > CARD_LIMITS.maxPngChunks) {
      throw tooLarge('The PNG file has too many chunks', String(CARD_LIMITS.maxPngChunks));
    }
    if (type === 'IEND') break;
    offset = dataEnd + 4;
  }
  assertPicture(chunks);
  return chunks;
}

/** The bytes of a PNG file made of `chunks`. */
export function writePngChunks(chunks: readonly PngChunk[]): Uint8Array {
  const parts: Uint8Array[] = [SIGNATURE];
  for (const { type, data } of chunks) {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    parts.push(frame.subarray(0, 4), body, frame.subarray(4));
  }
  return Buffer.concat(parts);
}

/** Whoever decodes the picture needs memory for all of it, however small the file is. */
function assertPicture(chunks: readonly PngChunk[]): void {
  const header = chunks[0];
  if (header?.type !== 'IHDR' || header.data.length !== HEADER_BYTES) throw damaged('it has no proper IHDR');
  if (!chunks.some(({ type }) => type === 'IDAT')) throw damaged('it holds no picture');
  const view = new DataView(header.data.buffer, header.data.byteOffset);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const { maxPictureSidePx, maxPicturePixels } = CARD_LIMITS;
  if (width === 0 || height === 0) throw damaged('its picture has no size');
  if (width > maxPictureSidePx || height > maxPictureSidePx || width * height > maxPicturePixels) {
    throw tooLarge(`The picture is ${width} × ${height} pixels`, `${maxPicturePixels / 2 ** 20} megapixels`);
  }
}

const damaged = (why: string): Error => cardError('CARD_DAMAGED', `The PNG file is damaged: ${why}.`);
