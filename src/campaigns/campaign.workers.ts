// Starts what is due, writes its ledger rows chunk by chunk, and closes campaigns whose ledger is settled. The occurrence
// row is the job: locked while a chunk is written, so any number of processes share the work and a crash loses a chunk at
// most, which is then written again (the ledger is unique per person). Locks go from the campaign to its occurrences, as
// the operations take them.
import { sql } from 'kysely';
import { pauseOccurrences } from '../delivery/deliveries.ts';
import { enqueueChunk } from '../delivery/enqueue.queries.ts';
import type { DeliveryPlan } from '../delivery/plan.contract.ts';
import { writeAudit } from '../kit/audit.ts';
import type { Clock } from '../kit/clock.ts';
import { type Db, execute, maybeOne, type Tx, withTransaction } from '../kit/db.ts';
import { isConnectionLoss } from '../kit/db-connection.ts';
import { describeError } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import type { Worker } from '../kit/worker.ts';
import { compileFilter } from '../segments/compile.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';
import { refusal } from './campaign.lifecycle.ts';
import { lockCampaign, moveCampaign } from './campaign.queries.ts';

const CHUNK = 2_000;
const LOOK_AGAIN_MS = 250;

export function createCampaignWorker(needs: { db: Db; clock: Clock }): Worker {
  return {
    name: 'campaigns',
    async step() {
      const now = needs.clock.now();
      await startDue(needs.db, now);
      const prepared = await prepareNext(needs.db, now);
      await finishCampaigns(needs.db, now);
      return prepared ? 'again' : LOOK_AGAIN_MS;
    },
  };
}

async function startDue(db: Db, now: Date): Promise<void> {
  await execute(
    db,
    sql`
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
      returning o.workspace_id, o.campaign_id
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

/**
 * One chunk of one occurrence. Returns false when nothing is being prepared. An occurrence that cannot be prepared is
 * paused with the reason, so that those behind it go on.
 */
async function prepareNext(db: Db, now: Date): Promise<boolean> {
  let current: Preparing | undefined;
  try {
    return await withTransaction(db, async (tx) => {
      current = await lockPreparing(tx);
      if (current) await writeChunk(tx, current, now);
      return current !== undefined;
    });
  } catch (error) {
    if (current === undefined || !isItsOwnFault(error)) throw error;
    const because = `paused: its audience could not be found (${describeError(error).slice(0, 300)})`;
    await pauseBroken(db, current, because, now);
    return true;
  }
}

/** The same would happen again: a filter or a value PostgreSQL refuses. Not a restart, a deadlock, a full disk. */
function isItsOwnFault(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? /^(22|42|54)/.test(code) : !isConnectionLoss(error);
}

function pauseBroken(
  db: Db,
  { workspaceId, campaignId }: Preparing,
  because: string,
  now: Date,
): Promise<void> {
  return withTransaction(db, async (tx) => {
    const campaign = await lockCampaign(tx, workspaceId, campaignId);
    if (!campaign || refusal('pause', campaign.state) !== null) return;
    await pauseOccurrences(tx, workspaceId, campaignId, { because, now });
    await moveCampaign(tx, workspaceId, campaignId, { from: campaign.state, to: 'paused', now });
    const subject = formatId('cmp', campaignId);
    await writeAudit(tx, { workspaceId, actor: 'system', action: 'campaign.paused', subject, at: now });
  });
}

function lockPreparing(tx: Tx): Promise<Preparing | undefined> {
  return maybeOne(
    tx,
    sql<Preparing>`
    select workspace_id as "workspaceId", campaign_id as "campaignId", occurrence, lane_id as "laneId", plan, filter,
           prepared_to as "preparedTo", started_at as "startedAt"
      from occurrences where state = 'preparing' and paused_at is null and finished_at is null
     order by due_at limit 1 for update skip locked`,
  );
}

async function writeChunk(tx: Tx, next: Preparing, now: Date): Promise<void> {
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
