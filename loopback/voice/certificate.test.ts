import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { createLoopbackCertificate } from './certificate.ts';

test('the certificate names localhost and 127.0.0.1 and is signed with its own key', () => {
  const certificate = new X509Certificate(createLoopbackCertificate().certificatePem);
  expect(certificate.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(certificate.ca).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.validFromDate.getTime()).toBeLessThan(Date.now());
  expect(certificate.validToDate.getTime()).toBeGreaterThan(Date.now());
});

test('a TLS client that trusts the certificate reaches 127.0.0.1, one that does not is refused', async () => {
  const { certificatePem, privateKeyPem } = createLoopbackCertificate();
  const server = createServer({ cert: certificatePem, key: privateKeyPem });
  server.on('tlsClientError', () => {
    // The client that does not trust us is expected to leave.
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const dial = (ca?: string): TLSSocket =>
    connect({ host: '127.0.0.1', port, ...(ca === undefined ? {} : { ca }) });
  try {
    const trusting = dial(certificatePem);
    await once(trusting, 'secureConnect');
    expect(trusting.authorized).toBe(true);
    trusting.destroy();
    const [refused] = (await once(dial(), 'error')) as [NodeJS.ErrnoException];
    expect(refused.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  } finally {
    server.close();
  }
});
