// JSON bodies: refused with the place where they stop being JSON.
import { invalid } from '../errors.ts';
import { findJsonError } from '../json-position.ts';

/** The field of the error for a body that is not JSON at all. */
export const BODY = 'body';

/** Throws AppError `invalid` for bytes that are not UTF-8 or not JSON, naming line and column. */
export function parseJsonBody(bytes: Buffer): unknown {
  const text = decode(bytes);
  try {
    return JSON.parse(text);
  } catch {
    const before = text.slice(0, findJsonError(text)).split('\n');
    const place = `line ${before.length}, column ${before.at(-1)!.length + 1}`;
    const what = text.trim() === '' ? 'is empty' : `is not JSON at ${place}`;
    throw invalid(BODY, `The request body ${what}.`, 'Send a JSON object encoded as UTF-8.');
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid(BODY, 'The request body is not encoded as UTF-8.', 'Send a JSON object encoded as UTF-8.');
  }
}
