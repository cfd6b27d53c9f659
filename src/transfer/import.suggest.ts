// What each column of a file probably is: by its name, by the attributes there are, and by a sample of its values. Pure.
import { PS_ID } from '../profiles/attribute.rules.ts';
import { findNameFault } from '../profiles/attribute.value.ts';
import type { AttributeType } from '../profiles/profile.contract.ts';
import { createZone, readInstant } from './cell.instants.ts';
import { parseNumber } from './cell.values.ts';
import { type ColumnTarget, type ImportKind, type Reading, reading } from './import.contract.ts';

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
const EVENT_NAME = /^(event|event[ _-]?name|action|name)$/i;
const TIME = /^(time|timestamp|date|occurred[ _-]?at|event[ _-]?time|created[ _-]?at)$/i;
const DEDUPE = /^(dedupe[ _-]?key|message[ _-]?id|event[ _-]?id|insert[ _-]?id)$/i;
const BOOLEANS: readonly (readonly [string, string])[] = [
  ['true', 'false'],
  ['yes', 'no'],
  ['y', 'n'],
  ['ano', 'ne'],
  ['ja', 'nein'],
  ['oui', 'non'],
];

const STANDARD: Reading = reading.parse({});

/** One for each column. `known`: the workspace's attributes with their types. */
export function suggestTargets(
  columns: readonly SampleColumn[],
  kind: ImportKind,
  known: ReadonlyMap<string, AttributeType>,
): Suggestion[] {
  const taken = new Set<string>();
  const idColumn = kind === 'list' ? -1 : findIdColumn(columns);
  return columns.map((column, index) => {
    const found =
      index === idColumn
        ? said({ to: 'customer_id' })
        : kind === 'list'
          ? listTarget(index)
          : suggestOne(column, kind, known);
    const key = found.target.to === 'attribute' ? `attribute ${found.target.name}` : found.target.to;
    if (key === 'skip') return found;
    if (taken.has(key)) return skipped('Another column is this already.');
    taken.add(key);
    return found;
  });
}

const said = (target: ColumnTarget): Suggestion => ({ target, note: null });
const skipped = (note: string | null): Suggestion => ({ target: { to: 'skip' }, note });
const listTarget = (index: number): Suggestion => (index === 0 ? said({ to: 'identifier' }) : skipped(null));

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
  const attribute = known.has(name) ? name : attributeName(name, known);
  const fault = findNameFault(attribute);
  if (fault !== undefined) return skipped(`No attribute can be called so: the name ${fault}.`);
  const type = (kind === 'customers' ? known.get(attribute) : undefined) ?? guessColumnType(values);
  return said(attributeOf(attribute, type, values));
}

const attributeOf = (name: string, type: AttributeType, values: readonly string[]): ColumnTarget => ({
  to: 'attribute',
  name,
  type,
  reading: readingOf(values, type),
});

/** An existing attribute that differs by case, spaces or dashes alone; else the header, with dots and $ replaced. */
function attributeName(header: string, known: ReadonlyMap<string, AttributeType>): string {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]+/g, '_');
  const wanted = plain(header);
  for (const name of known.keys()) if (plain(name) === wanted) return name;
  return header
    .replaceAll(/[.$]|\p{Cc}/gu, '_')
    .trim()
    .slice(0, 100);
}

/** Ids and postcodes that begin with a zero, and numbers too long to be exact, are texts. */
const LOOKS_LIKE_ID = /^[+-]?0\d|^\d{16,}$|^\+\d/;

export function guessColumnType(values: readonly string[]): AttributeType {
  if (values.length === 0) return 'string';
  const texts = values.map((value) => value.trim());
  if (BOOLEANS.some((pair) => texts.every((text) => pair.includes(text.toLowerCase())))) return 'boolean';
  const isNumber = (decimal: '.' | ','): boolean =>
    texts.every((text) => !LOOKS_LIKE_ID.test(text) && parseNumber(text, decimal) !== undefined);
  if (isNumber('.') || isNumber(',')) return 'number';
  return guessOrder(texts) === undefined ? 'string' : 'datetime';
}

const utc = createZone('UTC');

function guessOrder(texts: readonly string[]): Reading['date_order'] | undefined {
  const orders = ['iso', 'day_first', 'month_first'] as const;
  return orders.find((order) => texts.every((text) => readInstant(text, order, utc) !== undefined));
}

/** How the values are probably written, for the type they are to have. */
function readingOf(values: readonly string[], type: AttributeType): Reading {
  const texts = values.map((value) => value.trim());
  switch (type) {
    case 'number':
      return { ...STANDARD, decimal: guessDecimal(texts) };
    case 'datetime':
      return { ...STANDARD, date_order: guessOrder(texts) ?? guessEpoch(texts) };
    case 'boolean':
      return { ...STANDARD, ...guessWords(texts) };
    case 'array':
      return { ...STANDARD, separator: guessSeparator(texts) };
    default:
      return STANDARD;
  }
}

/** 1.234 alone says nothing; a comma with other than three digits behind it does. */
function guessDecimal(texts: readonly string[]): '.' | ',' {
  const readable = (decimal: '.' | ',') =>
    texts.filter((text) => parseNumber(text, decimal) !== undefined).length;
  return readable(',') > readable('.') ? ',' : '.';
}

const guessEpoch = (texts: readonly string[]): Reading['date_order'] => {
  if (texts.length === 0 || !texts.every((text) => /^\d{9,14}$/.test(text))) return 'iso';
  return texts.every((text) => text.length >= 12) ? 'epoch_ms' : 'epoch_seconds';
};

function guessWords(texts: readonly string[]): Pick<Reading, 'yes' | 'no'> {
  const pair = BOOLEANS.find((words) => texts.some((text) => words.includes(text.toLowerCase())));
  if (!pair || STANDARD.yes.includes(pair[0])) return { yes: STANDARD.yes, no: STANDARD.no };
  return { yes: [pair[0], ...STANDARD.yes], no: [pair[1], ...STANDARD.no] };
}

const guessSeparator = (texts: readonly string[]): string => {
  const counts = [',', ';', '|'].map((separator) => ({
    separator,
    times: texts.filter((text) => text.includes(separator)).length,
  }));
  return counts.reduce((best, next) => (next.times > best.times ? next : best)).separator;
};
