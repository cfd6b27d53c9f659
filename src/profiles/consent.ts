// Who may not be written to, because they said so: each yes and no is kept as a receipt, the latest one counts, and a no
// takes effect at once on everything that waits for the person.
import { sql } from 'kysely';
import { execute, jsonb, many, type Tx } from '../kit/db.ts';

export interface Consent {
  pageId: string;
  psid: string;
  says: 'yes' | 'no';
  at: Date;
  source: 'message' | 'optin' | 'refusal' | 'operator' | 'api';
  /** What was said: the person's words, the opt-in's title, the platform's code, an operator's reason. */
  words: string;
  /** The same consent is stored once. Scoped by Page. */
  dedupeKey: string;
}

const MAX_WORDS = 1_000;

/**
 * Stores the receipts and what follows from them. The same whatever the order and however often: the latest by `at` counts,
 * of two at one instant the no. Unknown identities are left out: sightings come first.
 */
export async function recordConsents(
  tx: Tx,
  workspaceId: string,
  consents: readonly Consent[],
  now: Date,
): Promise<void> {
  if (consents.length === 0) return;
  const rows = consents.map(({ pageId, psid, at, words, dedupeKey, ...rest }) => ({
    ...rest,
    page_id: pageId,
    psid,
    at,
    words: words.slice(0, MAX_WORDS),
    key: dedupeKey,
  }));
  const psids = sql`${rows.map((row) => row.psid)}::text[]`;
  await execute(
    tx,
    sql`
    with locked as materialized (
      select page_id, psid from identities where workspace_id = ${workspaceId} and psid = any(${psids})
       order by page_id, psid for no key update
    )
    insert into consents (workspace_id, page_id, psid, says, said_at, source, words, dedupe_key)
    select ${workspaceId}, c.page_id, c.psid, c.says, c.at, c.source, c.words, c.key
      from jsonb_to_recordset(${jsonb(rows)}) as c (page_id text, psid text, says text, at timestamptz, source text, words text, key text)
      join locked using (page_id, psid)
    on conflict do nothing`,
  );
  const out = await many<{ pageId: string; psid: string }>(
    tx,
    sql`
    with latest as (
      select distinct on (page_id, psid) page_id, psid, says, said_at from consents
       where workspace_id = ${workspaceId} and psid = any(${psids})
       order by page_id, psid, said_at desc, says
    )
    update identities i set opted_out_at = case when l.says = 'no' then l.said_at end
      from latest l
     where i.workspace_id = ${workspaceId} and i.page_id = l.page_id and i.psid = l.psid
       and i.opted_out_at is distinct from case when l.says = 'no' then l.said_at end
    returning i.page_id as "pageId", i.psid`,
  );
  await skipOptedOut(tx, workspaceId, out, now);
}

/**
 * What waits for whoever opted out does not leave any more, on whatever campaign: a call that was prepared already finds
 * its row no longer pending. Calls under way are over in seconds.
 */
export async function skipOptedOut(
  tx: Tx,
  workspaceId: string,
  people: readonly { pageId: string; psid: string }[],
  now: Date,
): Promise<number> {
  if (people.length === 0) return 0;
  const rows = people.map(({ pageId, psid }) => ({ page_id: pageId, psid }));
  return execute(
    tx,
    sql`
    with waiting as materialized (
      select d.delivery_id
        from jsonb_to_recordset(${jsonb(rows)}) as o (page_id text, psid text)
        join identities i on i.workspace_id = ${workspaceId} and i.page_id = o.page_id and i.psid = o.psid
         and i.opted_out_at is not null
        join deliveries d on d.workspace_id = i.workspace_id and d.profile_id = i.profile_id
         and d.page_id = o.page_id and d.psid = o.psid and d.state in ('pending', 'held')
       order by d.delivery_id for update of d
    )
    update deliveries d set state = 'skipped', reason = 'opted_out', settled_at = ${now}
      from waiting
     where d.workspace_id = ${workspaceId} and d.delivery_id = waiting.delivery_id and d.state in ('pending', 'held')`,
  );
}
