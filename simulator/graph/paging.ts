// Lists in pages: cursors before and after, and a `next` link that repeats the call, token included, as on the platform.
import { findText, type GraphCall, readLimit } from './call.ts';
import { invalidParameter } from './errors.ts';

export interface Paging {
  cursors: { before: string; after: string };
  next?: string;
}

/** The asked part of a list whose entries have an id. `path` is that of the list, without version. */
export function pageThrough<T>(
  call: GraphCall,
  all: readonly T[],
  { path, idOf, max }: { path: string; idOf: (item: T) => string; max: number },
): { shown: readonly T[]; paging?: Paging } {
  const cursorOf = (item: T): string => Buffer.from(idOf(item)).toString('base64url');
  const after = findText(call.params, 'after') ?? '';
  const last = after === '' ? -1 : all.findIndex((item) => cursorOf(item) === after);
  if (after !== '' && last < 0) throw invalidParameter('Invalid cursors values');
  const limit = readLimit(call.params, max);
  const shown = all.slice(last + 1, last + 1 + limit);
  const [first] = shown;
  const end = shown.at(-1);
  if (first === undefined || end === undefined) return { shown };
  const cursors = { before: cursorOf(first), after: cursorOf(end) };
  const more = last + 1 + limit < all.length;
  return { shown, paging: { cursors, ...(more ? { next: nextLink(call, path, cursors.after) } : {}) } };
}

/** The address of the part that follows the cursor `after`. */
export function nextLink(call: GraphCall, path: string, after: string): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.params))
    if (typeof value === 'string' && name !== 'after') query.set(name, value);
  if (call.token !== null) query.set('access_token', call.token);
  query.set('after', after);
  return `${call.world.baseUrl}/${call.version}/${path}?${query}`;
}
