// Proof of origin in both directions: the platform's signature on a webhook, and ours on a call.
import { createHmac, timingSafeEqual } from 'node:crypto';

const HEADER = /^sha256=([0-9a-f]{64})$/i;

/**
 * Checks `X-Hub-Signature-256: sha256=<hex>`: HMAC-SHA256 over the body's bytes as received, keyed with the app secret
 * (Messenger webhooks guide; a decoded and re-serialised body has another digest because the platform escapes it).
 * The legacy SHA-1 header proves nothing we would accept. Takes the same time whatever differs.
 */
export function verifySignature(rawBody: Buffer, header: string | undefined, appSecret: string): boolean {
  const given = HEADER.exec(header ?? '')?.[1];
  if (given === undefined) return false;
  const expected = createHmac('sha256', appSecret).update(rawBody).digest();
  return timingSafeEqual(Buffer.from(given, 'hex'), expected);
}

/** `appsecret_proof`: hex HMAC-SHA256 of the access token, keyed with the app secret (Graph API, Securing requests). */
export function appSecretProof(accessToken: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(accessToken).digest('hex');
}

/** Equality of two texts in a time that tells nothing about either but, at most, their being of different length. */
export function sameSecret(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
