import ipaddr from 'ipaddr.js';

/** Ranges that are public and still lead elsewhere: they carry an IPv4 address, or a relay's. */
const CARRIERS: readonly (readonly [string, number])[] = [
  // NAT64, also with a prefix of the network's own (RFC 8215).
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  // 6to4 and Teredo.
  ['2002::', 16],
  ['2001::', 32],
  // IPv4-compatible, long out of use.
  ['::', 96],
  // Site-local, long out of use.
  ['fec0::', 10],
];

/**
 * Says whether an address is one that a stranger must not make this machine call: loopback, private, link-local
 * (cloud metadata among them), carrier-grade NAT, multicast, reserved, or IPv6 that carries such an IPv4.
 *
 * @param address - an IP literal; whatever is none counts as blocked.
 */
export function isBlockedAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return true;
  // IPv4-mapped IPv6 becomes the IPv4 that it means.
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return true;
  return (
    parsed.kind() === 'ipv6' &&
    CARRIERS.some(([network, bits]) => (parsed as ipaddr.IPv6).match(ipaddr.IPv6.parse(network), bits))
  );
}
