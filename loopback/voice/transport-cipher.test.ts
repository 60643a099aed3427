import { createDecipheriv, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { encodeRtpHeader } from './rtp.ts';
import { createTransportCipher, ENCRYPTION_MODES } from './transport-cipher.ts';

const clear = encodeRtpHeader({ sequence: 1, timestamp: 960, ssrc: 9 });
const body = Buffer.from('twenty milliseconds');

test.each(ENCRYPTION_MODES)('%s opens what it sealed and counts its nonce up', (mode) => {
  const cipher = createTransportCipher(mode, randomBytes(32));
  const first = cipher.seal(clear, body);
  const second = cipher.seal(clear, body);
  expect(first.readUInt32BE(first.length - 4)).toBe(1);
  expect(second.readUInt32BE(second.length - 4)).toBe(2);
  expect(cipher.open(first, clear.length)).toEqual(body);
  expect(cipher.open(second, clear.length)).toEqual(body);
});

test.each(ENCRYPTION_MODES)('%s refuses a changed header, a changed body and a stub', (mode) => {
  const cipher = createTransportCipher(mode, randomBytes(32));
  const packet = cipher.seal(clear, body);
  for (const index of [3, clear.length, packet.length - 5]) {
    const changed = Buffer.from(packet);
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    expect(cipher.open(changed, clear.length)).toBeUndefined();
  }
  expect(cipher.open(packet.subarray(0, 20), clear.length)).toBeUndefined();
});

test('AES-256-GCM seals as the protocol says: counter first, then eight zeros', () => {
  const key = randomBytes(32);
  const packet = createTransportCipher('aead_aes256_gcm_rtpsize', key).seal(clear, body);
  const nonce = Buffer.concat([packet.subarray(-4), Buffer.alloc(8)]);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    .setAAD(clear)
    .setAuthTag(packet.subarray(-20, -4));
  expect(Buffer.concat([decipher.update(packet.subarray(12, -20)), decipher.final()])).toEqual(body);
});
