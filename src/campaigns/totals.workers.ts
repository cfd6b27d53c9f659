// Keeps how many got each run, so that a list of campaigns reads no ledger: of what is under way again and again, of what is over
// once, and once more when something changed it since (sent again, a late echo).
import { sql } from 'kysely';
import type { Clock } from '../kit/clock.ts';
import { type Db, execute, many, type Tx, withTransaction } from '../kit/db.ts';
import type { Worker } from '../kit/worker.ts';

const LOOK_AGAIN_MS = 1_000;
/** Counting 100,000 takes 20 ms: a run under way costs a twentieth of a core at most. */
const REST = 20;
const FRESH_MS = 2_000;
/** In one look; the others have the next. */
const MOST = 500;

export function createTotalsWorker(needs: { db: Db; clock: Clock }): Worker {
  return {
    name: 'campaigns.totals',
    async step() {
      const counted = await countRuns(needs.db, needs.clock.now());
      return counted === MOST ? 'again' : LOOK_AGAIN_MS;
    },
  };
}

interface Run {
  workspaceId: string;
  campaignId: number;
  occurrence: number;
}

/** One look at what is due to be counted. @returns how many runs */
export async function countRuns(db: Db, now: Date): Promise<number> {
  const due = await many(
    db,
    sql<Run>`
    select o.workspace_id as "workspaceId", o.campaign_id as "campaignId", o.occurrence
      from occurrences o left join occurrence_totals t using (workspace_id, campaign_id, occurrence)
     where o.counts_change and o.started_at is not null
       and (t.counted_at is null or o.finished_at is not null and t.counted_at < o.finished_at
            or t.counted_at + greatest(${FRESH_MS}, t.took_ms * ${REST}) * interval '1 ms' <= ${now}
            or t.counted_at > ${now}) -- the clock was set back
     order by t.counted_at nulls first limit ${MOST}`,
  );
  for (const run of due) await withTransaction(db, (tx) => count(tx, run, now));
  return due.length;
}

/**
 * The run is locked before its ledger is read when it is over: whoever changes the ledger of a finished run marks the run behind
 * that, and waits here. So a mark is never taken away for a change that was not seen.
 */
async function count(tx: Tx, run: Run, now: Date): Promise<void> {
  const of = sql`workspace_id = ${run.workspaceId} and campaign_id = ${run.campaignId} and occurrence = ${run.occurrence}`;
  const over = await many(
    tx,
    sql`select from occurrences where ${of} and finished_at is not null for no key update skip locked`,
  );
  const began = performance.now();
  const [totals] = await many(
    tx,
    sql<{ recipients: number; accepted: number; failed: number }>`
    select count(*) as recipients, count(*) filter (where state = 'accepted') as accepted,
           count(*) filter (where state = 'failed') as failed
      from deliveries where ${of}`,
  );
  const { recipients = 0, accepted = 0, failed = 0 } = totals ?? {};
  const tookMs = Math.round(performance.now() - began);
  await execute(
    tx,
    sql`
    insert into occurrence_totals (workspace_id, campaign_id, occurrence, recipients, accepted, failed, counted_at, took_ms)
    values (${run.workspaceId}, ${run.campaignId}, ${run.occurrence}, ${recipients}, ${accepted}, ${failed}, ${now}, ${tookMs})
    on conflict (workspace_id, campaign_id, occurrence) do update
       set recipients = excluded.recipients, accepted = excluded.accepted, failed = excluded.failed,
           counted_at = excluded.counted_at, took_ms = excluded.took_ms`,
  );
  if (over.length > 0) await execute(tx, sql`update occurrences set counts_change = false where ${of}`);
}
