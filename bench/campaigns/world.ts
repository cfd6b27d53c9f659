// 10,000 campaigns as a busy workspace has them after some years: most of them over, some periodic with many runs, some with a
// hundred thousand deliveries. Made in the database from the number of the row.
import { sql } from 'kysely';
import { DEFAULT_WORKSPACE } from '../../src/access/owner.ts';
import { type Db, execute, jsonb } from '../../src/kit/db.ts';
import { withoutIndexes } from '../kit/fast-load.ts';

export const SIZE = { campaigns: 10_000, large: 50, deliveries_of_large: 100_000, deliveries_of_others: 5 };

/** As long as that of a message with a picture, some buttons and a second way. */
const DEFINITION = {
  delivery_type: 'one_time',
  segment_id: 'seg_1',
  page_id: null,
  message: { message: { text: 'Hello {{ first_name }}! '.repeat(150) } },
};
const PLAN = { routes: [{ kind: 'message' }], page_id: null, per_second: null, priority: 'normal' };

export async function fillCampaigns(db: Db): Promise<void> {
  await execute(
    db,
    sql`
    insert into campaigns (workspace_id, name, folded_name, definition, state, tags, live_version, published_at)
    select ${DEFAULT_WORKSPACE}, word || ' ' || n, lower(translate(word, 'áž', 'az')) || ' ' || n,
           jsonb_set(${jsonb(DEFINITION)}, '{delivery_type}', to_jsonb((case when n % 50 = 7 then 'periodic' else 'one_time' end)::text)),
           case when n % 10 = 0 then 'draft' when n % 97 = 0 then 'scheduled' else 'finished' end,
           case when n % 4 = 0 then '{spring,vip}'::text[] else '{}' end,
           case when n % 10 = 0 then null else 1 end, case when n % 10 = 0 then null else now() end
      from generate_series(1, ${SIZE.campaigns}::int) n
     cross join lateral (select (array['Klára’s news', 'Spring sale', 'Reminder', 'Žába'])[1 + n % 4] as word) w`,
  );
  await execute(
    db,
    sql`insert into campaign_versions (workspace_id, campaign_id, version, definition, published_at, published_by)
        select workspace_id, campaign_id, 1, definition, now(), 'Ada' from campaigns where live_version = 1`,
  );
  await insertRuns(db);
  await withoutIndexes(db, ['deliveries'], () => insertDeliveries(db));
  await execute(db, sql`vacuum (analyze) deliveries, campaigns, occurrences, campaign_versions`);
}

/** Periodic ones had a run a day for a month. */
async function insertRuns(db: Db): Promise<void> {
  await execute(
    db,
    sql`
    insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, started_at, finished_at, plan, filter, lane_id)
    select c.workspace_id, c.campaign_id, run, case when c.state = 'scheduled' then 'due' else 'finished' end,
           case when c.state = 'scheduled' then now() + c.campaign_id * interval '1 hour' else now() - run * interval '1 day' end,
           case when c.state <> 'scheduled' then now() - run * interval '1 day' end,
           case when c.state <> 'scheduled' then now() - run * interval '23 hours' end,
           ${jsonb(PLAN)}, '{}', 'address:bench'
      from campaigns c
     cross join lateral generate_series(1, case when c.delivery_type = 'periodic' then 30 else 1 end) run
     where c.live_version is not null`,
  );
}

/** Of 100: 90 accepted, 6 skipped, 4 failed. */
async function insertDeliveries(db: Db): Promise<void> {
  await execute(
    db,
    sql`
    insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, state, settled_at)
    select ${DEFAULT_WORKSPACE}, c.campaign_id, c.occurrence, n, 'address:bench',
           case when n % 100 < 90 then 'accepted' when n % 100 < 96 then 'skipped' else 'failed' end, now()
      from (select *, row_number() over (order by occurrence > 1, campaign_id desc) as place from occurrences where state = 'finished') c
     cross join lateral generate_series(1, case when c.place <= ${SIZE.large} then ${SIZE.deliveries_of_large}::int
                                                else ${SIZE.deliveries_of_others}::int end) n`,
  );
}
