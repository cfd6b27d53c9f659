// The end of the watch for goals: events that goals wait for are watched from publishing (watched.ts) until nobody can fulfil a
// goal in time any more, which may be weeks after the campaign ended.
import { sql } from 'kysely';
import { type Db, execute } from '../kit/db.ts';

/** What people did in time may come late: an app that was without a network sends it afterwards. */
const COMES_LATE_HOURS = 24;

/** Of campaigns that ended, takes back what nobody can fulfil in time any more. Returns how many names. */
export const unwatchEnded = (db: Db, now: Date): Promise<number> =>
  execute(
    db,
    sql`
    delete from watched_events w using campaigns c
     where c.workspace_id = w.workspace_id and c.campaign_id = w.campaign_id and c.state in ('stopped', 'finished')
       and not exists (
         select from campaign_versions v cross join lateral jsonb_array_elements(v.definition -> 'goals') as g (goal)
           join occurrences o on o.workspace_id = v.workspace_id and o.campaign_id = v.campaign_id and o.version = v.version
          where v.workspace_id = w.workspace_id and v.campaign_id = w.campaign_id and v.definition -> 'goals' -> 0 is not null
            and g.goal ->> 'event' = w.name
            and (o.finished_at is null or o.finished_at > ${now}::timestamptz
                   - ((g.goal ->> 'within_hours')::int + ${COMES_LATE_HOURS}) * interval '1 hour'))`,
  );
