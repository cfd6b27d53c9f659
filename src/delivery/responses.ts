// What people did with a message, tied to the delivery that caused it: by the message's id where the event names one, else by
// what was sent to the person last.
import { sql } from 'kysely';
import { HOUR_MS } from '../kit/clock.ts';
import { execute, jsonb, type Tx } from '../kit/db.ts';
import { WINDOW_MS } from '../profiles/window.ts';

export interface Response {
  pageId: string;
  psid: string;
  kind: 'reaction' | 'reply' | 'quick_reply' | 'postback';
  at: Date;
  /** Of the message reacted or replied to; null: the event does not say. */
  mid: string | null;
  /** Of a postback: only a message that carried it can have caused it. null: any may. */
  payload: string | null;
  /** The emoji, the text, the payload; null: a reaction taken back. */
  detail: string | null;
  dedupeKey: string;
}

/** Without a message's id, an answer belongs to the newest message of so long before: the window it was sent in. */
const CAUSED_WITHIN_MS = 24 * HOUR_MS;
/** Our clock and the platform's may differ a little. */
const SKEW_MS = 5_000;
const MAX_DETAIL = 500;

/** What a person does that opens their window, on their timeline (messenger/webhook-kinds.ts). */
const OPENS_WINDOW = [
  'messenger_message',
  'messenger_quick_reply',
  'messenger_postback',
  'messenger_reaction',
];
/** A window that was to close within so long is told from one that had long to go. */
const CLOSING_MS = 6 * HOUR_MS;

/**
 * How the person's window stood before the answer: by what they did last before it, and by an ad's window where they have one.
 * Looked up as the answer is stored, because afterwards nothing tells it any more but the timeline. null: they did nothing before.
 */
const windowBefore = (workspaceId: string) => sql`(
  select case when closes_at < r.at then 'closed'
              when closes_at < r.at + ${CLOSING_MS} * interval '1 ms' then 'closing' else 'open' end
    from (select greatest(e.occurred_at + ${WINDOW_MS} * interval '1 ms', i.ad_window_until) as closes_at
            from events e
           where e.workspace_id = ${workspaceId} and e.profile_id = i.profile_id and e.occurred_at < r.at
             and e.source = 'messenger' and e.page_id = r.page_id and e.name = any(${OPENS_WINDOW}::text[])
           order by e.occurred_at desc limit 1) last)`;

/**
 * Stores them; what no delivery of ours caused is left out. Twice, or in another order, is fine. An answer may come before
 * the echo, so a delivery whose call is under way counts too. The deliveries are found by the person: a handful each.
 */
export async function applyResponses(
  tx: Tx,
  workspaceId: string,
  responses: readonly Response[],
  now: Date,
): Promise<void> {
  if (responses.length === 0) return;
  const rows = responses.map(({ pageId, psid, kind, at, mid, payload, detail, dedupeKey }) => ({
    page_id: pageId,
    psid,
    kind,
    at,
    mid,
    payload: payload === null ? null : JSON.stringify(payload),
    detail: detail === null ? null : detail.slice(0, MAX_DETAIL),
    key: dedupeKey,
  }));
  await execute(
    tx,
    sql`
    insert into responses (workspace_id, delivery_id, kind, dedupe_key, campaign_id, occurrence, variant, at, detail, window_was)
    select ${workspaceId}, caused.delivery_id, r.kind, r.key, caused.campaign_id, caused.occurrence, caused.variant, r.at, r.detail,
           case when r.kind <> 'reaction' or r.detail is not null then ${windowBefore(workspaceId)} end
      from jsonb_to_recordset(${jsonb(rows)}) as r
             (page_id text, psid text, kind text, at timestamptz, mid text, payload text, detail text, key text)
      join identities i on i.workspace_id = ${workspaceId} and i.page_id = r.page_id and i.psid = r.psid
      cross join lateral (
        select d.delivery_id, d.campaign_id, d.occurrence, d.variant
          from deliveries d
         where d.workspace_id = i.workspace_id and d.profile_id = i.profile_id
           and d.page_id = r.page_id and d.psid = r.psid and d.state in ('accepted', 'sending', 'unknown')
           and case when r.mid is not null then d.mid = r.mid
                    when r.payload is not null
                      then exists (select from attempts a where a.workspace_id = d.workspace_id and a.delivery_id = d.delivery_id
                                      and position(r.payload in a.request ->> 'body') > 0)
                    else coalesce(d.echoed_at, d.settled_at, ${now}::timestamptz - (now() - d.started_at))
                           between r.at - ${CAUSED_WITHIN_MS} * interval '1 ms' and r.at + ${SKEW_MS} * interval '1 ms' end
         order by d.started_at desc nulls last, d.delivery_id desc limit 1
      ) caused
    order by caused.delivery_id, r.kind, r.key
    on conflict do nothing`,
  );
}
