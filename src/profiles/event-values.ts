// Which attribute of an event stands in events.value, where filters find it fast. New events have what an operator chooses at once;
// older ones are filled in by a worker, going down from the newest.
import { sql } from 'kysely';
import { type Db, execute, many, maybeOne, type Tx, withTransaction } from '../kit/db.ts';
import type { Worker } from '../kit/worker.ts';
import { lockValues } from './event-catalogue.ts';
import { type EventPair, recountEvents } from './event-totals.ts';
import { lockAudience } from './people-lock.ts';

/** Event ids looked at in one step, whatever they are of. Few, as in event-retention.ts. */
const STEP_IDS = 2_000;
const PAUSE_MS = 60_000;

export const VALUES_WORKER = 'profiles.event-values';

/**
 * From now on events.value holds this attribute of the name's events: while `filling_attribute` says so only of those that come,
 * then of all. Choosing what is there already changes nothing. Waits for whoever stores events at this moment.
 */
export async function changeValueAttribute(
  tx: Tx,
  workspaceId: string,
  { name, attribute }: { name: string; attribute: string },
): Promise<void> {
  await lockValues(tx, workspaceId, 'exclusive');
  await execute(
    tx,
    sql`update event_names
           set value_attribute = null, filling_attribute = ${attribute},
               filling_below = (select coalesce(max(event_id), 0) + 1 from events where workspace_id = ${workspaceId})
         where workspace_id = ${workspaceId} and name = ${name}
           and coalesce(filling_attribute, value_attribute) is distinct from ${attribute}`,
  );
}

interface Filling {
  workspaceId: string;
  name: string;
  attribute: string;
  below: number;
}

export function createValuesWorker({ db }: { db: Db }): Worker {
  return {
    name: VALUES_WORKER,
    step: async () => ((await refillStep(db)) ? 'again' : PAUSE_MS),
  };
}

/** Fills in the next few events of a name that waits for it. Returns whether there was one that nobody else is at. */
export function refillStep(db: Db): Promise<boolean> {
  return withTransaction(db, async (tx) => {
    const filling = await maybeOne(
      tx,
      sql<Filling>`select workspace_id as "workspaceId", name, filling_attribute as attribute, filling_below as below
                     from event_names where filling_below is not null
                    order by workspace_id, name limit 1 for update skip locked`,
    );
    if (!filling) return false;
    const { workspaceId, name, below } = filling;
    const next = await findNextBelow(tx, workspaceId, below);
    if (next !== null) await refill(tx, filling, next);
    await execute(
      tx,
      next === null
        ? sql`update event_names set value_attribute = filling_attribute, filling_attribute = null, filling_below = null
               where workspace_id = ${workspaceId} and name = ${name}`
        : sql`update event_names set filling_below = ${next}
               where workspace_id = ${workspaceId} and name = ${name}`,
    );
    return true;
  });
}

/** The end of the next step down, over gaps; null: there is nothing below. */
async function findNextBelow(tx: Tx, workspaceId: string, below: number): Promise<number | null> {
  const row = await maybeOne(
    tx,
    sql<{ highest: number | null }>`
      select max(event_id) as highest from events where workspace_id = ${workspaceId} and event_id < ${below}`,
  );
  return row?.highest == null ? null : Math.max(0, row.highest + 1 - STEP_IDS);
}

async function refill(tx: Tx, { workspaceId, name, attribute, below }: Filling, from: number): Promise<void> {
  await lockAudience(tx, workspaceId, 'shared'); // as in event-retention.ts
  const changed = await many<EventPair>(
    tx,
    sql`
      with wanted as (
        select event_id, case when jsonb_typeof(attributes -> ${attribute}::text) = 'number'
                              then (attributes -> ${attribute}::text)::double precision end as value
          from events where workspace_id = ${workspaceId} and event_id >= ${from} and event_id < ${below} and name = ${name}
      )
      update events e set value = w.value from wanted w
       where e.workspace_id = ${workspaceId} and e.event_id = w.event_id and e.value is distinct from w.value
      returning e.profile_id as "profileId", e.name`,
  );
  await recountEvents(tx, workspaceId, changed);
}
