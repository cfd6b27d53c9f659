// Events that goals wait for: watched from publishing until nobody can fulfil a goal in time any more, which may be weeks
// after the campaign ended.
import { type RawBuilder, sql } from 'kysely';
import { type Db, execute, type Tx } from '../kit/db.ts';

/** What people did in time may come late: an app that was without a network sends it afterwards. */
const COMES_LATE_HOURS = 24;

/** Names of events, of the campaigns that `of` (a condition on v, campaign_versions) chooses, that may still be conversions. */
const wanted = (of: RawBuilder<unknown>, now: Date) => sql`
  select v.workspace_id, g.goal ->> 'event' as name, v.campaign_id
    from campaign_versions v cross join lateral jsonb_array_elements(v.definition -> 'goals') as g (goal)
   where v.definition -> 'goals' -> 0 is not null and ${of}
     and exists (select from occurrences o
                  where o.workspace_id = v.workspace_id and o.campaign_id = v.campaign_id and o.version = v.version
                    and (o.finished_at is null or o.finished_at > ${now}::timestamptz
                           - ((g.goal ->> 'within_hours')::int + ${COMES_LATE_HOURS}) * interval '1 hour'))`;

/**
 * Watches for what the goals of the campaign's versions still wait for. Call it once its occurrences are written, and after
 * anything that takes back what is watched for it: goals outlive the campaign's end by their window.
 */
export async function watchGoals(tx: Tx, workspaceId: string, campaignId: number, now: Date): Promise<void> {
  const of = sql`v.workspace_id = ${workspaceId} and v.campaign_id = ${campaignId}`;
  await execute(
    tx,
    sql`insert into watched_events (workspace_id, name, campaign_id)
        select distinct * from (${wanted(of, now)}) w order by 1, 2, 3 on conflict do nothing`,
  );
}

/** Of campaigns that ended, takes back what nobody can fulfil in time any more. Returns how many names. */
export function unwatchEnded(db: Db, now: Date): Promise<number> {
  const of = sql`v.workspace_id = w.workspace_id and v.campaign_id = w.campaign_id`;
  return execute(
    db,
    sql`
    delete from watched_events w using campaigns c
     where c.workspace_id = w.workspace_id and c.campaign_id = w.campaign_id and c.state in ('stopped', 'finished')
       and w.name not in (select name from (${wanted(of, now)}) still)`,
  );
}
