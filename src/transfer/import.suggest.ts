// What each column of a file probably is: by its name, by the attributes there are, and by a sample of its values (see
// import.guess.ts). Pure.
import { PS_ID } from '../profiles/attribute.rules.ts';
import { findNameFault } from '../profiles/attribute.value.ts';
import type { AttributeType } from '../profiles/profile.contract.ts';
import type { ColumnTarget, ImportKind } from './import.contract.ts';
import { guessColumnType, isMost, readingOf } from './import.guess.ts';

export interface SampleColumn {
  name: string;
  /** Texts of its first cells, without blank ones. */
  values: readonly string[];
}

export interface Suggestion {
  target: ColumnTarget;
  /** Why it is skipped, in a sentence; null: nothing to say. */
  note: string | null;
}

const CUSTOMER_ID = /^(customer|client|user|contact|external|crm)?[ _-]?(id|number|no|uid|key)$/i;
const PSID = /^(ps[ _-]?id|psid|page[ _-]?scoped[ _-]?id|messenger[ _-]?id)$/i;
/** Headers of what the product itself calls `email` and `phone`. */
const CONTACTS = [
  { name: 'email', header: /^e?[ _-]?mail([ _-]?address)?$/i },
  { name: 'phone', header: /^(tele)?phone([ _-]?(number|no))?$/i },
] as const;
const EVENT_NAME = /^(event|event[ _-]?name|action|name)$/i;
const TIME = /^(time|timestamp|date|occurred[ _-]?at|event[ _-]?time|created[ _-]?at)$/i;
const DEDUPE = /^(dedupe[ _-]?key|message[ _-]?id|event[ _-]?id|insert[ _-]?id)$/i;

/** One for each column. `known`: the workspace's attributes with their types. */
export function suggestTargets(
  columns: readonly SampleColumn[],
  kind: ImportKind,
  known: ReadonlyMap<string, AttributeType>,
): Suggestion[] {
  const taken = new Set<string>();
  if (kind === 'list') {
    const { index: chosen } = suggestIdentifier(columns, known);
    return columns.map((_, index) => (index === chosen ? said({ to: 'identifier' }) : skipped(null)));
  }
  const idColumn = findIdColumn(columns);
  return columns.map((column, index) => {
    const found = index === idColumn ? said({ to: 'customer_id' }) : suggestOne(column, kind, known);
    const key = found.target.to === 'attribute' ? `attribute ${found.target.name}` : found.target.to;
    if (key === 'skip') return found;
    if (taken.has(key)) return skipped('Another column is this already.');
    taken.add(key);
    return found;
  });
}

const said = (target: ColumnTarget): Suggestion => ({ target, note: null });
const skipped = (note: string | null): Suggestion => ({ target: { to: 'skip' }, note });

/** Which column of a list names its people, and what by: customer_id or an attribute. */
export function suggestIdentifier(
  columns: readonly SampleColumn[],
  known: ReadonlyMap<string, AttributeType>,
): { index: number; identifier: string } {
  const isPsid = ({ name, values }: SampleColumn) =>
    PSID.test(name) && isMost(values, (value) => /^\d+$/.test(value.trim()));
  const isComparable = (name: string) => ['string', 'number'].includes(known.get(name) ?? '');
  const guesses: [string, (column: SampleColumn) => boolean][] = [
    [PS_ID, isPsid],
    ['email', ({ name }) => contactOf(name) === 'email'],
    ['email', ({ values }) => values.length > 0 && isMost(values, (value) => value.includes('@'))],
  ];
  const idColumn = findIdColumn(columns);
  if (idColumn >= 0) return { index: idColumn, identifier: 'customer_id' };
  for (const [identifier, isIt] of guesses) {
    const index = columns.findIndex(isIt);
    if (index >= 0) return { index, identifier };
  }
  const index = columns.findIndex(({ name }) => isComparable(attributeName(name, known)));
  if (index < 0) return { index: 0, identifier: 'customer_id' };
  return { index, identifier: attributeName(columns[index]!.name, known) };
}

const contactOf = (header: string) => CONTACTS.find((contact) => contact.header.test(header.trim()))?.name;

/** The best name; else nobody's. */
function findIdColumn(columns: readonly SampleColumn[]): number {
  const exact = columns.findIndex(({ name }) => /^customer[ _-]?id$/i.test(name));
  return exact >= 0 ? exact : columns.findIndex(({ name }) => CUSTOMER_ID.test(name));
}

function suggestOne(
  column: SampleColumn,
  kind: ImportKind,
  known: ReadonlyMap<string, AttributeType>,
): Suggestion {
  const { name, values } = column;
  if (kind === 'events') {
    if (EVENT_NAME.test(name)) return said({ to: 'event_name' });
    if (TIME.test(name)) return said({ to: 'occurred_at', reading: readingOf(values, 'datetime') });
    if (DEDUPE.test(name)) return said({ to: 'dedupe_key' });
  }
  if (name === '') return skipped('The header has no name for it.');
  if (kind === 'customers' && PSID.test(name)) return said(attributeOf(PS_ID, 'string', values));
  const attribute = kind === 'customers' ? personAttribute(name, known) : attributeName(name, known);
  const fault = findNameFault(attribute);
  if (fault !== undefined) return skipped(`No attribute can be called so: the name ${fault}.`);
  const isText = kind === 'customers' && CONTACTS.some((contact) => contact.name === attribute);
  const type =
    (kind === 'customers' ? known.get(attribute) : undefined) ??
    (isText ? 'string' : guessColumnType(values));
  return said(attributeOf(attribute, type, values));
}

const attributeOf = (name: string, type: AttributeType, values: readonly string[]): ColumnTarget => ({
  to: 'attribute',
  name,
  type,
  reading: readingOf(values, type),
});

/** Contacts are called as the product calls them, unless the workspace has an attribute named as the header is. */
function personAttribute(header: string, known: ReadonlyMap<string, AttributeType>): string {
  const found = attributeName(header, known);
  return known.has(found) ? found : (contactOf(header) ?? found);
}

/** An existing attribute that differs by case, spaces or dashes alone; else the header, with dots and $ replaced. */
function attributeName(header: string, known: ReadonlyMap<string, AttributeType>): string {
  if (known.has(header)) return header;
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]+/g, '_');
  const wanted = plain(header);
  for (const name of known.keys()) if (plain(name) === wanted) return name;
  return header
    .replaceAll(/[.$]|\p{Cc}/gu, '_')
    .trim()
    .slice(0, 100);
}
