// A person with something in every table there is, each text with a mark in it: what the tests of erasing and exporting begin with.
import { sql } from 'kysely';
import { type Db, execute, jsonb, one, withTransaction } from '../../src/kit/db.ts';
import { saveCustomer } from '../../src/profiles/customers.ts';
import { recordEvents } from '../../src/profiles/events.ts';
import { mergeCustomers } from '../../src/profiles/merge.customers.ts';
import { applySightings } from '../../src/profiles/sightings.ts';

export const MARK = 'trace-of-them';
export const MARKED_PSID = '90817263549081726';
const PAGE = 'marked-page';

/** Returns their profile id, and that of a customer who was merged into them. */
export async function fillEveryTable(
  db: Db,
  workspaceId: string,
  now: Date,
): Promise<{ profileId: number; mergedId: number }> {
  const people = await makePerson(db, workspaceId, now);
  const { profileId } = people;
  await execute(
    db,
    sql`insert into apps (workspace_id, app_id, app_secret, verify_token) values (${workspaceId}, 'marked-app', '', '')`,
  );
  await execute(
    db,
    sql`insert into pages (workspace_id, page_id, app_id, name, access_token)
        values (${workspaceId}, ${PAGE}, 'marked-app', 'Shop', '')`,
  );
  await fillLedger(db, workspaceId, profileId);
  await fillMessenger(db, workspaceId, profileId);
  await fillLists(db, workspaceId, profileId);
  await fillCampaigns(db, workspaceId, profileId);
  return people;
}

function makePerson(db: Db, workspaceId: string, now: Date) {
  return withTransaction(db, async (tx) => {
    const save = (customerId: string, attributes: Record<string, unknown>, anonymousId?: string) =>
      saveCustomer(tx, workspaceId, { customerId, attributes, anonymousId, now });
    const userAction = { at: now, kind: 'message' };
    await applySightings(tx, workspaceId, [
      { pageId: PAGE, psid: MARKED_PSID, seenAt: now, source: 'webhook', userAction },
    ]);
    const attributes = { name: MARK, email: `${MARK}@shop.example`, ps_id: MARKED_PSID };
    const profileId = await save(`${MARK} id`, attributes, `${MARK} visitor`);
    const mergedId = await save(`${MARK} old id`, { city: MARK });
    await mergeCustomers(tx, workspaceId, {
      from: { profileId: mergedId },
      into: { profileId },
      reason: `${MARK} said so`,
      actor: 'me',
      at: now,
    });
    await recordEvents(tx, workspaceId, [
      {
        ...{
          profileId,
          name: 'Bought',
          occurredAt: now,
          source: 'api',
          pageId: null,
          dedupeKey: `${MARK} 1`,
        },
        attributes: { what: MARK, price: 5 },
      },
    ]);
    return { profileId, mergedId };
  });
}

async function fillLedger(db: Db, workspaceId: string, profileId: number): Promise<void> {
  const { campaign_id: campaignId } = await one<{ campaign_id: number }>(
    db,
    sql`insert into campaigns (workspace_id, name, definition) values (${workspaceId}, 'Sale', '{}') returning campaign_id`,
  );
  await execute(
    db,
    sql`with made as (
          insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, page_id, psid, state, mid, attempts)
          select ${workspaceId}, ${campaignId}, n, ${profileId}, 'page:x', ${PAGE}, ${MARKED_PSID}, state, ${`${MARK} mid`}, 1
            from unnest(array['accepted', 'held', 'unknown']) with ordinality as s (state, n)
          returning delivery_id
        ), called as (
          insert into attempts (workspace_id, delivery_id, number, fence, started_at, request, response, language)
          select ${workspaceId}, delivery_id, 1, 1, now(), json_build_object('body', ${MARK}::text), ${MARK}, ${MARK} from made
        )
        insert into responses (workspace_id, delivery_id, kind, dedupe_key, campaign_id, at, detail)
        select ${workspaceId}, delivery_id, 'reply', ${`${MARK} key`}, ${campaignId}, now(), ${MARK} from made`,
  );
  const { preflight_id: preflightId } = await one<{ preflight_id: number }>(
    db,
    sql`insert into preflights (workspace_id, campaign_id, revision, plan, filter, last_profile_id, started_at)
        values (${workspaceId}, ${campaignId}, 1, '{}', '{}', 0, now()) returning preflight_id`,
  );
  await execute(
    db,
    sql`insert into preflight_people (workspace_id, preflight_id, finding, profile_id)
        values (${workspaceId}, ${preflightId}, '0:missing_attribute', ${profileId})`,
  );
}

