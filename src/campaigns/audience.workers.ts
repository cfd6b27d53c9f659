// Writes the ledger rows of started occurrences, range by range of profile ids. A range is locked while it is written, so
// any number of processes share the work, and a crash loses one at most, which is then written again (the ledger is unique
// per person).
import { type RawBuilder, sql } from 'kysely';
import { holdDraw } from '../delivery/enqueue.limits.ts';
import { drawAudience, enqueueRange } from '../delivery/enqueue.queries.ts';
import { laneTopic } from '../delivery/lane.queries.ts';
import { completePlan, type DeliveryPlan } from '../delivery/plan.contract.ts';
import type { Clock } from '../kit/clock.ts';
import { type Db, execute, many, maybeOne, one, type Tx, withTransaction } from '../kit/db.ts';
import { isConnectionLoss } from '../kit/db-connection.ts';
import { describeError } from '../kit/errors.ts';
import { notify } from '../kit/wake.ts';
import type { Worker } from '../kit/worker.ts';
import { compileFilter } from '../segments/compile.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';
import { prepareFilter } from '../segments/scope.ts';
import { pauseItself } from './pause-itself.ts';

export const AUDIENCE_WORKER = 'audience';
const LOOK_AGAIN_MS = 500;
/**
 * Ranges one process writes at once: PostgreSQL does the work, and two of its processes do it 1.8 times as fast. One of them is of
 * the run that was due last, so that a few people do not wait for the millions of somebody else who came before them (a million
 * takes some 15 s of one).
 */
const TURNS = ['first', 'last'] as const;
type Turn = (typeof TURNS)[number];

export function createAudienceWorker(needs: { db: Db; clock: Clock }): Worker {
  return {
    name: AUDIENCE_WORKER,
    async step() {
      const now = needs.clock.now();
      const wrote = await Promise.all(TURNS.map((turn) => writeNext(needs.db, turn, now)));
      await closeWritten(needs.db, now);
      if (wrote.includes(true)) await keepStatistics(needs.db);
      return wrote.includes(true) ? 'again' : LOOK_AGAIN_MS;
    },
  };
}

interface Taken {
  workspaceId: string;
  campaignId: number;
  occurrence: number;
  laneId: string;
  plan: DeliveryPlan;
  filter: GroupFilter;
  startedAt: Date;
  fromProfileId: number;
  toProfileId: number;
}

/**
 * One range of one occurrence. Returns false when there is none to write. An occurrence whose audience cannot be found is
 * paused with the reason, so that those behind it go on.
 */
async function writeNext(db: Db, turn: Turn, now: Date): Promise<boolean> {
  let taken: Taken | undefined;
  try {
    return await withTransaction(db, async (tx) => {
      const undrawn = turn === 'first' ? await takeUndrawn(tx) : undefined;
      taken = undrawn ?? (await takeRange(tx, turn));
      if (undrawn) await drawLots(tx, undrawn, now);
      else if (taken) await writeRange(tx, taken, now);
      return taken !== undefined;
    });
  } catch (error) {
    if (taken === undefined || !isItsOwnFault(error)) throw error;
    const because = `paused: its audience could not be found (${describeError(error).slice(0, 300)})`;
    const broken = taken;
    await withTransaction(db, (tx) => pauseItself(tx, broken, because, now));
    return true;
  }
}

/** The same would happen again: a filter or a value PostgreSQL refuses. Not a restart, a deadlock, a full disk. */
export function isItsOwnFault(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? /^(22|42|54)/.test(code) : !isConnectionLoss(error);
}

/** Runs that are looked at for one whose lots nobody draws. */
const MOST_UNDRAWN = 20;

/**
 * A run with a limit, before its first range is written. Its row is not locked while its lots are drawn, which takes 5 s of
 * PostgreSQL's processor for a million people and 13 with doubles (PostgreSQL 18): it can be paused and stopped, and the other turn goes on writing.
 */
async function takeUndrawn(tx: Tx): Promise<Taken | undefined> {
  const undrawn = await many(
    tx,
    sql<Taken>`
    select ${OCCURRENCE}, 0 as "fromProfileId", 0 as "toProfileId"
      from occurrences o where ${IS_UNDRAWN} order by o.due_at, o.campaign_id limit ${MOST_UNDRAWN}`,
  );
  for (const run of undrawn) {
    if (!(await holdDraw(tx, run))) continue;
    // Whoever had it may have drawn it since it was looked at.
    const { workspaceId, campaignId, occurrence } = run;
    const still = await maybeOne(
      tx,
      sql`select from occurrences o where o.workspace_id = ${workspaceId} and o.campaign_id = ${campaignId}
             and o.occurrence = ${occurrence} and ${IS_UNDRAWN}`,
    );
    if (still) return { ...run, plan: completePlan(run.plan) };
  }
  return undefined;
}

