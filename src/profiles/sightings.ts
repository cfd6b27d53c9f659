// Evidence that a person exists on a Page: from webhooks, back-fill and the API to identities and profiles.
// Applying the same sightings again, or in another order, gives the same state: every column is a least or a greatest.
import { sql } from 'kysely';
import { jsonb, many, type Tx } from '../kit/db.ts';
import { createAnonymous } from './anonymous.ts';
import { rememberPsIdAttribute } from './catalogue.ts';
import { lockPsids } from './people-lock.ts';

export interface Sighting {
  pageId: string;
  psid: string;
  seenAt: Date;
  source: 'webhook' | 'backfill' | 'api';
  /** What the person did, when that opens the messaging window; null for an echo, a receipt, a known thread. */
  userAction: { at: Date; kind: string } | null;
  /** Until when an ad they clicked keeps the window open; absent: they clicked none. */
  adWindowUntil?: Date | null;
}

interface SeenRow {
  page_id: string;
  psid: string;
  seen_at: Date;
  source: string;
  action_at: Date | null;
  action: string | null;
  ad_until: Date | null;
}

/** The key of the map that `applySightings` returns. */
export const identityKey = (pageId: string, psid: string): string => `${pageId}:${psid}`;

/**
 * Stores sightings and returns the profile of each, by `identityKey`. Unknown people become anonymous profiles with the
 * attribute ps_id, unless a customer already carries this ps_id: then the identity is the customer's. A user action
 * later than blocked_at clears the block. Thousands of sightings a call; call it first in a transaction (`people-lock.ts`).
 */
export async function applySightings(
  tx: Tx,
  workspaceId: string,
  sightings: readonly Sighting[],
): Promise<Map<string, number>> {
  const seen = collapse(sightings);
  if (seen.size === 0) return new Map();
  const owners = await findOwners(tx, workspaceId, [...seen.values()]);
  if (owners.size < seen.size) {
    await rememberPsIdAttribute(tx, workspaceId);
    await lockPsids(
      tx,
      workspaceId,
      without(seen, owners).map((row) => row.psid),
    );
    // Read again under the lock: whoever held it before us may have created them.
    for (const [key, id] of await findOwners(tx, workspaceId, without(seen, owners))) owners.set(key, id);
    for (const [key, id] of await adopt(tx, workspaceId, without(seen, owners))) owners.set(key, id);
    const strangers = without(seen, owners);
    const ids = await createAnonymous(tx, workspaceId, strangers);
    for (const [index, row] of strangers.entries())
      owners.set(identityKey(row.page_id, row.psid), ids[index]!);
  }
  return upsertIdentities(tx, workspaceId, seen, owners);
}

/** One row an identity: earliest sight, strongest source, latest action (of two at one instant the greater name). */
function collapse(sightings: readonly Sighting[]): Map<string, SeenRow> {
  const seen = new Map<string, SeenRow>();
  for (const { pageId, psid, seenAt, source, userAction, adWindowUntil = null } of sightings) {
    const key = identityKey(pageId, psid);
    const row = seen.get(key) ?? {
      page_id: pageId,
      psid,
      seen_at: seenAt,
      source,
      action_at: null,
      action: null,
      ad_until: null,
    };
    if (seenAt < row.seen_at) row.seen_at = seenAt;
    if (source > row.source) row.source = source;
    if (adWindowUntil !== null && (row.ad_until === null || adWindowUntil > row.ad_until))
      row.ad_until = adWindowUntil;
    if (userAction && isLater(userAction, row)) {
      row.action_at = userAction.at;
      row.action = userAction.kind;
    }
    seen.set(key, row);
  }
  return seen;
}

function isLater(userAction: { at: Date; kind: string }, row: SeenRow): boolean {
  const difference = userAction.at.getTime() - (row.action_at?.getTime() ?? Number.NEGATIVE_INFINITY);
  return difference > 0 || (difference === 0 && userAction.kind > (row.action ?? ''));
}

const without = (seen: Map<string, SeenRow>, owners: Map<string, number>): SeenRow[] =>
  [...seen].filter(([key]) => !owners.has(key)).map(([, row]) => row);

