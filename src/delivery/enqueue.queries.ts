// Writing the ledger's rows for an occurrence, one range of people at a time. Everybody of the segment gets a row, those
// who cannot be reached too: so the ledger alone answers for every person, and the report adds up.
import { type RawBuilder, sql } from 'kysely';
import { execute, type Tx } from '../kit/db.ts';
import { lockAudience } from '../profiles/people-lock.ts';
import { LONGEST_WINDOW_MS } from '../profiles/window.ts';

export interface AudienceRange {
  workspaceId: string;
  campaignId: number;
  occurrence: number;
  laneId: string;
  pageId: string | null;
  /** The condition over `p` (profiles) that says who is in. */
  who: RawBuilder<unknown>;
  /** Both are in it. */
  fromProfileId: number;
  toProfileId: number;
  now: Date;
}

const UNIQUE_VIOLATION = '23505';

/**
 * Inserts the ledger's rows of the range in order of profile id. Running it twice adds nothing twice (unique on occurrence
 * and person). Returns how many people are in.
 *
 * A row is there already only when a merge moved it here, so the insert first goes without `on conflict`, which costs a
 * quarter more (19 µs of PostgreSQL's time a row, this way 15).
 */
export async function enqueueRange(tx: Tx, range: AudienceRange): Promise<number> {
  await lockAudience(tx, range.workspaceId, 'shared');
  await execute(tx, sql`savepoint range`);
  try {
    return await execute(tx, insertRows(range));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION)) throw error;
    await execute(tx, sql`rollback to savepoint range`);
    return execute(tx, sql`${insertRows(range)} on conflict do nothing`);
  }
}

function insertRows(range: AudienceRange): RawBuilder<unknown> {
  const { workspaceId, pageId, now } = range;
  const lacksPsid = pageId === null ? sql`false` : sql`psid is null`;
  return sql`
    insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, page_id, psid,
                            state, reason, due_at, settled_at)
    select ${workspaceId}, ${range.campaignId}::bigint, ${range.occurrence}::int, profile_id, ${range.laneId}, ${pageId ?? ''}, psid,
           case when ${lacksPsid} then 'skipped' else 'pending' end, case when ${lacksPsid} then 'no_psid' end,
           ${turnOf(range)}, case when ${lacksPsid} then ${now}::timestamptz end
      from (${pageId === null ? imported(range) : known(range, pageId)}) addressed
     order by profile_id`;
}

/**
 * Whose window closes soonest goes first, so that the most people are reached in time: their turn is counted back from its
 * end. Who has no open window comes after them. (No window is longer than that, so no turn is in the future.)
 */
const turnOf = ({ pageId, now }: AudienceRange) =>
  pageId === null
    ? sql`${now}::timestamptz`
    : sql`case when closes_at > ${now}::timestamptz
               then least(${now}::timestamptz, closes_at - ${LONGEST_WINDOW_MS} * interval '1 ms') else ${now}::timestamptz end`;

const people = ({ workspaceId, fromProfileId, toProfileId, who }: AudienceRange) => sql`
  select p.profile_id, p.attributes ->> 'ps_id' as ps_id from profiles p
   where p.workspace_id = ${workspaceId} and p.profile_id between ${fromProfileId} and ${toProfileId} and (${who})`;

/** A connector that is no Page finds the PSID where the attribute says. */
const imported = (range: AudienceRange) =>
  sql`select who.profile_id, who.ps_id as psid from (${people(range)}) who`;

/**
 * The person's PSID on the Page: of several the one `ps_id` names, else the one last heard from. Without a known identity the
 * attribute `ps_id` serves (imported customers), unless that PSID is known to belong to another Page. One join and a sort of
 * each person's few identities: two queries a person took twice as long.
 */
const choice = sql`i.psid = who.ps_id desc nulls last, i.last_user_action_at desc nulls last, i.psid`;

const known = (range: AudienceRange, pageId: string) => sql`
  select who.profile_id, coalesce(
           (array_agg(i.psid order by ${choice})
              filter (where i.page_id = ${pageId}))[1],
           case when who.ps_id ~ '^[0-9]{1,32}$' and bool_or(i.psid = who.ps_id) is not true then who.ps_id end) as psid,
         (array_agg(i.window_closes_at order by ${choice}) filter (where i.page_id = ${pageId}))[1] as closes_at
    from (${people(range)}) who
    left join identities i on i.workspace_id = ${range.workspaceId} and i.profile_id = who.profile_id
     and i.profile_id between ${range.fromProfileId} and ${range.toProfileId}
   group by who.profile_id, who.ps_id`;
