// Where a filter finds the value it asks about: an attribute of a person `p`, or of an event, at any depth. Part of the compiler.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { pathOf } from './filter.values.ts';
import { type Range, storedRange } from './instants.ts';

/** True, false or null; null counts as false. */
export type Condition = RawBuilder<SqlBool>;

export interface Field {
  json: RawBuilder<unknown>;
  text: RawBuilder<string | null>;
  /** Holds for whoever has it: the condition of the partial indexes on attributes. */
  has: Condition | null;
  /** A text column of its own. */
  column: RawBuilder<string | null> | null;
  /** A column that holds the value when it is a number, and else is null. */
  number: RawBuilder<number | null> | null;
}

/** customer_id is a column and reads like an attribute. */
export function personField(attribute: string): Field {
  if (attribute === 'customer_id') {
    const column = sql<string | null>`p.customer_id`;
    return { json: sql`to_jsonb(p.customer_id)`, text: column, has: null, column, number: null };
  }
  const path = pathOf(attribute);
  return {
    ...inside(sql`p.attributes`, path),
    has: sql`p.attributes ? ${path[0]}`,
    column: null,
    number: null,
  };
}

/** @param alias the row of events; @param inColumn the attribute that stands in events.value as well, if any does. */
export const eventField = (alias: string, attribute: string, inColumn: string | undefined): Field => ({
  ...inside(sql`${sql.ref(`${alias}.attributes`)}`, pathOf(attribute)),
  has: null,
  column: null,
  number: attribute === inColumn ? sql.ref(`${alias}.value`) : null,
});

/** `->` gives null for what is no object or has no such key. */
function inside(object: RawBuilder<unknown>, path: string[]): Pick<Field, 'json' | 'text'> {
  const last = path.at(-1);
  const holder = path.slice(0, -1).reduce((from, key) => sql`${from} -> ${key}`, object);
  return { json: sql`${holder} -> ${last}`, text: sql`${holder} ->> ${last}` };
}

/** The complement: people for whom the condition is unknown, the attribute missing, are in it. */
export const not = (condition: Condition): Condition => sql`(${condition}) is not true`;

export const allOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? sql`true` : (sql.join(conditions, sql` and `) as Condition);

export const anyOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0
    ? sql`false`
    : sql`(${sql.join(
        conditions.map((condition) => sql`(${condition})`),
        sql` or `,
      )})`;

/** Whether an instant lies in the range; conditions that are to be joined with "and". What is null lies in none. */
export function inRange(column: RawBuilder<unknown>, range: Range): Condition[] {
  const stored = storedRange(range);
  if (!stored) return [sql`false`];
  const { from, before } = stored;
  if (from === null && before === null) return [sql`${column} is not null`];
  return [
    ...(from === null ? [] : [sql<SqlBool>`${column} >= ${toText(from)}::timestamptz`]),
    ...(before === null ? [] : [sql<SqlBool>`${column} < ${toText(before)}::timestamptz`]),
  ];
}

/** As attributes hold date-times. Not as a Date: the driver writes those in the time zone of the process. */
export const toText = (at: number): string => new Date(at).toISOString();
