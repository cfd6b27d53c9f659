// Starts what is due, and closes campaigns whose ledger is settled. The occurrence row is the job. Locks go from the
// campaign to its occurrences, as the operations take them.
import { sql } from 'kysely';
import type { Clock } from '../kit/clock.ts';
import { type Db, execute, many, one, withTransaction } from '../kit/db.ts';
import { notify } from '../kit/wake.ts';
import type { Worker } from '../kit/worker.ts';
import { AUDIENCE_WORKER } from './audience.workers.ts';

export const CAMPAIGN_WORKER = 'campaigns';
const LOOK_AGAIN_MS = 250;
/** Profile ids in a range of the audience: the first one small, so that the first message leaves at once. */
const FIRST_RANGE = 1_000;
const RANGE = 10_000;
/** Ids may lie far apart where many workspaces share a database. */
const MOST_RANGES = 2_000;

export function createCampaignWorker(needs: { db: Db; clock: Clock }): Worker {
  return {
    name: CAMPAIGN_WORKER,
    async step() {
      const now = needs.clock.now();
      await startDue(needs.db, now);
      await finishCampaigns(needs.db, now);
      return LOOK_AGAIN_MS;
    },
  };
}

/** Each gets the ranges of profile ids in which its audience is written (audience.workers.ts). */
async function startDue(db: Db, now: Date): Promise<void> {
  const { started } = await one(
    db,
    sql<{ started: number }>`
    with due as materialized (
      select o.workspace_id, o.campaign_id, o.occurrence
        from occurrences o join campaigns c using (workspace_id, campaign_id)
       where o.state = 'due' and o.finished_at is null and o.due_at <= ${now} and o.paused_at is null
       order by o.due_at limit 1000
         for no key update of c skip locked -- somebody pauses or stops it just now: the next look decides
    ), started as (
      update occurrences o set state = 'preparing', started_at = ${now}
        from due
       where o.workspace_id = due.workspace_id and o.campaign_id = due.campaign_id and o.occurrence = due.occurrence
         and o.state = 'due' and o.paused_at is null
      returning o.workspace_id, o.campaign_id, o.occurrence
    ), ranges as (
      insert into audience_ranges (workspace_id, campaign_id, occurrence, from_profile_id, to_profile_id)
      select s.workspace_id, s.campaign_id, s.occurrence, r.first, r.last
        from started s
        cross join lateral (select min(p.profile_id) as low, max(p.profile_id) as high,
                                   greatest(${RANGE}::bigint, (max(p.profile_id) - min(p.profile_id)) / ${MOST_RANGES}::bigint) as width
                              from profiles p where p.workspace_id = s.workspace_id) people
        cross join lateral (select low as first, low + ${FIRST_RANGE}::bigint - 1 as last where low is not null
                             union all
                            select g, g + width - 1 from generate_series(low + ${FIRST_RANGE}::bigint, high, width) g) r
    ), moved as (
      update campaigns c set state = 'sending', updated_at = ${now}
        from started s
       where c.workspace_id = s.workspace_id and c.campaign_id = s.campaign_id and c.state = 'scheduled'
    )
    select count(*) as started from started`,
  );
  if (started > 0) await notify(db, AUDIENCE_WORKER);
}

/** In two steps: whoever sends again holds the campaign, and its occurrences are looked at once it is ours. */
function finishCampaigns(db: Db, now: Date): Promise<void> {
  const over = sql`
    c.state in ('sending', 'active')
    and not exists (select 1 from occurrences o
                     where o.workspace_id = c.workspace_id and o.campaign_id = c.campaign_id and o.finished_at is null)`;
  return withTransaction(db, async (tx) => {
    const locked = await many<{ id: number }>(
      tx,
      sql`select c.campaign_id as id from campaigns c
           where ${over} order by c.campaign_id limit 1000 for no key update skip locked`,
    );
    if (locked.length === 0) return;
    const ids = locked.map((row) => row.id);
    await execute(
      tx,
      sql`update campaigns c set state = 'finished', updated_at = ${now}
           where ${over} and c.campaign_id = any(${ids}::bigint[])`,
    );
  });
}
