import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A self-signed certificate and its private key, both PEM. */
export interface LoopbackCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
  subjectAltDns: 0x82,
  subjectAltIp: 0x87,
  version: 0xa0,
  extensions: 0xa3,
} as const;

/** Object identifiers, already encoded: X.520, X.509 extensions and ANSI X9.62. */
const OBJECT_ID = {
  commonName: '550403',
  ecdsaWithSha256: '2a8648ce3d040302',
  basicConstraints: '551d13',
  keyUsage: '551d0f',
  extendedKeyUsage: '551d25',
  serverAuthentication: '2b06010505070301',
  subjectAltName: '551d11',
} as const;

const VALID_DAYS = 30;
const DAY_MS = 86_400_000;
const LOOPBACK_IPV4 = Buffer.from([127, 0, 0, 1]);

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.from(body.length.toString(16).padStart(body.length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(TAG.sequence, ...parts);
const objectId = (name: keyof typeof OBJECT_ID): Buffer =>
  der(TAG.objectId, Buffer.from(OBJECT_ID[name], 'hex'));
const bitString = (bytes: Buffer): Buffer => der(TAG.bitString, Buffer.from([0]), bytes);

function utcTime(at: Date): Buffer {
  const digits = at.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return der(TAG.utcTime, Buffer.from(digits.slice(2), 'ascii'));
}

function extension(name: keyof typeof OBJECT_ID, value: Buffer): Buffer {
  const critical = der(TAG.boolean, Buffer.from([0xff]));
  const isCritical = name === 'basicConstraints' || name === 'keyUsage';
  return sequence(objectId(name), ...(isCritical ? [critical] : []), der(TAG.octetString, value));
}

function extensions(): Buffer {
  const yes = der(TAG.boolean, Buffer.from([0xff]));
  // Bits 0 (digitalSignature) and 5 (keyCertSign): the certificate is its own authority.
  const usage = der(TAG.bitString, Buffer.from([2, 0b1000_0100]));
  const names = sequence(
    der(TAG.subjectAltDns, Buffer.from('localhost', 'ascii')),
    der(TAG.subjectAltIp, LOOPBACK_IPV4),
  );
  return sequence(
    extension('basicConstraints', sequence(yes)),
    extension('keyUsage', usage),
    extension('extendedKeyUsage', sequence(objectId('serverAuthentication'))),
    extension('subjectAltName', names),
  );
}

function toPem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/**
 * Makes a P-256 certificate for `localhost` and 127.0.0.1, valid from one day ago for thirty days.
 *
 * The structure is that of RFC 5280 section 4.1, written as DER by hand: Node signs, but cannot issue.
 */
export function createLoopbackCertificate(nowMs: number = Date.now()): LoopbackCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(objectId('ecdsaWithSha256'));
  const serial = randomBytes(16);
  // The serial number is a positive integer without a leading zero byte.
  serial.writeUInt8((serial.readUInt8(0) & 0x7f) | 0x40, 0);
  // A name of its own: a process that trusts two of these finds the right one by it.
  const commonName = Buffer.from(`aichat loopback voice ${serial.toString('hex')}`, 'utf8');
  const name = sequence(der(TAG.set, sequence(objectId('commonName'), der(TAG.utf8String, commonName))));
  const validity = sequence(
    utcTime(new Date(nowMs - DAY_MS)),
    utcTime(new Date(nowMs + VALID_DAYS * DAY_MS)),
  );
  const toBeSigned = sequence(
    der(TAG.version, der(TAG.integer, Buffer.from([2]))),
    der(TAG.integer, serial),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(TAG.extensions, extensions()),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  return {
    certificatePem: toPem('CERTIFICATE', sequence(toBeSigned, algorithm, bitString(signature))),
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