/** As arrays, because the planner knows how long they are: a set it guesses at 100 rows makes it scan small tables. */
const pairs = (rows: readonly SeenRow[]) => {
  const [pages, psids] = [rows.map((row) => row.page_id), rows.map((row) => row.psid)];
  return sql`unnest(${pages}::text[], ${psids}::text[]) as s (page_id, psid)`;
};

async function findOwners(
  tx: Tx,
  workspaceId: string,
  rows: readonly SeenRow[],
): Promise<Map<string, number>> {
  const found = await many<{ page_id: string; psid: string; profile_id: number }>(
    tx,
    sql`select i.page_id, i.psid, i.profile_id
          from ${pairs(rows)} join identities i using (page_id, psid)
         where i.workspace_id = ${workspaceId}`,
  );
  return new Map(found.map((row) => [identityKey(row.page_id, row.psid), row.profile_id]));
}

/** Customers that were told their ps_id before the person first wrote. Two claiming the same one: neither is believed. */
async function adopt(tx: Tx, workspaceId: string, rows: SeenRow[]): Promise<Map<string, number>> {
  if (rows.length === 0) return new Map();
  const found = await many<{ page_id: string; psid: string; profile_id: number }>(
    tx,
    sql`select s.page_id, s.psid, min(p.profile_id) as profile_id
          from ${pairs(rows)} join profiles p on p.workspace_id = ${workspaceId}
                         and p.attributes ? 'ps_id' and p.attributes ->> 'ps_id' = s.psid
                         and p.customer_id is not null
         group by s.page_id, s.psid having count(*) = 1`,
  );
  return new Map(found.map((row) => [identityKey(row.page_id, row.psid), row.profile_id]));
}

/**
 * Always writes the row, even with nothing new in it: the row lock is what a merge waits for, so that the events this
 * transaction is about to record land on whoever remains. The profile ids returned are those in force now.
 */
async function upsertIdentities(
  tx: Tx,
  workspaceId: string,
  seen: Map<string, SeenRow>,
  owners: Map<string, number>,
): Promise<Map<string, number>> {
  const rows = [...seen].map(([key, row]) => ({ ...row, profile_id: owners.get(key) }));
  const stored = await many<{ page_id: string; psid: string; profile_id: number }>(
    tx,
    sql`
      insert into identities as i (workspace_id, page_id, psid, profile_id, source, first_seen_at,
                                   last_user_action_at, last_user_action, ad_window_until)
      select ${workspaceId}, s.page_id, s.psid, s.profile_id, s.source, s.seen_at, s.action_at, s.action, s.ad_until
        from jsonb_to_recordset(${jsonb(rows)}) as s (page_id text, psid text, profile_id bigint,
               source text, seen_at timestamptz, action_at timestamptz, action text, ad_until timestamptz)
       order by s.page_id, s.psid
      on conflict (workspace_id, page_id, psid) do update set
        -- 'api' < 'backfill' < 'webhook': the alphabet happens to be the order of how near the source is to the person
        source = greatest(i.source collate "C", excluded.source),
        first_seen_at = least(i.first_seen_at, excluded.first_seen_at),
        last_user_action_at = greatest(i.last_user_action_at, excluded.last_user_action_at),
        last_user_action = case
          when excluded.last_user_action_at is null or excluded.last_user_action_at < i.last_user_action_at
            then i.last_user_action
          when excluded.last_user_action_at = i.last_user_action_at
            then greatest(i.last_user_action collate "C", excluded.last_user_action)
          else excluded.last_user_action end,
        ad_window_until = greatest(i.ad_window_until, excluded.ad_window_until),
        blocked_at = case when excluded.last_user_action_at >= i.blocked_at then null else i.blocked_at end,
        blocked_code = case when excluded.last_user_action_at >= i.blocked_at then null else i.blocked_code end
      returning i.page_id, i.psid, i.profile_id`,
  );
  return new Map(stored.map((row) => [identityKey(row.page_id, row.psid), row.profile_id]));
}
