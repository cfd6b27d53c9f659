// Starts what is due, and closes campaigns whose ledger is settled. The occurrence row is the job. Locks go from the
// campaign to its occurrences, as the operations take them.
import { type RawBuilder, sql } from 'kysely';
import type { Clock } from '../kit/clock.ts';
import { type Db, execute, many, one, withTransaction } from '../kit/db.ts';
import { describeError } from '../kit/errors.ts';
import { notify } from '../kit/wake.ts';
import type { Worker } from '../kit/worker.ts';
import { AUDIENCE_WORKER, isItsOwnFault } from './audience.workers.ts';
import { pauseItself } from './pause-itself.ts';
import { type CampaignKey, claimCampaignWithRun } from './run.queries.ts';
import { takeDueRun } from './schedule.start.ts';
import { winnerDueAt } from './winner.queries.ts';

export const CAMPAIGN_WORKER = 'campaigns';
const LOOK_AGAIN_MS = 250;
/** Profile ids in a range of the audience: the first one small, so that the first message leaves at once. */
const FIRST_RANGE = 1_000;
const RANGE = 10_000;
/** Ids may lie far apart where many workspaces share a database. */
const MOST_RANGES = 2_000;

/** Campaigns whose periodic run is started in one look: the others have the next. */
const MOST_RUNS = 200;

export function createCampaignWorker(needs: { db: Db; clock: Clock }): Worker {
  return {
    name: CAMPAIGN_WORKER,
    async step() {
      const now = needs.clock.now();
      await startDue(needs.db, now);
      const more = await startDueRuns(needs.db, now);
      await finishCampaigns(needs.db, now);
      return more ? 'again' : LOOK_AGAIN_MS;
    },
  };
}

/** What goes out once. */
async function startDue(db: Db, now: Date): Promise<void> {
  const started = await startOccurrences(
    db,
    now,
    sql`select o.workspace_id, o.campaign_id, o.occurrence
          from occurrences o join campaigns c using (workspace_id, campaign_id)
         where o.state = 'due' and o.finished_at is null and o.due_at <= ${now} and o.paused_at is null and not o.repeats
         order by o.due_at limit 1000
           for no key update of c skip locked -- somebody pauses or stops it just now: the next look decides`,
  );
  if (started > 0) await notify(db, AUDIENCE_WORKER);
}

/** Periodic runs, each with the one after it in a transaction of its own. Returns whether there may be more. */
async function startDueRuns(db: Db, now: Date): Promise<boolean> {
  for (let looked = 0; looked < MOST_RUNS; looked += 1) if (!(await startNextRun(db, now))) return false;
  return true;
}

/** Returns false when there is none. One that cannot be started pauses its campaign, so that those behind it go on. */
async function startNextRun(db: Db, now: Date): Promise<boolean> {
  let key: CampaignKey | undefined;
  try {
    return await withTransaction(db, async (tx) => {
      key = await claimCampaignWithRun(tx, now);
      if (key === undefined) return false;
      const run = await takeDueRun(tx, key, now);
      if (run === null) return true;
      const { workspaceId, campaignId, occurrence } = run;
      await startOccurrences(
        tx,
        now,
        sql`select ${workspaceId}::text as workspace_id, ${campaignId}::bigint as campaign_id, ${occurrence}::int as occurrence`,
      );
      await notify(tx, AUDIENCE_WORKER);
      return true;
    });
  } catch (error) {
    if (key === undefined || !isItsOwnFault(error)) throw error;
    const broken = key;
    const because = `paused: its run could not be started (${describeError(error).slice(0, 300)})`;
    await withTransaction(db, (tx) => pauseItself(tx, broken, because, now));
    return true;
  }
}

/**
 * Each gets the ranges of profile ids in which its audience is written (audience.workers.ts).
 * @param due the keys of occurrences whose campaigns are locked
 */
async function startOccurrences(db: Db, now: Date, due: RawBuilder<unknown>): Promise<number> {
  const { started } = await one(
    db,
    sql<{ started: number }>`
    with due as materialized (${due}
    ), started as (
      update occurrences o set state = 'preparing', started_at = ${now}, winner_due_at = ${winnerDueAt(now)},
             draws_lots = jsonb_path_exists(o.plan, '$.controls.audience_limit.* ? (@ != null)')
        from due
       where o.workspace_id = due.workspace_id and o.campaign_id = due.campaign_id and o.occurrence = due.occurrence
         and o.state = 'due' and o.paused_at is null
      returning o.workspace_id, o.campaign_id, o.occurrence, o.repeats
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
      update campaigns c set state = case when s.repeats then 'active' else 'sending' end, updated_at = ${now}
        from started s
       where c.workspace_id = s.workspace_id and c.campaign_id = s.campaign_id and c.state = 'scheduled'
    )
    select count(*) as started from started`,
  );
  return started;
}

/** In two steps: whoever sends again holds the campaign, and its occurrences are looked at once it is ours. */
function finishCampaigns(db: Db, now: Date): Promise<void> {
  const over = sql`
    c.state in ('scheduled', 'sending', 'active')
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
