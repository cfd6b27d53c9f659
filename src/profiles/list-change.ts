// Items put into and taken out of an attribute that is a list: read from a call, folded with the others of its batch, and
// applied to the list as it is when the row is locked, so that two callers never undo each other. Pure.
import { type AppError, invalid } from '../kit/errors.ts';
import { fitValue } from './attribute.rules.ts';

/** A list keeps its newest items: what is added beyond this pushes the oldest out. */
export const MAX_LIST_ITEMS = 200;

type Item = string | number | boolean;

/** By attribute name. `remove` happens before `add`. */
export interface ListInput {
  add?: Record<string, readonly Item[]>;
  remove?: Record<string, readonly Item[]>;
}

/** The list without `remove`, then with those of `add` that it does not hold. Neither has an item twice. */
export interface ListChange {
  add: Item[];
  remove: Item[];
}

/** The change of each list a call names; the error for items no list can hold, or a name that the call also sets. */
export function readLists(
  input: ListInput | undefined,
  attributes: Record<string, unknown>,
): Map<string, ListChange> | AppError {
  const lists = new Map<string, ListChange>();
  if (input === undefined) return lists;
  const { add = {}, remove = {} } = input;
  for (const name of new Set([...Object.keys(add), ...Object.keys(remove)])) {
    if (Object.hasOwn(attributes, name)) return setAndChanged(name);
    const change = { add: distinct(ownItems(add, name)), remove: distinct(ownItems(remove, name)) };
    const fitted = fitValue(name, change.remove, 'array');
    if (!('stored' in fitted)) return fitted;
    if (change.add.length + change.remove.length > 0) lists.set(name, change);
  }
  return lists;
}

const ownItems = (record: Record<string, readonly Item[]>, name: string): readonly Item[] =>
  Object.hasOwn(record, name) ? (record[name] ?? []) : [];

const distinct = (items: readonly Item[]): Item[] => [...new Set(items)];

const setAndChanged = (name: string): AppError =>
  invalid(
    `attributes.${name}`,
    `Attribute ${name} is set and has items added or removed in the same call.`,
    'Send the whole list, or what is added to it and removed from it, not both.',
  );

interface Folded {
  set: Record<string, unknown>;
  removed: Set<string>;
  lists: Map<string, ListChange>;
}

/** Folds one more change of a list into what a batch does to one customer. */
export function mergeListChanges(change: Folded, name: string, next: ListChange): void {
  if (Object.hasOwn(change.set, name)) {
    change.set[name] = applyListChange(change.set[name], next);
  } else if (change.removed.has(name)) {
    if (next.add.length === 0) return;
    change.removed.delete(name);
    change.set[name] = applyListChange([], next);
  } else {
    const before = change.lists.get(name) ?? { add: [], remove: [] };
    change.lists.set(name, {
      add: distinct([...before.add.filter((item) => !next.remove.includes(item)), ...next.add]),
      remove: distinct([...before.remove, ...next.remove]),
    });
  }
}

/** The list as it is afterwards; what is no list counts as an empty one. */
export function applyListChange(list: unknown, { add, remove }: ListChange): unknown[] {
  const kept = (Array.isArray(list) ? list : []).filter((item) => !remove.includes(item));
  return [...kept, ...add.filter((item) => !kept.includes(item))].slice(-MAX_LIST_ITEMS);
}

/** The lists of one person as they are afterwards, by name. Taking items from a list that is not there makes none. */
export function listsAfter(
  attributes: Record<string, unknown>,
  changes: ReadonlyMap<string, ListChange>,
): Record<string, unknown[]> {
  const lists: Record<string, unknown[]> = {};
  for (const [name, change] of changes) {
    const isThere = Object.hasOwn(attributes, name);
    if (isThere || change.add.length > 0) lists[name] = applyListChange(attributes[name], change);
  }
  return lists;
}
