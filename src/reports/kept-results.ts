// Results of a large campaign are counted over a second or two, and nobody waits for that: what was counted last is kept in the
// database and shown at once, and counted anew behind it. Small campaigns are counted each time.
import { sql } from 'kysely';
import { type Db, execute, jsonb, maybeOne } from '../kit/db.ts';
import { createMemory, LARGE_LEDGER } from '../kit/remember-dear.ts';
import { type Results, results as resultsSchema } from './result.contract.ts';
import { type ResultNeeds, readResults } from './results.ts';
import type { Scope } from './scope.queries.ts';

export type ReadResults = (of: Scope, now: Date) => Promise<Results>;

/** @param largeLedger from so many deliveries on. */
export function createResultReader(needs: ResultNeeds, largeLedger = LARGE_LEDGER): ReadResults {
  const { db } = needs;
  const remember = createMemory<Results>(() => performance.now());
  const count = (of: Scope, now: Date): Promise<Results> =>
    remember(keyOf(of), '', async () => {
      const value = await readResults(needs, of, now);
      const isDear = (value.funnel[0]?.people ?? 0) >= largeLedger;
      if (isDear) await keep(db, of, value, now);
      return { value, isDear };
    });
  return async (of, now) => {
    const kept = await findKept(db, of);
    if (!kept) return count(of, now);
    const counting = count(of, now);
    const first = await Promise.race([counting, Promise.resolve(null)]);
    if (first) return first;
    counting.catch(() => {}); // who looks next counts again
    return { ...kept, is_recounting: true };
  };
}

const keyOf = (of: Scope): string => `${of.workspaceId}/${of.campaignId}/${placeOf(of)}`;

/** In the column `run`: a run's number, a version's below 0, 0 for all of them. */
const placeOf = ({ run, version }: Scope): number => run ?? (version === null ? 0 : -version);

const keep = (db: Db, of: Scope, results: Results, now: Date) =>
  execute(
    db,
    sql`insert into result_views as v (workspace_id, campaign_id, run, counted_at, results)
        values (${of.workspaceId}, ${of.campaignId}, ${placeOf(of)}, ${now}, ${jsonb(results)})
        on conflict (workspace_id, campaign_id, run)
          do update set counted_at = excluded.counted_at, results = excluded.results where v.counted_at <= excluded.counted_at`,
  );

/** null: never counted, or by an earlier version of this service, which told something else. */
async function findKept(db: Db, of: Scope): Promise<Results | null> {
  const kept = await maybeOne(
    db,
    sql<{ results: unknown }>`
    select results from result_views
     where workspace_id = ${of.workspaceId} and campaign_id = ${of.campaignId} and run = ${placeOf(of)}`,
  );
  return resultsSchema.safeParse(kept?.results).data ?? null;
}
