import type { LookupAddress, LookupAllOptions } from 'node:dns';
import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import { AppError, UserError } from '#core';
import { isBlockedAddress } from './blocked-address.ts';

/** Ports on which a receiver may listen. */
const ALLOWED_PORTS = new Set(['', '443', '8443']);
/** Names that are private by definition, whatever they resolve to. */
const PRIVATE_NAMES = /(?:^|\.)(?:localhost|local|internal|intranet|home\.arpa|lan|localdomain)$/u;
const MAX_URL_LENGTH = 2048;

const refused = (message: string): UserError => new UserError('WEBHOOK_TARGET_REFUSED', { message });

/** Hosts that the owner allows whatever their address, as `host` or `host:port`; over http too. */
export type AllowedHosts = ReadonlySet<string>;

/**
 * Checks the address of a webhook as it is written. What a name resolves to is checked by {@link createGuardedLookup}
 * when the connection is made: it may be another than before.
 *
 * @throws UserError `WEBHOOK_TARGET_REFUSED`.
 */
export function checkTarget(address: string, allowed: AllowedHosts): URL {
  const url = address.length > MAX_URL_LENGTH ? null : URL.parse(address);
  if (url === null) throw refused('The address is no URL.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refused('The address must begin with https://.');
  if (url.username !== '' || url.password !== '')
    throw refused('The address must not hold a user or a password.');
  if (isAllowed(url, allowed)) return url;
  if (url.protocol !== 'https:') throw refused('The address must begin with https://.');
  if (!ALLOWED_PORTS.has(url.port)) throw refused(`The port ${url.port} is not allowed; 443 and 8443 are.`);
  // The parser has turned decimal, octal and hexadecimal spellings into the one of the standard.
  const host = url.hostname.replace(/^\[|\]$/gu, '').replace(/\.$/u, '');
  if (isIP(host) === 0 ? PRIVATE_NAMES.test(host) || !host.includes('.') : isBlockedAddress(host)) {
    throw refused(`${url.hostname} is an address of this machine or of a private network.`);
  }
  return url;
}

/** Whether the owner named the host. */
export function isAllowed(url: URL, allowed: AllowedHosts): boolean {
  return allowed.has(url.hostname) || allowed.has(url.host);
}

type LookupCallback = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

/**
 * Resolves a name for a connection, and refuses it when any of its addresses is blocked. The connection goes to what
 * was checked: there is no second look-up that could answer differently.
 */
export function createGuardedLookup(
  resolve: (host: string, options: LookupAllOptions, callback: LookupCallback) => void = lookup,
) {
  return (host: string, options: object, callback: LookupCallback): void => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      const blocked = error ? undefined : addresses.find(({ address }) => isBlockedAddress(address));
      if (blocked === undefined) return callback(error, addresses);
      const message = `${host} resolves to ${blocked.address}, an address of this machine or of a private network.`;
      return callback(new AppError('WEBHOOK_TARGET_REFUSED', { message }), []);
    });
  };
}
