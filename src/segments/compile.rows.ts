// What every kind of filter but attributes comes down to: rows of another table that belong to people. Part of the compiler.
import { type RawBuilder, sql } from 'kysely';
import { allOf, type Condition } from './compile.field.ts';
import type { Calendar } from './instants.ts';

/** What a filter means depends on; `prepareFilter` of scope.ts makes one. */
export interface FilterScope {
  workspaceId: string;
  now: Date;
  /** IANA name, the workspace's: days, weeks, months and hours are its. Absent: UTC. */
  timeZone?: string;
  /** The attribute of each event that stands in events.value as well, by event name (event_names.value_attribute). */
  valueAttributes?: ReadonlyMap<string, string>;
  /**
   * everybody: the caller asks about all people at once, so an event condition is one set for all. few (absent): about a
   * sample, a chunk or one person, so it is looked up for each. Both give the same people.
   */
  reach?: 'everybody' | 'few';
  /** Attributes of people that have an index of their own just now (attribute-indexes.ts). */
  indexed?: Pick<ReadonlySet<string>, 'has'>;
}

export const calendarOf = ({ now, timeZone = 'UTC' }: FilterScope): Calendar => ({ now, timeZone });

/** The people some row of `from` belongs to, or with `having`, those whose rows taken together are so. */
export interface Rows {
  /** A table with its alias. */
  from: RawBuilder<unknown>;
  profileId: RawBuilder<unknown>;
  where: readonly Condition[];
  having?: Condition;
  /** Holds of `p` when there are such rows, and is cheaper to find out: asked first of each of a few. */
  onlyIf?: Condition;
  /** A row a person: nobody can occur twice. */
  isUnique?: true;
}

/** Their ids, as `profile_id`; somebody may occur more than once, but with `having` or `isUnique`. */
export const idsOf = ({ from, profileId, where, having }: Rows): RawBuilder<unknown> =>
  sql`select ${profileId} as profile_id from ${from} where ${allOf(where)}${grouped(profileId, having)}`;

/** Whether the person `p` is one of them. */
export function isAmong(rows: Rows, { reach }: FilterScope): Condition {
  const { from, profileId, where, having, onlyIf } = rows;
  // Grouped once for all, and then joined; grouped for each person, it would be a million groupings.
  if (having && reach === 'everybody') return isIn(idsOf(rows));
  const has: Condition = sql`exists (select from ${from} where ${allOf(where)} and ${profileId} = p.profile_id${grouped(profileId, having)})`;
  return onlyIf && reach !== 'everybody' ? sql`(${onlyIf} and ${has})` : has;
}

/** EXISTS and not IN: PostgreSQL makes a join of it, and of NOT EXISTS too, however large the set; IN may become a walk of it for each person. */
export const isIn = (ids: RawBuilder<unknown>): Condition =>
  sql`exists (select from (${ids}) s where s.profile_id = p.profile_id)`;

const grouped = (profileId: RawBuilder<unknown>, having: Condition | undefined): RawBuilder<unknown> =>
  having ? sql` group by ${profileId} having ${having}` : sql``;
