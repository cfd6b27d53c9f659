// Calls of a Page as its lane records them, without a lane: for tests of what is counted and judged from them.
import { sql } from 'kysely';
import { type Db, execute, one } from '../../src/kit/db.ts';

export const PAGE = '2400000000000000001';

/** A workspace `w` with one connected Page. */
export async function openPage(db: Db): Promise<void> {
  await execute(db, sql`insert into workspaces (workspace_id, name) values ('w', 'W')`);
  await execute(
    db,
    sql`insert into apps (workspace_id, app_id, app_secret, verify_token) values ('w', '1', '', '')`,
  );
  await execute(
    db,
    sql`insert into pages (workspace_id, page_id, app_id, name, access_token) values ('w', ${PAGE}, '1', 'Shop', '')`,
  );
}

/** A campaign of the Page that sends. */
export async function openCampaign(db: Db, now: Date, state = 'sending'): Promise<number> {
  const { id } = await one<{ id: number }>(
    db,
    sql`insert into campaigns (workspace_id, name, definition, state) values ('w', 'C', '{}', ${state})
        returning campaign_id as id`,
  );
  await execute(
    db,
    sql`insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, plan, filter, lane_id)
        values ('w', ${id}, 1, ${state === 'scheduled' ? 'due' : state}, ${now}, '{}', '{}', ${`page:${PAGE}`})`,
  );
  return id;
}

/** Calls answered at `at`, to people of whom as many as `blocked` cannot be reached any more. */
export async function recordCalls(
  db: Db,
  { campaignId, sent, blocked, at }: { campaignId: number; sent: number; blocked: number; at: Date },
): Promise<void> {
  await execute(
    db,
    sql`
    with people as (
      insert into profiles (workspace_id) select 'w' from generate_series(1, ${sent}::int)
      returning profile_id
    ), known as (
      insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, blocked_at, blocked_code)
      select 'w', ${PAGE}, '9' || profile_id, profile_id, 'webhook', ${at},
             case when number <= ${blocked}::int then ${at}::timestamptz end,
             case when number <= ${blocked}::int then '551/1545041' end
        from (select profile_id, row_number() over (order by profile_id) as number from people) numbered
    ), ledger as (
      insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, page_id, psid, state, attempts,
                              settled_at)
      select 'w', ${campaignId}, 1, profile_id, ${`page:${PAGE}`}, ${PAGE}, '9' || profile_id, 'accepted', 1, ${at} from people
      returning delivery_id
    )
    insert into attempts (workspace_id, delivery_id, number, fence, started_at, finished_at, outcome)
    select 'w', delivery_id, 1, 1, ${at}, ${at}, 'accepted' from ledger`,
  );
}
