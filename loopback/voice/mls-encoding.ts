import { AppError } from '#core';

/** MLS 1.0 wire format numbers that DAVE protocol 1 uses (RFC 9420). */
export const MLS = {
  version: 1,
  publicMessage: 1,
  senderMember: 1,
  senderExternal: 2,
  contentProposal: 2,
  contentCommit: 3,
  proposalAdd: 1,
  proposalRemove: 3,
  byReference: 2,
  credentialBasic: 1,
  leafSourceKeyPackage: 1,
  leafSourceCommit: 3,
} as const;

export function u8(value: number): Buffer {
  return Buffer.from([value]);
}

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value, 0);
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value, 0);
  return bytes;
}

export function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value, 0);
  return bytes;
}

/** A vector with its length in front (RFC 9420 section 2.1.2): one, two or four bytes. */
export function vector(...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  if (body.length < 0x40) return Buffer.concat([u8(body.length), body]);
  if (body.length < 0x4000) return Buffer.concat([u16(0x4000 | body.length), body]);
  return Buffer.concat([u32((0x8000_0000 | body.length) >>> 0), body]);
}

/** Reads MLS structures from front to back; throws `LOOPBACK_USAGE` where the bytes end too early. */
export class MlsReader {
  #offset = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.#offset;
  }

  get atEnd(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  take(count: number): Buffer {
    if (this.#offset + count > this.#bytes.length) {
      throw new AppError('LOOPBACK_USAGE', {
        message: 'An MLS message ends too early.',
        context: { offset: this.#offset, wanted: count, bytes: this.#bytes.length },
      });
    }
    const taken = this.#bytes.subarray(this.#offset, this.#offset + count);
    this.#offset += count;
    return taken;
  }

  u8(): number {
    return this.take(1).readUInt8(0);
  }

  u16(): number {
    return this.take(2).readUInt16BE(0);
  }

  u32(): number {
    return this.take(4).readUInt32BE(0);
  }

  u64(): bigint {
    return this.take(8).readBigUInt64BE(0);
  }

  vector(): Buffer {
    const first = this.u8();
    const extraBytes = (1 << (first >> 6)) - 1;
    let length = first & 0x3f;
    for (let index = 0; index < extraBytes; index += 1) length = length * 0x100 + this.u8();
    return this.take(length);
  }

  /** Skips so many vectors. */
  skipVectors(count: number): void {
    for (let index = 0; index < count; index += 1) this.vector();
  }
}
