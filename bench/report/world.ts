// The ledger a report is opened on: a campaign of a million deliveries with two variants and a control group, 300,000 responses
// and 50,000 conversions, among the rows of other campaigns. Made in the database from the number of the row.
import { sql } from 'kysely';
import { DEFAULT_WORKSPACE } from '../../src/access/owner.ts';
import { type Db, execute, jsonb, one } from '../../src/kit/db.ts';
import { withoutIndexes } from '../kit/fast-load.ts';

export const SIZE = { deliveries: 1_000_000, others: 200_000, responses: 300_000, conversions: 50_000 };

const STEP = 100_000;
const PLAN = { routes: [{ kind: 'message' }], page_id: null, per_second: null, priority: 'normal' };
const GOALS = [
  { name: 'Bought', event: 'Purchase', revenue_attribute: 'amount', within_hours: 72 },
  { name: 'Looked', event: 'Viewed', revenue_attribute: null, within_hours: 24 },
];
const EXPERIMENT = {
  variants: [
    { name: 'Short', weight: 50 },
    { name: 'Long', weight: 50 },
  ],
  winner: null,
};

/** Returns the campaign's id. */
export async function fillLedger(db: Db): Promise<number> {
  const other = await insertCampaign(db, 'Another');
  const campaignId = await insertCampaign(db, 'A million');
  await withoutIndexes(db, ['deliveries', 'responses', 'conversions'], async () => {
    await insertDeliveries(db, other, SIZE.others);
    await insertDeliveries(db, campaignId, SIZE.deliveries);
    const first = await firstDelivery(db, campaignId);
    await insertResponses(db, campaignId, first);
    await insertConversions(db, campaignId, first);
  });
  await execute(db, sql`vacuum (analyze) deliveries, responses, conversions`);
  return campaignId;
}

async function insertCampaign(db: Db, name: string): Promise<number> {
  const definition = { goals: GOALS, experiment: EXPERIMENT };
  const { id } = await one<{ id: number }>(
    db,
    sql`insert into campaigns (workspace_id, name, definition, state, published_at, live_version)
        values (${DEFAULT_WORKSPACE}, ${name}, ${jsonb(definition)}, 'finished', now() - interval '3 days', 1) returning campaign_id as id`,
  );
  await execute(
    db,
    sql`insert into campaign_versions (workspace_id, campaign_id, version, definition, published_at, published_by)
        values (${DEFAULT_WORKSPACE}, ${id}, 1, ${jsonb(definition)}, now() - interval '3 days', 'Ada')`,
  );
  await execute(
    db,
    sql`insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, started_at, prepared_at, finished_at, plan, filter, lane_id)
        values (${DEFAULT_WORKSPACE}, ${id}, 1, 'finished', now() - interval '3 days', now() - interval '3 days', now() - interval '3 days',
                now() - interval '71 hours', ${jsonb({ ...PLAN, experiment: EXPERIMENT })}, '{}', 'address:report')`,
  );
  return id;
}

/** Of 100: 2 left out for comparison, 4 with a closed window, 4 refused, 90 accepted; most of those delivered, 6 in 10 read. */
async function insertDeliveries(db: Db, campaignId: number, count: number): Promise<void> {
  for (let from = 1; from <= count; from += STEP)
    await execute(
      db,
      sql`
      insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, page_id, psid, state, reason, variant,
                              attempts, tries, started_at, settled_at, mid, echoed_at, delivered_at, read_at)
      select ${DEFAULT_WORKSPACE}, ${campaignId}::bigint, 1, n, 'address:report', '', (1000000000000000 + n)::text,
             case when kind < 6 then 'skipped' when kind < 10 then 'failed' else 'accepted' end,
             case when kind < 2 then 'control_group' when kind < 6 then 'window_closed' when kind < 9 then '551' when kind < 10 then '10/2018278' end,
             case when kind >= 2 then n % 2 end, case when kind >= 6 then 1 else 0 end, case when kind >= 6 then 1 else 0 end,
             case when kind >= 6 then sent_at end, sent_at, case when kind >= 10 then 'm_' || md5(n::text) end,
             case when kind >= 10 then sent_at end, case when kind >= 10 and n % 20 > 0 then sent_at + interval '2 s' end,
             case when kind >= 10 and n % 20 > 7 then sent_at + (n::bigint * 7919 % 200000) * interval '1 s' end
        from (select n, n::bigint * 104729 / 13 % 100 as kind,
                     now() - interval '3 days' + n::float8 / ${count}::float8 * interval '1 hour' as sent_at
                from generate_series(${from}::int, ${Math.min(count, from + STEP - 1)}::int) n) as thrown`,
    );
}

const firstDelivery = async (db: Db, campaignId: number): Promise<number> =>
  (
    await one<{ first: number }>(
      db,
      sql`select min(delivery_id) as first from deliveries where workspace_id = ${DEFAULT_WORKSPACE} and campaign_id = ${campaignId}`,
    )
  ).first;

/** In the order in which people answer, which is not that of the ledger. */
const insertResponses = (db: Db, campaignId: number, first: number) =>
  execute(
    db,
    sql`
    insert into responses (workspace_id, delivery_id, kind, dedupe_key, campaign_id, at, detail, variant, window_was)
    select ${DEFAULT_WORKSPACE}, ${first}::bigint + n::bigint * 7919 % ${SIZE.deliveries}, kind, 'k' || n, ${campaignId}::bigint,
           now() - interval '3 days' + n::float8 / ${SIZE.responses}::float8 * interval '2 days',
           case kind when 'click' then 'https://shop.example/' || n % 30 else 'Thanks' end, (n::bigint * 7919 % 2)::int,
           case when kind <> 'click' then (array['open', 'open', 'closing', 'closed'])[n % 4 + 1] end
      from (select n, (array['click', 'click', 'click', 'reply', 'reply', 'quick_reply', 'postback', 'reaction'])[n % 8 + 1] as kind
              from generate_series(1, ${SIZE.responses}::int) n) as thrown`,
  );

const insertConversions = (db: Db, campaignId: number, first: number) =>
  execute(
    db,
    sql`
    insert into conversions (workspace_id, campaign_id, goal, delivery_id, event_id, at, value, occurrence, variant, is_control, after_seconds)
    select ${DEFAULT_WORKSPACE}, ${campaignId}::bigint, n % 3 % 2, d.delivery_id, n, d.settled_at + n % 200000 * interval '1 s',
           n % 20000 / 100.0, 1, d.variant, d.state = 'skipped', n % 200000
      from generate_series(1, ${SIZE.conversions}::int) n
      join deliveries d on d.workspace_id = ${DEFAULT_WORKSPACE} and d.delivery_id = ${first}::bigint + n::bigint * 104729 % ${SIZE.deliveries}
     where d.state = 'accepted' or d.reason = 'control_group'`,
  );
