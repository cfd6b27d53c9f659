// What is known of a workspace's events: their names, which attributes they carry, and the one whose number stands in a column of
// its own. Learned from what arrives; a batch that says nothing new writes nothing here.
import { sql } from 'kysely';
import { LOCK_CLASSES } from '../kit/advisory-locks.ts';
import { type Db, execute, jsonb, many, maybeOne, one, type Tx } from '../kit/db.ts';
import type { EventInput } from './events.ts';
import type { AttributeType } from './profile.contract.ts';

/** A name made of an id, sent in a loop, would otherwise make the builders' lists endless. */
export const MAX_EVENT_NAMES = 2_000;
/** More of one event are stored, and not offered. */
const MAX_EVENT_ATTRIBUTES = 200;
/** Of several numbers an event carries, the one people ask for. */
const PREFERRED_VALUES = ['revenue', 'value', 'price', 'amount', 'total'];
/** Among the advisory locks of `people-lock.ts` the last: between a person's rows and the names of events. */

/** mixed: some events carry another type than others. */
export type EventAttributeType = AttributeType | 'mixed';

interface Seen {
  types: Map<string, EventAttributeType>;
  /** The number of the first event that has any. */
  value: string | null;
}

interface KnownEvent {
  name: string;
  value_attribute: string | null;
  types: Record<string, EventAttributeType>;
}

/**
 * Held until the transaction ends. Whoever stores events holds it shared; whoever decides that events.value is to hold another
 * attribute holds it alone, so that nobody goes on storing the old one.
 */
export async function lockValues(tx: Tx, workspaceId: string, mode: 'shared' | 'exclusive'): Promise<void> {
  const lock = mode === 'shared' ? sql`pg_advisory_xact_lock_shared` : sql`pg_advisory_xact_lock`;
  await execute(tx, sql`select ${lock}(${LOCK_CLASSES.eventValues}::int, hashtext(${workspaceId}))`);
}

/**
 * Learns what these events teach. Returns, by name, the attribute that goes into events.value (null: none); a name that an app
 * sent and there is no room for is missing. The caller holds `lockValues`.
 */
export async function learnEvents(
  tx: Tx,
  workspaceId: string,
  events: readonly EventInput[],
): Promise<Map<string, string | null>> {
  const seen = collect(events);
  let known = await readKnown(tx, workspaceId, [...seen.keys()]);
  const names = [...seen].filter(
    ([name, { value }]) => !known.has(name) || (value !== null && known.get(name)!.value_attribute === null),
  );
  if (names.length > 0) {
    const ours = new Set(events.flatMap((event) => (isOfApps(event) ? [] : [event.name])));
    const fresh = names.filter(([name]) => !known.has(name) && !ours.has(name));
    const refused = new Set(fresh.slice(await findRoom(tx, workspaceId, fresh.length)).map(([name]) => name));
    await learnNames(
      tx,
      workspaceId,
      names.filter(([name]) => !refused.has(name)),
    );
    for (const name of refused) seen.delete(name);
    known = await readKnown(tx, workspaceId, [...seen.keys()]);
  }
  await learnAttributes(tx, workspaceId, seen, known);
  return new Map([...known.values()].map((event) => [event.name, event.value_attribute]));
}

const isOfApps = ({ source }: EventInput): boolean => source === 'api' || source === 'website';

function collect(events: readonly EventInput[]): Map<string, Seen> {
  const seen = new Map<string, Seen>();
  for (const { name, attributes } of events) {
    const event = seen.get(name) ?? { types: new Map(), value: null };
    seen.set(name, event);
    let hasNumber = false;
    for (const attribute in attributes) {
      const type = storedType(attributes[attribute]);
      if (type === undefined) continue;
      if (type === 'number') hasNumber = true;
      const before = event.types.get(attribute);
      if (before === undefined) event.types.set(attribute, type);
      else if (before !== type) event.types.set(attribute, 'mixed');
    }
    if (hasNumber && event.value === null) event.value = chooseValue(attributes);
  }
  return seen;
}

