// The call that asks for an access token with client credentials (RFC 6749 §4.4), and what its answer says. Pure.
import { z } from 'zod';
import { CONTENT_TYPES, encodeFormComponent } from './body-text.ts';
import type { ClientCredentials } from './call-rules.contract.ts';
import type { CallResult, NotSentReason } from './caller.ts';
import type { RenderedRequest } from './connector.contract.ts';
import { readRetryAfter } from './retry-after.ts';

export function tokenRequest(credentials: ClientCredentials): RenderedRequest {
  const { token_url, client_id, client_secret, scope, audience, client_auth } = credentials;
  const fields: [string, string][] = [['grant_type', 'client_credentials']];
  if (scope !== '') fields.push(['scope', scope]);
  if (audience !== '') fields.push(['audience', audience]);
  if (client_auth === 'body') fields.push(['client_id', client_id], ['client_secret', client_secret]);
  const headers: Record<string, string> = { accept: CONTENT_TYPES.json, 'content-type': CONTENT_TYPES.form };
  if (client_auth === 'basic') headers['authorization'] = basic(client_id, client_secret);
  const body = fields.map(([name, value]) => `${name}=${encodeFormComponent(value)}`).join('&');
  return { method: 'POST', url: token_url, headers, body };
}

/** Both are form-encoded before they are joined (RFC 6749 §2.3.1), so a colon in the id does no harm. */
const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${encodeFormComponent(id)}:${encodeFormComponent(secret)}`).toString('base64')}`;

export type TokenAnswer =
  | { ok: true; token: string; expiresInMs: number }
  | { ok: false; reason: NotSentReason; message: string; waitMs: number | null };

/** A token is what a header can carry (RFC 6750 §2.1: b68token and a little more), and not endless. */
const grant = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/),
  token_type: z
    .string()
    .regex(/^bearer$/i)
    .default('Bearer'),
  // Some servers write the number as a text.
  expires_in: z.coerce.number().positive().catch(300),
});
const refusal = z.object({ error: z.string(), error_description: z.string().default('') });

/** Of a token that outlives it a day is used. */
const LONGEST_MS = 86_400_000;

/** `message` may repeat what was sent: mask it before anybody sees it. */
export function readTokenAnswer(result: CallResult, url: string, now: Date): TokenAnswer {
  if (result.kind !== 'answered') {
    const reason = result.kind === 'not_sent' ? result.reason : undefined;
    const message = `The token endpoint ${url} could not be reached: ${result.message}`;
    return { ok: false, reason: reason ?? 'oauth_token_unreachable', message, waitMs: null };
  }
  const { status } = result;
  const json = parseJson(result.body);
  const granted = grant.safeParse(json);
  if (status >= 200 && status < 300 && granted.success) {
    const { access_token: token, expires_in } = granted.data;
    return { ok: true, token, expiresInMs: Math.min(expires_in * 1000, LONGEST_MS) };
  }
  const mayPass = status === 408 || status === 425 || status === 429 || status >= 500;
  return {
    ok: false,
    reason: mayPass ? 'oauth_token_unreachable' : 'oauth_token_refused',
    message: `The token endpoint ${url} answered ${status}: ${describe(json, result)}`,
    waitMs: mayPass ? readRetryAfter(result.headers, now) : null,
  };
}

/** What a person needs to know of a refusal. An answer that grants something is not repeated: it may hold the token. */
function describe(json: unknown, { status, body }: { status: number; body: string }): string {
  const refused = refusal.safeParse(json);
  if (refused.success) return `${refused.data.error} ${refused.data.error_description}`.trim();
  if (status < 300) return 'its answer holds no Bearer access_token';
  if (status < 400) return 'it redirects, which is not followed with credentials';
  return body;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
