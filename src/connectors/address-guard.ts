// Which addresses a connector may connect to. Checked on the address itself when the connection is made, so neither an
// odd spelling nor a name that resolves to something else later gets around it.
import dns, { type LookupAddress, type LookupAllOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The connection was refused by us, before anything was sent. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  constructor(host: string, address: string) {
    const shown = host === address ? address : `${host} (${address})`;
    super(`${shown} is a private or special address, and connectors may call public ones only`);
  }
}

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

/** Throws when the host is an IP address, however spelled, that is not public. A name passes: it is checked when resolved. */
export function checkLiteralHost(hostname: string, isPublic = isPublicAddress): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  // WHATWG URL has already turned 0x7f.1 and 2130706433 into 127.0.0.1; ipaddr.js reads those spellings as well.
  const isLiteral = isIP(host) !== 0 || ipaddr.isValid(host);
  if (isLiteral && !isPublic(host)) throw new AddressRefused(host, host);
}

/** Whether the address is known to be refused before it is called: it is written out, or is this machine's own name (RFC 6761 §6.3). */
export function isRefusedHost(hostname: string): boolean {
  try {
    checkLiteralHost(hostname);
    return /^(?:.*\.)?localhost\.?$/i.test(hostname);
  } catch (error) {
    if (error instanceof AddressRefused) return true;
    throw error;
  }
}

export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A `lookup` for net.connect that refuses the name when any of its addresses is not public. The connection goes to the
 * addresses handed out here, and nobody asks again in between: a name that changes its answer is judged anew each time.
 */
export function guardLookup(resolve: Resolve = dns.lookup, isPublic = isPublicAddress): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const refused = addresses.find(({ address }) => !isPublic(address));
      if (refused) return callback(new AddressRefused(hostname, refused.address), []);
      const [first] = addresses;
      if (options.all || first === undefined) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}