function chooseValue(attributes: Record<string, unknown>): string | null {
  const numbers = Object.keys(attributes).filter((name) => typeof attributes[name] === 'number');
  return PREFERRED_VALUES.find((name) => numbers.includes(name)) ?? numbers.sort()[0] ?? null;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The type of a value as events hold it: date-times are texts of one fixed width (`event.rules.ts`). undefined: no value. */
export function storedType(value: unknown): EventAttributeType | undefined {
  if (typeof value === 'string') return value.length === 24 && INSTANT.test(value) ? 'datetime' : 'string';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (Array.isArray(value)) return 'array';
  if (typeof value !== 'object' || value === null) return undefined;
  const isPlace = 'lat' in value && 'lon' in value && Object.keys(value).length === 2;
  return isPlace && typeof value.lat === 'number' && typeof value.lon === 'number' ? 'geo' : 'object';
}

async function readKnown(
  tx: Tx,
  workspaceId: string,
  names: readonly string[],
): Promise<Map<string, KnownEvent>> {
  const rows = await many<KnownEvent>(
    tx,
    sql`select n.name, coalesce(n.filling_attribute, n.value_attribute) as value_attribute,
               (select coalesce(jsonb_object_agg(a.name, a.type), '{}') from event_attributes a
                 where a.workspace_id = n.workspace_id and a.event = n.name) as types
          from event_names n
         where n.workspace_id = ${workspaceId} and n.name = any(${names}::text[])`,
  );
  return new Map(rows.map((row) => [row.name, row]));
}

/** Of so many new names, how many there is room for. Two batches at once may both be let in: what counts is that it ends. */
async function findRoom(tx: Tx, workspaceId: string, wanted: number): Promise<number> {
  if (wanted === 0) return 0;
  const { count } = await one<{ count: number }>(
    tx,
    sql`select count(*) from event_names where workspace_id = ${workspaceId}`,
  );
  return Math.max(0, MAX_EVENT_NAMES - count);
}

/** The first transaction that knows a number for a name decides; the others wait for it and read what it decided. */
async function learnNames(tx: Tx, workspaceId: string, names: readonly [string, Seen][]): Promise<void> {
  const values = names.map(([, { value }]) => value);
  await execute(
    tx,
    sql`insert into event_names as n (workspace_id, name, value_attribute)
        select ${workspaceId}, name, value
          from unnest(${names.map(([name]) => name)}::text[], ${values}::text[]) as s (name, value)
         order by name
        on conflict (workspace_id, name) do update set value_attribute = excluded.value_attribute
         where n.value_attribute is null and n.filling_attribute is null and excluded.value_attribute is not null`,
  );
}

async function learnAttributes(
  tx: Tx,
  workspaceId: string,
  seen: ReadonlyMap<string, Seen>,
  known: ReadonlyMap<string, KnownEvent>,
): Promise<void> {
  const rows = [...seen].flatMap(([event, { types }]) => {
    const before = new Map(Object.entries(known.get(event)?.types ?? {}));
    const told = [...types].filter(([name, type]) => before.has(name) && isNews(before.get(name)!, type));
    const fresh = [...types]
      .filter(([name]) => !before.has(name))
      .slice(0, Math.max(0, MAX_EVENT_ATTRIBUTES - before.size));
    return [...told, ...fresh].map(([name, type]) => ({ event, name, type }));
  });
  if (rows.length === 0) return;
  await execute(
    tx,
    sql`insert into event_attributes as a (workspace_id, event, name, type)
        select ${workspaceId}, event, name, type
          from jsonb_to_recordset(${jsonb(rows)}) as s (event text, name text, type text)
         order by event, name
        on conflict (workspace_id, event, name) do update set type = 'mixed'
         where a.type <> excluded.type and a.type <> 'mixed'`,
  );
}

const isNews = (before: EventAttributeType, type: EventAttributeType): boolean =>
  before !== type && before !== 'mixed';

export interface CatalogueEvent {
  name: string;
  /** events.value holds this attribute of every event of the name; null: none does. */
  value_attribute: string | null;
  /** Chosen by an operator and being filled in: until then value_attribute is null. */
  filling_attribute: string | null;
  /** Events that happened longer ago are deleted; null: kept. */
  retain_days: number | null;
  attributes: { name: string; type: EventAttributeType }[];
}

/** All events of a workspace with what they carry, by name. */
export const listEvents = (db: Db, workspaceId: string): Promise<CatalogueEvent[]> =>
  many(db, sql`${selectEvents(workspaceId)} order by n.name limit ${MAX_EVENT_NAMES}`);

export const findEvent = (db: Db, workspaceId: string, name: string): Promise<CatalogueEvent | undefined> =>
  maybeOne(db, sql`${selectEvents(workspaceId)} and n.name = ${name}`);

const selectEvents = (workspaceId: string) => sql<CatalogueEvent>`
  select n.name, n.value_attribute, n.filling_attribute, n.retain_days,
         (select coalesce(jsonb_agg(jsonb_build_object('name', a.name, 'type', a.type) order by a.name), '[]')
            from event_attributes a
           where a.workspace_id = n.workspace_id and a.event = n.name) as attributes
    from event_names n where n.workspace_id = ${workspaceId}`;
