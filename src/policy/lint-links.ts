// Addresses that cannot work, found without the network: another scheme, spaces, hosts that stand for one.
import { hasLiquid, type Placed, withoutLiquid } from './message-texts.ts';

export type LinkFault = 'link_scheme' | 'link_space' | 'link_placeholder';

/** RFC 2606 and RFC 6761 keep these names for examples and tests; nobody's phone reaches the others. */
const PLACEHOLDER_HOST =
  /^(?:localhost|(?:.*\.)?example\.(?:com|net|org)|.*\.(?:example|invalid|test|localhost|local|internal)|(?:www\.)?(?:yourdomain|your-?site|your-?shop|yourcompany|mydomain|domain)\.(?:com|net|org)|0\.0\.0\.0|127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+|169\.254\.\d+\.\d+|\[::1\])$/i;

const BEFORE_LIQUID = /^[\s\S]*?(?=\{\{|\{%|$)/;

/** What is wrong with an address as it was written; what a value adds to it shows when it is rendered. */
export function findLinkFault({ text }: Placed): LinkFault | null {
  const fixed = BEFORE_LIQUID.exec(text)?.[0] ?? '';
  const scheme = /^\s*([a-z][a-z0-9+.-]*):/i.exec(fixed)?.[1]?.toLowerCase();
  const begins = fixed.trim() !== '';
  if (begins && scheme !== 'http' && scheme !== 'https') return 'link_scheme';
  if (/\s/.test(withoutLiquid(text, ''))) return 'link_space';
  const host = findFixedHost(fixed, hasLiquid(text));
  return host !== null && PLACEHOLDER_HOST.test(host) ? 'link_placeholder' : null;
}

/** The host, when no value can still change it. */
function findFixedHost(fixed: string, goesOn: boolean): string | null {
  const match = /^\s*https?:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:\s]*)(?=([/?#:])|$)/i.exec(fixed);
  if (match === null) return null;
  return goesOn && match[2] === undefined ? null : (match[1] ?? null);
}
