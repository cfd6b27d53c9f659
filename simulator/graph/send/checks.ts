// Small checks that the shapes of a message share. Each says which parameter was wrong.
import { isObject } from '../call.ts';
import { invalidParameter } from '../errors.ts';

export type Json = Record<string, unknown>;

/** An object at `path`, with no keys beyond `keys` when those are given. */
export function getObject(value: unknown, path: string, keys?: readonly string[]): Json {
  if (!isObject(value)) throw invalidParameter(`Param ${path} must be an object.`);
  if (keys) {
    for (const key of Object.keys(value)) {
      if (!keys.includes(key)) throw invalidParameter(`Invalid keys "${key}" were found in param "${path}".`);
    }
  }
  return value;
}

/** A list of `min` to `max` entries. */
export function getItems(value: unknown, path: string, min: number, max: number): unknown[] {
  if (!Array.isArray(value)) throw invalidParameter(`Param ${path} must be an array.`);
  if (value.length < min) throw invalidParameter(`Param ${path} must have at least ${min} entries.`);
  if (value.length > max) throw invalidParameter(`Param ${path} must have at most ${max} entries.`);
  return value;
}

/** Text of 1 to `max` characters. */
export function getString(value: unknown, path: string, max: number): string {
  if (typeof value !== 'string' || value === '')
    throw invalidParameter(`Param ${path} must be a non-empty string.`);
  if (value.length > max)
    throw invalidParameter(`Length of param ${path} must be less than or equal to ${max}`);
  return value;
}

/** The same, or undefined when the key is absent. */
export function findString(value: unknown, path: string, max: number): string | undefined {
  return value === undefined || value === null ? undefined : getString(value, path, max);
}

export function getOneOf<T extends string>(value: unknown, path: string, allowed: readonly T[]): T {
  const found = allowed.find((item) => item === value);
  if (found === undefined) throw invalidParameter(`Param ${path} must be one of {${allowed.join(', ')}}`);
  return found;
}

const URL_LIMIT = 2083;

export function getUrl(value: unknown, path: string): string {
  const text = getString(value, path, URL_LIMIT);
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw invalidParameter(`Param ${path} should represent a valid URL`);
  }
  return text;
}

/**
 * An address the platform would fetch. The sandbox fetches nothing; hosts under `.invalid` (RFC 2606) stand for those
 * that cannot be reached and give 100/2018008.
 */
export function getMediaUrl(value: unknown, path: string): string {
  const url = getUrl(value, path);
  if (new URL(url).hostname.endsWith('.invalid'))
    throw invalidParameter('Failed to fetch the file from the url', 2018008);
  return url;
}
