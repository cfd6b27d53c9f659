// Three versions of one campaign become one: what the editor had, what is stored, what was sent. Changes of different fields both
// stay; a field that both changed is a clash, which nobody but an operator decides. Pure.
import { isDeepStrictEqual } from 'node:util';

/** One field that both changed, each to something else. Absent is undefined. */
export interface Clash {
  path: string[];
  base: unknown;
  theirs: unknown;
  yours: unknown;
}

export interface Merged<T> {
  value: T;
  clashes: Clash[];
}

/** Which of the two stands where they clash: fields as `fieldOf` names them. */
export type Choices = ReadonlyMap<string, 'theirs' | 'yours'>;

/** No version of before is known: whatever differs clashes. */
export const UNKNOWN: unique symbol = Symbol('unknown');

/** As problems name fields: "message.message.text", "goals.Bought.within_hours". */
export const fieldOf = (path: readonly string[]): string => path.join('.');

export interface Versions<T> {
  base: T | typeof UNKNOWN;
  theirs: T;
  yours: T;
}

interface HowToMerge {
  choices?: Choices;
  /** Fields that are not taken apart. */
  whole?: ReadonlySet<string>;
}

/**
 * `base` is UNKNOWN when it is not kept any more. A clash that `choices` does not decide leaves yours in the value.
 * Values are JSON; keys stand in any order.
 */
export function mergeThree<T>(
  { base, theirs, yours }: Versions<T>,
  { choices = new Map(), whole = new Set() }: HowToMerge = {},
): Merged<T> {
  const clashes: Clash[] = [];
  const merge = (was: unknown, their: unknown, your: unknown, path: string[]): unknown => {
    if (same(their, your) || same(was, your)) return their;
    if (same(was, their)) return your;
    if (fieldOf(path) === 'tags') return mergeSets(was, their, your);
    const parts = whole.has(fieldOf(path))
      ? null
      : partsOf(path, was === UNKNOWN ? [their, your] : [was, their, your]);
    if (parts !== null) return parts.join((key, values) => mergePart(values, [...path, key]));
    const choice = choices.get(fieldOf(path));
    if (choice === undefined) clashes.push({ path, base: was, theirs: their, yours: your });
    return choice === 'theirs' ? their : your;
  };
  const mergePart = (values: unknown[], path: string[]): unknown =>
    values.length === 2
      ? merge(UNKNOWN, values[0], values[1], path)
      : merge(values[0], values[1], values[2], path);
  return { value: merge(base, theirs, yours, []) as T, clashes };
}

/** The fields in which two differ, as deep as they can be told apart. */
export function changedFields(before: unknown, after: unknown, path: string[] = []): string[][] {
  if (same(before, after)) return [];
  const parts = partsOf(path, [before, after]);
  if (parts === null) return [path];
  return parts.keys.flatMap((key) => {
    const [one, other] = parts.valuesOf(key);
    return changedFields(one, other, [...path, key]);
  });
}

/** What stands at a path that `changedFields` or a clash named. */
export function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const [depth, key] of path.entries()) {
    const parts = partsOf(path.slice(0, depth), [value]);
    if (parts === null) return undefined;
    value = parts.valuesOf(key)[0];
  }
  return value;
}

const same = isDeepStrictEqual;

/** What either added is in, what either took out is not. */
function mergeSets(was: unknown, their: unknown, your: unknown): unknown[] {
  const [before, theirs, yours] = [was, their, your].map((list) => (Array.isArray(list) ? list : []));
  const isKept = (item: unknown): boolean =>
    !before?.includes(item) || (theirs?.includes(item) === true && yours?.includes(item) === true);
  return [...new Set([...(theirs ?? []), ...(yours ?? [])])].filter(isKept);
}

interface Parts {
  keys: string[];
  /** Of each of the versions, in their order. */
  valuesOf: (key: string) => unknown[];
  /** Puts the merged parts together again; what is undefined is left out. */
  join: (merge: (key: string, values: unknown[]) => unknown) => unknown;
}

/** Lists whose items have a name of their own. All other lists are one field: their order means something. */
const NAMED: Readonly<Record<string, string>> = {
  'definition.translations': 'language',
  'definition.content': 'name',
  'definition.goals': 'name',
  'definition.experiment.variants': 'name',
};

/** Another value of one of these makes another thing of an object: halves of the two do not fit together. */
const KINDS = ['kind', 'by', 'unit', 'type', 'template_type', 'media_type'];

/** null: one field as it stands. */
function partsOf(path: readonly string[], versions: unknown[]): Parts | null {
  if (versions.every(isPlain)) {
    if (KINDS.some((key) => versions.some((one) => !isDeepStrictEqual(one[key], versions[0]?.[key]))))
      return null;
    const keys = [...new Set(versions.flatMap((one) => Object.keys(one)))];
    const valuesOf = (key: string) => versions.map((one) => one[key]);
    return {
      keys,
      valuesOf,
      join: (merge) =>
        Object.fromEntries(
          keys.map((key) => [key, merge(key, valuesOf(key))]).filter(([, value]) => value !== undefined),
        ),
    };
  }
  const by = NAMED[fieldOf(path)];
  return by !== undefined && versions.every(Array.isArray) ? namedParts(by, versions) : null;
}

function namedParts(by: string, versions: unknown[][]): Parts | null {
  const named = versions.map((list) => {
    const items = list.map((item) => [isPlain(item) ? item[by] : undefined, item] as const);
    return new Map(items.filter((entry): entry is [string, unknown] => typeof entry[0] === 'string'));
  });
  // Two of one name, or one without, cannot be told apart.
  if (named.some((items, index) => items.size !== versions[index]?.length)) return null;
  const keys = inOneOrder(named.map((items) => [...items.keys()]));
  if (keys === null) return null;
  const valuesOf = (key: string) => named.map((items) => items.get(key));
  return {
    keys,
    valuesOf,
    join: (merge) => keys.map((key) => merge(key, valuesOf(key))).filter((value) => value !== undefined),
  };
}

/** All names, each after those it follows somewhere; null when two lists have the same names in another order. */
function inOneOrder(lists: string[][]): string[] | null {
  const order: string[] = [];
  for (const list of lists) {
    let at = 0;
    for (const name of list) {
      const place = order.indexOf(name);
      if (place >= 0 && place < at) return null;
      if (place < 0) order.splice(at, 0, name);
      at = place < 0 ? at + 1 : place + 1;
    }
  }
  return order;
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