async function fillMessenger(db: Db, workspaceId: string, profileId: number): Promise<void> {
  const now = sql`now()`;
  const webhook = {
    object: 'page',
    entry: [{ id: PAGE, messaging: [{ sender: { id: MARKED_PSID }, message: { text: MARK } }] }],
  };
  const comment = { item: 'comment', from: { id: MARKED_PSID, name: MARK } };
  const statements = [
    sql`insert into consents (workspace_id, page_id, psid, says, said_at, source, words, dedupe_key)
        values (${workspaceId}, ${PAGE}, ${MARKED_PSID}, 'yes', ${now}, 'message', ${MARK}, ${MARK})`,
    sql`insert into private_replies (workspace_id, page_id, comment_id, from_id, from_name, comment, commented_at, state, due_at)
        values (${workspaceId}, ${PAGE}, ${MARK}, ${MARKED_PSID}, ${MARK}, ${MARK}, ${now}, 'accepted', ${now})`,
    sql`insert into page_events (workspace_id, page_id, kind, occurred_at, dedupe_key, payload)
        values (${workspaceId}, ${PAGE}, 'feed', ${now}, ${MARK}, ${JSON.stringify(comment)}::jsonb)`,
    sql`with link as (
          insert into entry_links (workspace_id, page_id, name, ref_code, created_at)
          values (${workspaceId}, ${PAGE}, 'Poster', 'poster', ${now}) returning link_id
        ), invite as (
          insert into entry_invites (workspace_id, link_id, profile_id, issued_at, expires_at, used_psid)
          select ${workspaceId}, link_id, ${profileId}::bigint, ${now}, ${now}, ${MARKED_PSID} from link
        )
        insert into entry_visits (workspace_id, page_id, dedupe_key, link_id, psid, via, visited_at, is_new)
        select ${workspaceId}, ${PAGE}, ${MARK}, link_id, ${MARKED_PSID}, 'postback', ${now}, true from link`,
    sql`insert into inbox (app_id, body) values ('a', ${Buffer.from(JSON.stringify(webhook))})`,
    sql`insert into audit (workspace_id, at, actor, action, subject, details)
        values (${workspaceId}, ${now}, 'me', 'person.opted_in', ${`prf_${profileId}`}, ${JSON.stringify({ words: MARK })}::jsonb)`,
    sql`insert into privacy_requests (workspace_id, kind, source, state, subject, profile_id, received_at, due_at)
        values (${workspaceId}, 'access', 'opengdpr', 'pending', ${JSON.stringify([MARK])}::jsonb, ${profileId}, ${now}, ${now})`,
  ];
  for (const statement of statements) await execute(db, statement);
}

async function fillLists(db: Db, workspaceId: string, profileId: number): Promise<void> {
  const cells = JSON.stringify([MARK]);
  const values = JSON.stringify({ city: MARK });
  const statements = [
    sql`with list as (
          insert into lists (workspace_id, name, identifier, created_at)
          values (${workspaceId}, 'VIP', 'customer_id', now()) returning list_id
        ) insert into list_members select ${workspaceId}, list_id, ${profileId}::bigint from list`,
    sql`insert into segment_members (workspace_id, segment_id, profile_id, entered_at)
        values (${workspaceId}, 1, ${profileId}, now())`,
    sql`insert into segment_changes (workspace_id, segment_id, profile_id, entered, at)
        values (${workspaceId}, 1, ${profileId}, true, now())`,
    sql`insert into attributes (workspace_id, name, type) values (${workspaceId}, 'age', 'number') on conflict do nothing`,
    sql`insert into attribute_conflicts (workspace_id, name, seen_type, times, last_value, last_source, first_at, last_at)
        values (${workspaceId}, 'age', 'string', 1, ${MARK}, 'api', now(), now())`,
    sql`with import as (
          insert into imports (workspace_id, kind, name, state, made_by, created_at)
          values (${workspaceId}, 'customers', 'people.csv', 'finished', 'me', now()) returning import_id
        ), chunks as (
          insert into import_chunks select ${workspaceId}, import_id, 0, ${Buffer.from(MARK)} from import
        ), errors as (
          insert into import_errors (workspace_id, import_id, line, field, message, remedy, cells, customer_id)
          select ${workspaceId}, import_id, 2, 'age', '', '', ${cells}::jsonb, ${`${MARK} id`} from import
        ), created as (
          insert into import_created select ${workspaceId}, import_id, 1, array[${profileId}::bigint] from import
        ), changes as (
          insert into import_changes select ${workspaceId}, import_id, ${profileId}::bigint, ${values}::jsonb, ${values}::jsonb from import
        )
        insert into import_kept select ${workspaceId}, import_id, ${profileId}::bigint, ${MARK} from import`,
  ];
  for (const statement of statements) await execute(db, statement);
}

/** A way into a campaign, what came of its message, and a human who took over. */
async function fillCampaigns(db: Db, workspaceId: string, profileId: number): Promise<void> {
  await execute(
    db,
    sql`insert into entries (workspace_id, campaign_id, occurrence, profile_id, event_id, name, attributes, happened_at,
                             entered_at, outcome)
        select ${workspaceId}, campaign_id, 1, ${profileId}, 1, 'Bought', ${jsonb({ item: MARK })}, now(), now(), 'entered'
          from campaigns where workspace_id = ${workspaceId} limit 1`,
  );
  await execute(
    db,
    sql`insert into conversions (workspace_id, campaign_id, goal, delivery_id, event_id, at, occurrence, is_control, after_seconds)
        select workspace_id, campaign_id, 0, delivery_id, 1, now(), occurrence, false, 60 from deliveries
         where workspace_id = ${workspaceId} and profile_id = ${profileId} limit 1`,
  );
  await execute(
    db,
    sql`insert into admitted_values (workspace_id, campaign_id, occurrence, digest, profile_id)
        select workspace_id, campaign_id, 0, 'x', ${profileId}::bigint from campaigns where workspace_id = ${workspaceId} limit 1`,
  );
  await execute(
    db,
    sql`insert into conversation_pauses (workspace_id, page_id, psid, because, since, until)
        values (${workspaceId}, ${PAGE}, ${MARKED_PSID}, ${MARK}, now(), now())`,
  );
}
