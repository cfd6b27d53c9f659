// Cross-site request forgery: a browser sends our cookie along with requests that another site makes. Pure.

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The headers of a request that say which site made it. */
export interface OriginHeaders {
  origin?: string | undefined;
  host?: string | undefined;
  'sec-fetch-site'?: string | string[] | undefined;
}

/**
 * Whether a request with our cookie may change something: it must be known to come from our own pages. Browsers send
 * `Origin` with everything that changes state and no page can forge it, nor `Sec-Fetch-Site`. A program that sends
 * neither is refused too; programs use API keys, which no browser adds by itself.
 */
export function mayUseCookie(method: string, headers: OriginHeaders, publicUrl: string): boolean {
  if (READING.has(method)) return true;
  if (headers.origin !== undefined) return isOwnOrigin(headers.origin, headers.host, publicUrl);
  return headers['sec-fetch-site'] === 'same-origin';
}

/**
 * Ours is the public URL's origin, or the host the request was addressed to: a page of ours opened under another name of
 * this machine. Another site cannot make those two agree: its pages carry its own origin, and to its own name (pointed at
 * our address) the browser sends no cookie of ours.
 */
export function isOwnOrigin(origin: string, host: string | null | undefined, publicUrl: string): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  return url.origin === new URL(publicUrl).origin || (host != null && url.host === host.toLowerCase());
}
