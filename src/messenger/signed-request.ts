// The form in which Facebook calls back about a person of an app: `signed_request`, for deletion of data and for deauthorising.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const MAX_LENGTH = 10_000;

const payload = z.object({
  algorithm: z.string().transform((name) => name.toUpperCase()),
  // Scoped to the app, not to a Page: it is no PSID, and nothing in a webhook names it.
  user_id: z.coerce.string().regex(/^[0-9]{1,32}$/),
  issued_at: z.number().optional(),
});

export interface SignedRequest {
  /** App-scoped. */
  userId: string;
}

/**
 * Reads `base64url(HMAC-SHA256(payload, app secret)).base64url(payload)`; the signature is over the payload as it travels, still
 * encoded (Facebook Login, "Data Deletion Request Callback"). undefined: not signed with this secret, or not readable.
 */
export function readSignedRequest(text: string, appSecret: string): SignedRequest | undefined {
  const [signature = '', encoded = '', ...rest] = text.slice(0, MAX_LENGTH).split('.');
  if (rest.length > 0) return undefined;
  const given = Buffer.from(signature, 'base64url');
  const expected = createHmac('sha256', appSecret).update(encoded).digest();
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const read = payload.safeParse(parse(Buffer.from(encoded, 'base64url').toString('utf8')));
  if (!read.success || read.data.algorithm !== 'HMAC-SHA256') return undefined;
  return { userId: read.data.user_id };
}

function parse(text: string): unknown {
  try {
    // An id beyond 2^53 would lose digits as a number.
    return JSON.parse(text.replace(/("user_id"\s*:\s*)(\d{16,})/, '$1"$2"'));
  } catch {
    return undefined;
  }
}
