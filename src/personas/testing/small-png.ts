import { deflateSync } from 'node:zlib';
import { writePngChunks, type PngChunk } from '../cards/png-chunks.ts';

/** The chunks of a grey picture. */
export function smallPngChunks(widthPx = 2, heightPx = 3): readonly PngChunk[] {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header[8] = 8;
  const rows = Buffer.alloc(Math.min(64, heightPx) * (Math.min(64, widthPx) + 1));
  return [
    { type: 'IHDR', data: header },
    { type: 'IDAT', data: deflateSync(rows) },
    { type: 'IEND', data: new Uint8Array(0) },
  ];
}

/** A grey PNG picture. */
export const smallPng = (): Uint8Array => writePngChunks(smallPngChunks());