const IS_UNDRAWN = sql`
  o.state = 'preparing' and o.paused_at is null and o.finished_at is null and o.draws_lots and o.lots_until is null`;

const OCCURRENCE = sql`
  o.workspace_id as "workspaceId", o.campaign_id as "campaignId", o.occurrence, o.lane_id as "laneId", o.plan, o.filter,
  o.started_at as "startedAt"`;

/** The occurrence is locked too, in common with its other ranges: a stop waits until the rows are there to be skipped. */
async function takeRange(tx: Tx, turn: Turn): Promise<Taken | undefined> {
  const taken = await maybeOne(
    tx,
    sql<Taken>`
    select ${OCCURRENCE}, r.from_profile_id as "fromProfileId", r.to_profile_id as "toProfileId"
      from occurrences o join audience_ranges r using (workspace_id, campaign_id, occurrence)
     where o.state = 'preparing' and o.paused_at is null and o.finished_at is null
       and (not o.draws_lots or o.lots_until is not null)
     order by ${turn === 'first' ? sql`o.due_at, o.campaign_id` : sql`o.due_at desc, o.campaign_id desc`}, r.from_profile_id
     limit 1
       for update of r skip locked for share of o skip locked`,
  );
  return taken && { ...taken, plan: completePlan(taken.plan) };
}

async function drawLots(tx: Tx, taken: Taken, now: Date): Promise<void> {
  await drawAudience(tx, { ...taken, who: await whoOf(tx, taken), now });
}

/** "In the last N days" is counted from the start of the run, the same for its first and its last range. */
async function whoOf(tx: Tx, { workspaceId, filter, startedAt }: Taken): Promise<RawBuilder<unknown>> {
  const prepared = await prepareFilter(tx, workspaceId, filter, { now: startedAt, reach: 'few' });
  return compileFilter(prepared.filter, prepared.scope);
}

async function writeRange(tx: Tx, taken: Taken, now: Date): Promise<void> {
  const { workspaceId, campaignId, occurrence, laneId, fromProfileId } = taken;
  const added = await enqueueRange(tx, { ...taken, who: await whoOf(tx, taken), now });
  await execute(
    tx,
    sql`delete from audience_ranges
         where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and occurrence = ${occurrence}
           and from_profile_id = ${fromProfileId}`,
  );
  if (added > 0) await notify(tx, laneTopic({ workspaceId, laneId }));
}

/** An occurrence without a range left is wholly written; a stopped one needs none. */
async function closeWritten(db: Db, now: Date): Promise<void> {
  await execute(
    db,
    sql`delete from audience_ranges r using occurrences o
         where o.workspace_id = r.workspace_id and o.campaign_id = r.campaign_id and o.occurrence = r.occurrence
           and o.state = 'stopped'`,
  );
  await execute(
    db,
    sql`
    with written as (
      update occurrences o set state = 'sending', prepared_at = ${now}
       where o.state = 'preparing' and o.finished_at is null and o.paused_at is null
         and not exists (select 1 from audience_ranges r
                          where r.workspace_id = o.workspace_id and r.campaign_id = o.campaign_id and r.occurrence = o.occurrence)
      returning o.workspace_id, o.campaign_id, o.occurrence
    )
    delete from admitted_values v using written w
     where v.workspace_id = w.workspace_id and v.campaign_id = w.campaign_id and v.occurrence = w.occurrence`,
  );
}

/**
 * Tells the planner when the ledger has grown a lot. Autovacuum would, a minute later: until then lanes send with the plans
 * of an empty table (500 calls begun in 540 ms instead of 18). It reads a sample, about 0.1 s whatever the size.
 */
async function keepStatistics(db: Db): Promise<void> {
  const { stale } = await one(
    db,
    sql<{ stale: boolean }>`
    select pg_relation_size('deliveries') > 2 * greatest(relpages, 1) * current_setting('block_size')::bigint as stale
      from pg_class where oid = 'deliveries'::regclass`,
  );
  if (stale) await execute(db, sql`analyze deliveries, attempts`);
}
