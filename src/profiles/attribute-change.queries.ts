// Attributes of everybody converted, renamed and deleted: a range of profiles a statement, committed with where it ended, so
// a process may die at any moment and another goes on.
import { type RawBuilder, sql } from 'kysely';
import { type Db, execute, maybeOne, one, type Tx } from '../kit/db.ts';
import { convertTo } from './attribute.convert.ts';
import type { ChangeKind } from './attribute.queries.ts';
import type { AttributeType } from './profile.contract.ts';

/** People looked at in one transaction. 2,000 that all change took 290 ms of a million (two busy cores, 2026-11-23). */
const RANGE = 1_000;

export interface OpenChange {
  workspace_id: string;
  name: string;
  kind: ChangeKind;
  new_name: string | null;
  type: AttributeType;
  done_to: number;
  changed_in_pass: number;
}

/** The oldest change that no other process is at, held until the transaction ends. */
export const claimChange = (tx: Tx): Promise<OpenChange | undefined> =>
  maybeOne<OpenChange>(
    tx,
    sql`select c.workspace_id, c.name, c.kind, c.new_name, a.type, c.done_to, c.changed_in_pass
          from attribute_changes c join attributes a using (workspace_id, name)
         order by c.started_at, c.workspace_id, c.name limit 1 for update of c skip locked`,
  );

export interface RangeDone {
  /** Last profile looked at; null: there was none left. */
  done_to: number | null;
  changed: number;
  /** Values that did not fit. */
  unfit: unknown[];
}

/** Changes the people after `done_to`. Whoever is just being written is waited for, and changed as they are then. */
export function changeRange(tx: Tx, change: OpenChange, now: Date): Promise<RangeDone> {
  const { workspace_id: workspaceId, name, done_to: doneTo } = change;
  const { condition, result, isUnfit } = effectOf(change);
  return one<RangeDone>(
    tx,
    sql`
      with part as (
        select profile_id from profiles
         where workspace_id = ${workspaceId} and profile_id > ${doneTo} order by profile_id limit ${RANGE}
      ), locked as (
        select p.profile_id, p.attributes -> ${name} as v
          from profiles p join part using (profile_id)
         where p.workspace_id = ${workspaceId} and p.attributes ? ${name}
         order by p.profile_id for no key update of p
      ), affected as (
        select profile_id, v from locked where ${condition}
      ), changed as (
        update profiles p set attributes = ${result}, updated_at = ${now}
          from affected
         where p.workspace_id = ${workspaceId} and p.profile_id = affected.profile_id
        returning 1
      )
      select (select max(profile_id) from part) as done_to, (select count(*) from changed) as changed,
             (select coalesce(jsonb_agg(v), '[]') from affected where ${isUnfit}) as unfit`,
  );
}

interface Effect {
  /** Of `v`: whether the value is to be changed. */
  condition: RawBuilder<unknown>;
  /** The attributes of `p` afterwards. */
  result: RawBuilder<unknown>;
  isUnfit: RawBuilder<unknown>;
}

function effectOf({ kind, name, new_name: newName, type }: OpenChange): Effect {
  const without = sql`p.attributes - ${name}::text`;
  if (kind === 'delete') return { condition: sql`true`, result: without, isUnfit: sql`false` };
  if (kind === 'rename') {
    // Who has a value under the new name got it since: it is the newer one.
    const result = sql`jsonb_build_object(${newName}::text, affected.v) || (${without})`;
    return { condition: sql`true`, result, isUnfit: sql`false` };
  }
  const converted = convertTo(type, sql.ref('v'));
  return {
    condition: sql`${converted} is distinct from v`,
    result: sql`case when ${convertTo(type, sql.ref('affected.v'))} is null then ${without}
                     else p.attributes || jsonb_build_object(${name}::text, ${convertTo(type, sql.ref('affected.v'))}) end`,
    isUnfit: sql`${converted} is null`,
  };
}

export const saveProgress = (tx: Tx, change: OpenChange, done: RangeDone): Promise<number> =>
  execute(
    tx,
    sql`update attribute_changes
           set done_to = ${done.done_to}, changed = changed + ${done.changed}, removed = removed + ${done.unfit.length},
               changed_in_pass = changed_in_pass + ${done.changed}
         where workspace_id = ${change.workspace_id} and name = ${change.name}`,
  );

/** From the first person again: a merge may have carried a value behind the pass. */
export const beginPass = (tx: Tx, change: OpenChange): Promise<number> =>
  execute(
    tx,
    sql`update attribute_changes set done_to = 0, changed_in_pass = 0
         where workspace_id = ${change.workspace_id} and name = ${change.name}`,
  );

/** A conversion leaves the attribute; a rename or deletion takes it away with everything known of it. */
export const finishChange = (tx: Tx, { workspace_id, name, kind }: OpenChange): Promise<number> =>
  kind === 'convert'
    ? execute(tx, sql`delete from attribute_changes where workspace_id = ${workspace_id} and name = ${name}`)
    : execute(tx, sql`delete from attributes where workspace_id = ${workspace_id} and name = ${name}`);

export interface ConversionCounts {
  people: number;
  fit: number;
  unfit: number;
  examples: { value: string; people: number }[];
}

/** What a conversion would do to these people's values. @param rows a query of (profile_id, attributes) */
export function countConversion(
  db: Db,
  rows: RawBuilder<unknown>,
  { name, type }: { name: string; type: AttributeType },
): Promise<ConversionCounts> {
  return one<ConversionCounts>(
    db,
    sql`
      with judged as materialized (
        select case when ${convertTo(type, sql.ref('v'))} is null then left(v #>> '{}', 80) end as unfit
          from (select attributes -> ${name} as v from ${rows} people where attributes ? ${name} offset 0) found
      ), examples as (
        select unfit as value, count(*) as people from judged
         where unfit is not null group by unfit order by count(*) desc, unfit limit 10
      )
      select count(*) as people, count(*) - count(unfit) as fit, count(unfit) as unfit,
             (select coalesce(jsonb_agg(examples), '[]') from examples) as examples
        from judged`,
  );
}
