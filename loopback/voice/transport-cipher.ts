import { createCipheriv, createDecipheriv } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';

/** The two ways in which Discord encrypts RTP between a client and the voice server. */
export const ENCRYPTION_MODES = ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'] as const;

/** Name of a transport encryption. */
export type EncryptionMode = (typeof ENCRYPTION_MODES)[number];

/** True for a name in {@link ENCRYPTION_MODES}. */
export function isEncryptionMode(name: unknown): name is EncryptionMode {
  return ENCRYPTION_MODES.some((mode) => mode === name);
}

/** Bytes of the key of both modes. */
export const TRANSPORT_KEY_BYTES = 32;
const TAG_BYTES = 16;
const COUNTER_BYTES = 4;
const NONCE_BYTES: Readonly<Record<EncryptionMode, number>> = {
  aead_aes256_gcm_rtpsize: 12,
  aead_xchacha20_poly1305_rtpsize: 24,
};

/** Seals and opens RTP packets with one key. The nonce counts up by one with every sealed packet. */
export interface TransportCipher {
  readonly mode: EncryptionMode;
  /** The whole packet: `clear`, then `body` sealed, its tag, and the four bytes of the nonce's counter. */
  seal(clear: Buffer, body: Buffer): Buffer;
  /** The body of a packet whose first `clearBytes` are in clear; `undefined` when the tag does not fit. */
  open(packet: Buffer, clearBytes: number): Buffer | undefined;
}

function sealBody(mode: EncryptionMode, key: Buffer, nonce: Buffer, clear: Buffer, body: Buffer): Buffer {
  if (mode === 'aead_xchacha20_poly1305_rtpsize') {
    return Buffer.from(xchacha20poly1305(key, nonce, clear).encrypt(body));
  }
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(clear);
  return Buffer.concat([cipher.update(body), cipher.final(), cipher.getAuthTag()]);
}

function openBody(mode: EncryptionMode, key: Buffer, nonce: Buffer, clear: Buffer, sealed: Buffer): Buffer {
  if (mode === 'aead_xchacha20_poly1305_rtpsize') {
    return Buffer.from(xchacha20poly1305(key, nonce, clear).decrypt(sealed));
  }
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(clear);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()]);
}

/** Makes the cipher of one voice session. `key` has {@link TRANSPORT_KEY_BYTES} bytes. */
export function createTransportCipher(mode: EncryptionMode, key: Buffer): TransportCipher {
  let counter = 0;
  return {
    mode,
    seal(clear, body) {
      const nonce = Buffer.alloc(NONCE_BYTES[mode]);
      counter = (counter + 1) >>> 0;
      nonce.writeUInt32BE(counter, 0);
      return Buffer.concat([
        clear,
        sealBody(mode, key, nonce, clear, body),
        nonce.subarray(0, COUNTER_BYTES),
      ]);
    },
    open(packet, clearBytes) {
      const end = packet.length - COUNTER_BYTES;
      if (end - clearBytes < TAG_BYTES) return undefined;
      const nonce = Buffer.alloc(NONCE_BYTES[mode]);
      packet.copy(nonce, 0, end);
      try {
        return openBody(mode, key, nonce, packet.subarray(0, clearBytes), packet.subarray(clearBytes, end));
      } catch {
        // A wrong tag: the packet is not from the other side, and the caller counts it.
        return undefined;
      }
    },
  };
}
