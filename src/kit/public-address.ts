// Which addresses are on the public internet, told from how they are written: what may be called, and what Facebook can fetch. Pure.
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Whether an IP address is on the public internet. Loopback, private, link-local (169.254.169.254 with it), carrier-grade
 * NAT, multicast, reserved and documentation ranges are not; an IPv6 address that carries an IPv4 one is what that one is.
 */
export function isPublicAddress(text: string): boolean {
  const bare = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return false;
  const address = ipaddr.parse(bare);
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast';
  const inner = findEmbedded(address);
  return inner ? inner.range() === 'unicast' : address.range() === 'unicast';
}

/** The IPv4 address inside an IPv6 one: mapped, compatible, NAT64 (RFC 6052; not its local form) and 6to4. */
function findEmbedded(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const bytes = address.toByteArray();
  const at = (start: number): ipaddr.IPv4 => new ipaddr.IPv4(bytes.slice(start, start + 4));
  if (address.range() === 'ipv4Mapped') return at(12);
  if (address.range() === '6to4') return at(2);
  if (address.match(ipaddr.IPv6.parse('64:ff9b::'), 96)) return at(12);
  if (address.match(ipaddr.IPv6.parse('::'), 96)) return at(12);
  return undefined;
}

// WHATWG URL has already turned 0x7f.1 and 2130706433 into 127.0.0.1; ipaddr.js reads those spellings as well.
export const isLiteralAddress = (host: string): boolean => isIP(host) !== 0 || ipaddr.isValid(host);

/** Whether a URL's host is known to be private: its address is written out, or it is this machine's own name (RFC 6761 §6.3). */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isLiteralAddress(host) ? !isPublicAddress(host) : /^(?:.*\.)?localhost\.?$/i.test(host);
}

/** Whether an address carries user:password@ before its host. */
export const hasUserInfo = (url: string): boolean => /^\s*[a-z][a-z0-9+.-]*:\/\/[^/?#\\]*@/i.test(url);
