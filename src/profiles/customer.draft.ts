// One call about a customer, read and folded with the others of its batch, before anything touches the database. Pure.
import { AppError } from '../kit/errors.ts';
import { PS_ID, readPsId } from './attribute.rules.ts';
import type { AttributeSource } from './attribute-conflicts.ts';
import { type ListChange, type ListInput, mergeListChanges, readLists } from './list-change.ts';

export interface CustomerInput {
  customerId: string;
  /** null removes an attribute. `ps_id: null` also sets the customer's Messenger identities free. */
  attributes: Record<string, unknown>;
  /** Items put into and taken out of attributes that are lists, whatever else the lists hold by then. */
  lists?: ListInput;
  /** The id an app knew them by before: that visitor is this customer, unless it is another one already. */
  anonymousId?: string | undefined;
  /** For the operator who wonders where a value of the wrong type comes from; default: our own API. */
  source?: AttributeSource;
}

export interface Draft {
  customerId: string;
  /** Sent with a key that every visitor can read. */
  isFromWebsite: boolean;
  set: Record<string, unknown>;
  removed: string[];
  lists: Map<string, ListChange>;
  /** undefined: the call says nothing of it. */
  psid: string | null | undefined;
}

/** What a batch does to one customer, its calls folded in their order. */
export interface Change {
  customerId: string;
  set: Record<string, unknown>;
  removed: Set<string>;
  /** Of names that are neither in `set` nor in `removed`. */
  lists: Map<string, ListChange>;
  psid: string | null | undefined;
}

/** Splits a call into values to set, names to remove, and its ps_id. A ps_id that cannot be one gives the error. */
export function readInput(input: CustomerInput): Draft | AppError {
  const { customerId, attributes, lists: listInput, source } = input;
  const { [PS_ID]: psIdValue, ...others } = attributes;
  const psid = readPsId(psIdValue);
  if (psid instanceof AppError) return psid;
  const lists = readLists(listInput, attributes);
  if (lists instanceof AppError) return lists;
  const set: Record<string, unknown> = {};
  const removed: string[] = [];
  for (const [name, value] of Object.entries(others)) {
    if (value === null) removed.push(name);
    else if (value !== undefined) set[name] = value;
  }
  if (psid) set[PS_ID] = psid;
  if (psid === null) removed.push(PS_ID);
  return { customerId, isFromWebsite: source === 'website', set, removed, lists, psid };
}

/**
 * The call with the names that attributes are going to have: one on its way out is known under its new name, or (null) not
 * at all. What is removed goes from both. The values of `set` are redirected where they are fitted.
 */
export function redirect(draft: Draft, leaving: ReadonlyMap<string, string | null>): Draft {
  if (leaving.size === 0) return draft;
  const renamed = (name: string): string | null => leaving.get(name) ?? (leaving.has(name) ? null : name);
  return {
    ...draft,
    removed: draft.removed.flatMap((name) => [name, renamed(name) ?? name]),
    lists: new Map(
      [...draft.lists].flatMap(([name, change]) => {
        const kept = renamed(name);
        return kept === null ? [] : [[kept, change] as const];
      }),
    ),
  };
}

/** Adds an accepted call to its customer's change: what comes later in the batch wins. */
export function fold(changes: Map<string, Change>, draft: Draft, stored: Record<string, unknown>): void {
  const change: Change = changes.get(draft.customerId) ?? {
    customerId: draft.customerId,
    set: {},
    removed: new Set(),
    lists: new Map(),
    psid: undefined,
  };
  for (const name of draft.removed) {
    delete change.set[name];
    change.lists.delete(name);
    change.removed.add(name);
  }
  for (const [name, value] of Object.entries(stored)) {
    change.removed.delete(name);
    change.lists.delete(name);
    change.set[name] = value;
  }
  for (const [name, list] of draft.lists) mergeListChanges(change, name, list);
  if (draft.psid !== undefined) change.psid = draft.psid;
  changes.set(draft.customerId, change);
}
