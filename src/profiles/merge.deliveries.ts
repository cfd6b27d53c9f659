// The ledger's part of a merge: both profiles may have a message of the same run of a campaign, and a person gets one.
import { sql } from 'kysely';
import { execute, many, type Tx } from '../kit/db.ts';
import type { Merge } from './merge.ts';

/** The reason of a message that is not sent because the person was in the same run a second time, as another profile. */
export const MERGED_REASON = 'person_gone';

/** With these reasons somebody was left out before it was drawn who is in a control group, or for want of room after it. */
const NOT_DRAWN = ['no_psid', 'audience_limit', 'duplicate'];
const LEFT_OUT = ['control_group', 'global_control_group'];

/** Of several rows the one that got furthest comes first. */
const FURTHEST = sql`
  case d.state when 'accepted' then 1 when 'unknown' then 2 when 'sending' then 3
               when 'pending' then 4 when 'held' then 5 when 'failed' then 6 else 7 end,
  d.profile_id = person.into_id desc, d.delivery_id`;

/**
 * Within what a person gets one message: the run; of campaigns people come into one by one the entry, unless the campaign lets
 * nobody in again, or not while a message waits: then of the entries of what turns out to be one person, one stands.
 */
const ONCE = sql`
  case when d.entry_id = 0 then 'run ' || d.occurrence
       else (select case when v.reentry = 'never' then 'ever'
                         when v.reentry = 'when_done' and d.state in ('pending', 'held', 'sending', 'unknown') then 'now'
                         else 'entry ' || d.entry_id end
               from (select (select v.definition #>> '{trigger,reentry,kind}'
                               from occurrences o join campaign_versions v using (workspace_id, campaign_id, version)
                              where o.workspace_id = d.workspace_id and o.campaign_id = d.campaign_id
                                and o.occurrence = d.occurrence) as reentry) v) end`;

/**
 * No row is deleted: a report must go on adding up. Of several rows for one person, run and Page the one that got furthest
 * stands; those still waiting are skipped with the reason 'person_gone'. Then every row moves to the remaining profile, except
 * where the ledger's one-row-a-person rule has its place taken: such a row keeps the old profile id, which leads to the
 * person through profile_merges. Returns the ids of the rows that moved, by the profile they came from.
 *
 * Lots are drawn by profile, so two of one person may have been drawn for otherwise. The first draw of a campaign stands, which
 * has nothing to do with what the person did or got: whoever was let in first keeps what waits, for whoever was left out first
 * nothing of the campaign leaves any more. The comparison with the control group counts them by the same draw
 * (reports/uplift.queries.ts).
 */
export async function joinDeliveries(
  tx: Tx,
  workspaceId: string,
  merges: readonly Merge[],
  at: Date,
): Promise<Map<number, number[]>> {
  const intoIds = [...new Set(merges.map((merge) => merge.intoId))];
  const profileIds = [...merges.map((merge) => merge.fromId), ...intoIds];
  const people = [...merges.map((merge) => merge.intoId), ...intoIds];
  const person = sql`unnest(${profileIds}::bigint[], ${people}::bigint[]) as person (profile_id, into_id)`;
  // Waits for a lane that is settling one of them, and then ranks what it made of it; by id, as lanes lock too.
  await execute(
    tx,
    sql`select from deliveries d join ${person} using (profile_id)
         where d.workspace_id = ${workspaceId} order by d.delivery_id for update of d`,
  );
  await execute(
    tx,
    sql`update deliveries d set state = 'skipped', reason = first.reason, settled_at = ${at}
          from (select distinct on (person.into_id, d.campaign_id) person.into_id, d.campaign_id, d.state, d.reason
                  from ${person}
                  join deliveries d on d.workspace_id = ${workspaceId} and d.profile_id = person.profile_id
                 where d.state <> 'skipped' or d.reason <> all(${NOT_DRAWN}::text[])
                 order by person.into_id, d.campaign_id, d.delivery_id) first
          join ${person} on person.into_id = first.into_id
         where d.workspace_id = ${workspaceId} and d.profile_id = person.profile_id and d.campaign_id = first.campaign_id
           and first.state = 'skipped' and first.reason = any(${LEFT_OUT}::text[]) and d.state in ('pending', 'held')`,
  );
  const ranked = sql`
    select d.delivery_id, d.profile_id, person.into_id, row_number() over (
             partition by person.into_id, d.campaign_id, d.page_id, ${ONCE}
             order by ${FURTHEST}) as rank,
           row_number() over (
             partition by person.into_id, d.campaign_id, d.occurrence, d.page_id, d.entry_id
             order by ${FURTHEST}) as place,
           bool_or(d.profile_id = person.into_id) over (
             partition by person.into_id, d.campaign_id, d.occurrence, d.page_id, d.entry_id) as place_taken
      from ${person}
      join deliveries d on d.workspace_id = ${workspaceId} and d.profile_id = person.profile_id`;
  await execute(
    tx,
    sql`update deliveries d set state = 'skipped', reason = ${MERGED_REASON}, settled_at = ${at}
          from (${ranked}) r
         where d.workspace_id = ${workspaceId} and d.delivery_id = r.delivery_id
           and r.rank > 1 and d.state in ('pending', 'held')`,
  );
  // Surely without the message, beside a row that stands for the person: not to be sent again as another profile. (Who was left out
  // for comparison is not anyway, and stays so for the report.)
  await execute(
    tx,
    sql`update deliveries d set reason = ${MERGED_REASON}
          from (${ranked}) r
         where d.workspace_id = ${workspaceId} and d.delivery_id = r.delivery_id
           and r.rank > 1 and d.state in ('failed', 'skipped')
           and d.reason <> all(${['unknown_outcome', ...LEFT_OUT]}::text[]) is not false`,
  );
  const moved = await many<{ from_id: number; delivery_id: number }>(
    tx,
    sql`update deliveries d set profile_id = r.into_id
          from (${ranked}) r
         where d.workspace_id = ${workspaceId} and d.delivery_id = r.delivery_id
           and r.place = 1 and not r.place_taken
        returning r.profile_id as from_id, d.delivery_id`,
  );
  const byPerson = Map.groupBy(moved, (row) => row.from_id);
  return new Map([...byPerson].map(([fromId, rows]) => [fromId, rows.map((row) => row.delivery_id)]));
}
