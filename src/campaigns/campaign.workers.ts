// Starts what is due, writes its ledger rows chunk by chunk, and closes campaigns whose ledger is settled. The occurrence
// row is the job: locked while a chunk is written, so any number of processes share the work and a crash loses a chunk at
// most, which is then written again (the ledger is unique per person).
import { sql } from 'kysely';
import { enqueueChunk } from '../delivery/enqueue.queries.ts';
import type { DeliveryPlan } from '../delivery/plan.contract.ts';
import type { Clock } from '../kit/clock.ts';
import { type Db, execute, maybeOne, type Tx, withTransaction } from '../kit/db.ts';
import type { Worker } from '../kit/worker.ts';
import { compileFilter } from '../segments/compile.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';

const CHUNK = 2_000;
const LOOK_AGAIN_MS = 250;

export function createCampaignWorker(needs: { db: Db; clock: Clock }): Worker {
  return {
    name: 'campaigns',
    async step() {
      const now = needs.clock.now();
      await startDue(needs.db, now);
      const prepared = await withTransaction(needs.db, (tx) => prepareChunk(tx, now));
      await finishCampaigns(needs.db, now);
      return prepared ? 'again' : LOOK_AGAIN_MS;
    },
  };
}

async function startDue(db: Db, now: Date): Promise<void> {
  await execute(
    db,
    sql`
    with started as (
      update occurrences set state = 'preparing', started_at = ${now}
       where state = 'due' and due_at <= ${now} and paused_at is null
      returning workspace_id, campaign_id
    )
    update campaigns c set state = 'sending', updated_at = ${now}
      from started s
     where c.workspace_id = s.workspace_id and c.campaign_id = s.campaign_id and c.state = 'scheduled'`,
  );
}

interface Preparing {
  workspaceId: string;
  campaignId: number;
  occurrence: number;
  laneId: string;
  plan: DeliveryPlan;
  filter: GroupFilter;
  preparedTo: number;
  startedAt: Date;
}

/** One chunk of one occurrence. Returns false when nothing is being prepared. */
async function prepareChunk(tx: Tx, now: Date): Promise<boolean> {
  const next = await maybeOne(
    tx,
    sql<Preparing>`
    select workspace_id as "workspaceId", campaign_id as "campaignId", occurrence, lane_id as "laneId", plan, filter,
           prepared_to as "preparedTo", started_at as "startedAt"
      from occurrences where state = 'preparing' and paused_at is null
     order by due_at limit 1 for update skip locked`,
  );
  if (next === undefined) return false;
  const { workspaceId, campaignId, occurrence } = next;
  // "In the last N days" is counted from the start of the run, the same for its first and its last chunk.
  const who = compileFilter(next.filter, { workspaceId, now: next.startedAt });
  const last = await enqueueChunk(tx, {
    workspaceId,
    campaignId,
    occurrence,
    laneId: next.laneId,
    pageId: next.plan.page_id,
    who,
    afterProfileId: next.preparedTo,
    limit: CHUNK,
    now,
  });
  await execute(
    tx,
    sql`
    update occurrences
       set prepared_to = coalesce(${last}, prepared_to),
           state = case when ${last}::bigint is null then 'sending' else state end,
           prepared_at = case when ${last}::bigint is null then ${now}::timestamptz end
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and occurrence = ${occurrence}
       and state = 'preparing'`,
  );
  return true;
}

async function finishCampaigns(db: Db, now: Date): Promise<void> {
  await execute(
    db,
    sql`
    update campaigns c set state = 'finished', updated_at = ${now}
     where c.state = 'sending'
       and not exists (select 1 from occurrences o
                        where o.workspace_id = c.workspace_id and o.campaign_id = c.campaign_id and o.finished_at is null)`,
  );
}
