// Which addresses a connector may connect to. Checked on the address itself when the connection is made, so neither an
// odd spelling nor a name that resolves to something else later gets around it.
import dns, { type LookupAddress, type LookupAllOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isLiteralAddress, isPublicAddress } from '../kit/public-address.ts';

/** The connection was refused by us, before anything was sent. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  constructor(host: string, address: string) {
    const shown = host === address ? address : `${host} (${address})`;
    super(`${shown} is a private or special address, and connectors may call public ones only`);
  }
}

/** Throws when the host is an IP address, however spelled, that is not public. A name passes: it is checked when resolved. */
export function checkLiteralHost(hostname: string, isPublic = isPublicAddress): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isLiteralAddress(host) && !isPublic(host)) throw new AddressRefused(host, host);
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
