// Where an answer of 3xx sends a call, and what of the call may go there (RFC 9110 §15.4). Pure.

import { findUrlFault } from './check-url.ts';
import type { RenderedRequest } from './connector.contract.ts';
import { isSecretName } from './mask-request.ts';

export type Redirect =
  | { kind: 'none' }
  | { kind: 'follow'; request: RenderedRequest; leavesOrigin: boolean }
  /** It says where, but that is no place to go. `why`: for the attempt's record. */
  | { kind: 'stop'; why: string };

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Headers that say what the body is; without a body they go too. */
const OF_BODY = new Set(['content-type', 'content-encoding', 'content-language', 'content-location']);

/**
 * The call after a redirect. 303 asks for another resource by GET; every other one for the same call elsewhere: 301 and 302
 * only allow a POST to become a GET, and a delivery whose body is dropped is none.
 * To another origin go neither Authorization nor cookies nor any secret header, and nothing brings them back.
 * @param secretHeaders names, in lower case, of the headers entered as secret
 */
export function readRedirect(
  request: RenderedRequest,
  answer: { status: number; headers: Record<string, string> },
  secretHeaders: ReadonlySet<string>,
): Redirect {
  const location = answer.headers['location']?.trim();
  if (!REDIRECTS.has(answer.status) || location === undefined) return { kind: 'none' };
  if (!URL.canParse(location, request.url)) return { kind: 'stop', why: 'its Location is not an address' };
  const from = new URL(request.url);
  const to = new URL(location, from);
  to.hash = '';
  const fault = findUrlFault(to.href);
  if (fault !== null) return { kind: 'stop', why: `its Location ${fault}` };
  if (from.protocol === 'https:' && to.protocol === 'http:')
    return { kind: 'stop', why: 'its Location leaves https' };
  const leavesOrigin = to.origin !== from.origin;
  const dropsBody = answer.status === 303;
  const headers = Object.entries(request.headers).filter(([given]) => {
    const name = given.toLowerCase();
    if (dropsBody && OF_BODY.has(name)) return false;
    return !leavesOrigin || !(isSecretName(name) || secretHeaders.has(name));
  });
  const moved = { ...request, url: to.href, headers: Object.fromEntries(headers) };
  return {
    kind: 'follow',
    request: dropsBody ? { ...moved, method: 'GET', body: null } : moved,
    leavesOrigin,
  };
}
