// The running totals of a person and event, made anew after events were moved, deleted or given another number. Storing events
// keeps them by itself (events.ts); everybody else calls this.
import { sql } from 'kysely';
import { execute, type Tx } from '../kit/db.ts';

export interface EventPair {
  profileId: number;
  name: string;
}

/**
 * Counts the events of these people and names anew; a total of no events goes. Call it once in the transaction that changed the
 * events, after the change. Events that others store meanwhile are counted by whoever comes second: the rows of the totals are
 * locked before the events are read.
 */
export async function recountEvents(tx: Tx, workspaceId: string, pairs: readonly EventPair[]): Promise<void> {
  if (pairs.length === 0) return;
  const names = pairs.map((pair) => pair.name);
  const profileIds = pairs.map((pair) => pair.profileId);
  const wanted = sql`(select distinct name, profile_id
                        from unnest(${names}::text[], ${profileIds}::bigint[]) as w (name, profile_id))`;
  // A row that is not there cannot be locked: an empty one is. Somebody who is making it at this moment is waited for.
  await execute(
    tx,
    sql`insert into event_totals (workspace_id, name, profile_id, times, valued, first_at, last_at, value_sum)
        select ${workspaceId}, name, profile_id, 0, 0, 'infinity', '-infinity', 0
          from ${wanted} w order by name, profile_id
        on conflict do nothing`,
  );
  await execute(
    tx,
    sql`select from event_totals t join ${wanted} w using (name, profile_id)
         where t.workspace_id = ${workspaceId} order by t.name, t.profile_id for update of t`,
  );
  // Each person's events are read once, in the index of the timeline, however many of their names are wanted.
  await execute(
    tx,
    sql`
      with counted as (
        select e.name, e.profile_id, count(*) as times, count(e.value) as valued, min(e.occurred_at) as first_at,
               max(e.occurred_at) as last_at, coalesce(sum(e.value::numeric), 0) as value_sum,
               min(e.value) as value_min, max(e.value) as value_max
          from events e
         where e.workspace_id = ${workspaceId} and e.profile_id = any(${[...new Set(profileIds)]}::bigint[])
           and e.name = any(${[...new Set(names)]}::text[])
         group by e.name, e.profile_id
      )
      update event_totals t
         set times = coalesce(c.times, 0), valued = coalesce(c.valued, 0), value_sum = coalesce(c.value_sum, 0),
             first_at = coalesce(c.first_at, 'infinity'), last_at = coalesce(c.last_at, '-infinity'),
             value_min = c.value_min, value_max = c.value_max
        from ${wanted} w left join counted c using (name, profile_id)
       where t.workspace_id = ${workspaceId} and t.name = w.name and t.profile_id = w.profile_id`,
  );
  await execute(
    tx,
    sql`delete from event_totals t using ${wanted} w
         where t.workspace_id = ${workspaceId} and t.name = w.name and t.profile_id = w.profile_id and t.times = 0`,
  );
}
