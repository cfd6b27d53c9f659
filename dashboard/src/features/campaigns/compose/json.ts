// A message as plain JSON: reading what may be anything, and changing one place of it without touching the rest. Pure.

export type Json = Record<string, unknown>;

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const asObject = (value: unknown): Json => (isJson(value) ? value : {});
export const asList = (value: unknown): Json[] => (Array.isArray(value) ? value.map(asObject) : []);
export const asText = (value: unknown): string | null =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;

const keysOf = (path: string): string[] => (path === '' ? [] : path.split('.'));

/** What stands at "attachment.payload.elements.0.title"; undefined where there is nothing. */
export function getAt(root: unknown, path: string): unknown {
  let value: unknown = root;
  for (const key of keysOf(path)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Json)[key];
  }
  return value;
}

/** A copy with another value at the path; undefined takes the key, or the item of a list, away. */
export const setAt = (root: Json, path: string, next: unknown): Json =>
  change(root, keysOf(path), next) as Json;

function change(value: unknown, keys: string[], next: unknown): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return next;
  if (Array.isArray(value)) {
    const index = Number(key);
    const item = change(value[index], rest, next);
    return item === undefined ? value.toSpliced(index, 1) : value.toSpliced(index, 1, item);
  }
  const { [key]: before, ...others } = asObject(value);
  const after = change(before, rest, next);
  if (after === undefined) return others;
  // A key that is there keeps its place, so that the JSON beside the form does not jump about.
  return before === undefined ? { ...others, [key]: after } : { ...(value as Json), [key]: after };
}

/** Moves one item of a list; out of the list changes nothing. */
export function moveItem<T>(list: readonly T[], from: number, to: number): T[] {
  if (to < 0 || to >= list.length || from === to) return [...list];
  return list.toSpliced(from, 1).toSpliced(to, 0, list[from]!);
}

/** The JSON that was typed, or what keeps it from being a message. */
export function readTyped(text: string): { message: Json } | { fault: string } {
  let unsafe: string | null = null;
  let value: unknown;
  try {
    value = JSON.parse(text, (key, part: unknown) => {
      if (typeof part === 'number' && Number.isInteger(part) && !Number.isSafeInteger(part)) unsafe = key;
      return part;
    });
  } catch (error) {
    return { fault: `This is not JSON yet: ${(error as Error).message}.` };
  }
  if (unsafe !== null)
    return { fault: `The number at “${unsafe}” is too long to keep its last digits: put it in quotes.` };
  return isJson(value) ? { message: value } : { fault: 'A message is an object: { … }.' };
}

/** The same message with every text in it changed. */
export const mapTexts = (message: Json, map: (text: string) => string): Json =>
  mapValue(message, map) as Json;

function mapValue(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item) => mapValue(item, map));
  if (!isJson(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapValue(item, map)]));
}
