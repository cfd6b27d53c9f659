// JSON bodies: refused with the place where they stop being JSON, and when they are nested beyond any use.
import { invalid } from '../errors.ts';
import { findJsonError } from '../json-position.ts';

/** The field of the error for a body that is not JSON at all. */
export const BODY = 'body';

/** A segment's deepest filter is at 14. JSON.parse reads any depth, and then whatever walks the value overflows its stack. */
const MAX_DEPTH = 100;

/** Throws AppError `invalid` for bytes that are not UTF-8, not JSON (naming line and column), or nested too deep. */
export function parseJsonBody(bytes: Buffer): unknown {
  const text = decode(bytes);
  const value = parse(text);
  if (isTooDeep(value))
    throw invalid(BODY, `The request body is nested more than ${MAX_DEPTH} deep.`, 'Send flatter JSON.');
  return value;
}

/** Whether JSON is nested beyond what may be walked. */
export const isTooDeep = (value: unknown): boolean => isDeeperThan(MAX_DEPTH, value);

/** Never deeper than it looks, so that the depth it looks for cannot overflow it too. */
function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return levels === 0 ? inner.length > 0 : inner.some((one) => isDeeperThan(levels - 1, one));
}

function parse(text: string): unknown {
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
