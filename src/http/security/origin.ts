import { isIP } from 'node:net';

/** Names under which a machine calls itself. */
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** Whom the sidecar answers. */
export interface Addresses {
  /** Whether a `Host` header names this server: a page must not reach it under a name of its own (DNS rebinding). */
  isOwnHost(host: string | undefined): boolean;
  /** Whether an `Origin` header is the server's own or was allowed. A request without one is no page's. */
  isAllowedOrigin(origin: string | undefined): boolean;
}

/** Which names and origins are let in beside the server's own. */
export interface AddressOptions {
  /** Where the server listens. */
  readonly host: string;
  /** Other names that people use for it, without a port. */
  readonly allowedHosts: readonly string[];
  /** Origins of pages that may call it, as `https://console.example`. */
  readonly allowedOrigins: readonly string[];
}

/** Decides by the names that the owner gave and by the loopback's. */
export function createAddresses({ host, allowedHosts, allowedOrigins }: AddressOptions): Addresses {
  const names = new Set(
    [...LOOPBACK_NAMES, bracketed(host), ...allowedHosts].map((name) => name.toLowerCase()),
  );
  const origins = new Set(allowedOrigins.map((origin) => origin.toLowerCase()));
  const isOwnHost = (sent: string | undefined): boolean => names.has(nameOf(`http://${sent ?? ''}`));
  return {
    isOwnHost,
    isAllowedOrigin(origin) {
      if (origin === undefined) return true;
      const url = URL.parse(origin);
      if (url === null || url.origin === 'null') return false;
      return origins.has(url.origin) || (url.protocol === 'http:' && isOwnHost(url.host));
    },
  };
}

/** The host of a URL in lower case, IPv6 in brackets; empty for what is none. */
function nameOf(address: string): string {
  const url = URL.parse(address);
  return url === null || url.username !== '' || url.pathname !== '/' ? '' : url.hostname.toLowerCase();
}

function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}
