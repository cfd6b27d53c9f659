// Addresses of a request that are certain to be refused when they are called: private ones written out. Told before anything
// is published; what a name leads to shows only when it is called. Pure.
import { isPrivateHost } from '../kit/public-address.ts';
import type { ConnectorRequest } from './connector.contract.ts';

export interface AddressProblem {
  /** Path into the request. */
  field: 'url' | 'auth.token_url';
  message: string;
  remedy: string;
}

export function inspectAddresses(
  request: ConnectorRequest,
  allowPrivateAddresses: boolean,
): AddressProblem[] {
  const problems: AddressProblem[] = [];
  for (const [field, text] of [
    ['url', request.url],
    ['auth.token_url', request.auth?.token_url ?? ''],
  ] as const) {
    const hostname = findHost(text);
    if (!allowPrivateAddresses && hostname !== null && isPrivateHost(hostname))
      problems.push({
        field,
        message: `${hostname} is a private or special address, and connectors may call public ones only.`,
        remedy:
          'Use a public address, or start Talaria with ALLOW_PRIVATE_ADDRESSES=true if this one is yours.',
      });
  }
  return problems;
}

/** The host, when it can be read off the address before any Liquid. */
function findHost(url: string): string | null {
  const origin = /^\s*(https?:\/\/[^/?#\\{}]+)(?:[/?#\\]|$)/i.exec(url)?.[1];
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).hostname : null;
}
