import { expect, test } from 'vitest';
import { isBlockedAddress } from './blocked-address.ts';
import { checkTarget, createGuardedLookup } from './target.ts';

const NOBODY: ReadonlySet<string> = new Set();

function codeOf(address: string, allowed = NOBODY): string {
  try {
    checkTarget(address, allowed);
    return 'allowed';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** What the guarded look-up says of a name with these addresses. */
const answers = (addresses: readonly string[]): Promise<string> =>
  new Promise<string>((resolve) => {
    const lookup = createGuardedLookup((_host, _options, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      ),
    );
    lookup('rebind.example.com', {}, (error, found) => {
      resolve(error === null ? found.map(({ address }) => address).join() : (error.code ?? ''));
    });
  });

test('this machine and private networks are refused in every spelling', () => {
  const spellings = [
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://0/',
    'https://localhost/',
    'https://localhost./',
    'https://printer.local/',
    'https://intranet/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[64:ff9b:1::a00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[::127.0.0.1]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'https://[fec0::1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://100.64.0.1/',
    'https://192.0.2.1/',
    'https://198.18.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://①②⑦.⓪.⓪.①/',
  ];
  expect(spellings.filter((address) => codeOf(address) !== 'WEBHOOK_TARGET_REFUSED')).toEqual([]);
});

test('what is no public https address is refused', () => {
  const wrong = [
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'https://user:secret@example.com/',
    'https://example.com:22/',
    'no address',
    `https://example.com/${'a'.repeat(3000)}`,
  ];
  expect(wrong.filter((address) => codeOf(address) !== 'WEBHOOK_TARGET_REFUSED')).toEqual([]);
});

test('public https addresses are allowed', () => {
  const right = [
    'https://example.com/hook',
    'https://example.com:8443/',
    'https://93.184.216.34/',
    'https://[2606:2800:220:1::1]/',
  ];
  expect(right.filter((address) => codeOf(address) !== 'allowed')).toEqual([]);
});

test('a host that the owner names is allowed, over http and with its port, and no other', () => {
  const allowed = new Set(['127.0.0.1:9000', 'nas.lan']);
  expect(codeOf('http://127.0.0.1:9000/hook', allowed)).toBe('allowed');
  expect(codeOf('http://nas.lan:81/hook', allowed)).toBe('allowed');
  expect(codeOf('http://127.0.0.1:9001/hook', allowed)).toBe('WEBHOOK_TARGET_REFUSED');
});

test('a name that resolves to a blocked address gets no connection, even if another of its addresses is public', async () => {
  expect(await answers(['93.184.216.34'])).toBe('93.184.216.34');
  expect(await answers(['93.184.216.34', '127.0.0.1'])).toBe('WEBHOOK_TARGET_REFUSED');
  expect(await answers(['::ffff:10.0.0.1'])).toBe('WEBHOOK_TARGET_REFUSED');
});

test('what is no address counts as blocked', () => {
  expect(isBlockedAddress('example.com')).toBe(true);
  expect(isBlockedAddress('')).toBe(true);
});
