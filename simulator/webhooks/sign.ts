// The bytes of a webhook and their signature. The platform escapes the body before it signs it, so a receiver that
// parses and serialises again computes another digest (messenger-platform §3.2).
import { createHmac } from 'node:crypto';

const NEEDS_ESCAPE = /[/\u0080-\uffff]/g;

/** JSON with every non-ASCII character as `\uXXXX` in lowercase hex (astral ones as surrogate pairs) and `/` as `\/`. */
export function escapedJson(value: unknown): string {
  return JSON.stringify(value).replace(NEEDS_ESCAPE, (character) =>
    character === '/' ? '\\/' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Both signature headers over exactly `body`, keyed with the app secret. */
export function signatureHeaders(body: string, appSecret: string): Record<string, string> {
  return {
    'x-hub-signature': `sha1=${createHmac('sha1', appSecret).update(body).digest('hex')}`,
    'x-hub-signature-256': `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`,
  };
}
