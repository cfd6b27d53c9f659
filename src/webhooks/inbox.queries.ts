// SQL of the inbox: raw webhooks, durable before the platform gets its 200, gone in the transaction that applied them.
// Times are the database's own clock, the only one that all receivers and appliers share.
import { sql } from 'kysely';
import { type Db, execute, jsonb, many, maybeOne, type Tx } from '../kit/db.ts';
import type { WebhookEvent } from '../messenger/webhook-events.ts';

export interface InboxRow {
  inboxId: number;
  /** Whose signature it bears. */
  appId: string;
  body: Buffer;
  receivedAt: Date;
  tries: number;
}
const columns = sql`inbox_id as "inboxId", app_id as "appId", body, received_at as "receivedAt", tries`;

/**
 * One statement for a whole batch: 8.5k webhooks a second against 3.0k with one insert each (measured). The bodies travel as
 * one run of bytes with their places: as an array each would be written in hex, twice as long, and read back.
 */
export async function storeWebhooks(
  db: Db,
  webhooks: readonly { appId: string; body: Buffer }[],
): Promise<void> {
  const appIds = webhooks.map((webhook) => webhook.appId);
  const lengths = `{${webhooks.map((webhook) => webhook.body.length).join(',')}}`;
  await execute(
    db,
    sql`insert into inbox (app_id, body)
        select w.app_id, substring(bodies.bytes from w.ends - w.length + 1 for w.length)
          from (select ${Buffer.concat(webhooks.map(({ body }) => body))}::bytea as bytes) bodies,
               (select app_id, length, place, sum(length) over (order by place)::int as ends
                  from unnest(${appIds}::text[], ${lengths}::int[]) with ordinality as one (app_id, length, place)) w
         order by w.place`,
  );
}

/** What one batch may hold: its events are in memory at once. */
const BATCH_ROWS = 500;
const BATCH_BYTES = 8 * 1024 * 1024;

/**
 * Takes the due webhooks that were never tried, oldest first, and keeps them locked until the transaction ends. Those
 * another applier holds are skipped. The first one is taken however long it is.
 */
export const claimFresh = (tx: Tx): Promise<InboxRow[]> =>
  many(
    tx,
    sql<InboxRow>`
      with due as materialized (
        select inbox_id, due_at, octet_length(body) as bytes from inbox
         where waits_for_page is null and due_at <= now() and tries = 0
         order by due_at, inbox_id limit ${BATCH_ROWS} for update skip locked
      ), measured as (
        select inbox_id, sum(bytes) over (order by due_at, inbox_id) - bytes as bytes_before from due
      )
      select ${columns} from inbox join measured using (inbox_id) where bytes_before < ${BATCH_BYTES} order by inbox_id`,
  );

/** The webhooks the next batch would take. Not locked: each is claimed on its own. */
export const listFreshIds = (db: Db): Promise<{ inboxId: number }[]> =>
  many(
    db,
    sql<{ inboxId: number }>`
      select inbox_id as "inboxId" from inbox
       where waits_for_page is null and due_at <= now() and tries = 0 order by due_at, inbox_id limit ${BATCH_ROWS}`,
  );

/** Webhooks that failed before and are due again. Not locked: each is claimed on its own. */
export const listRetries = (db: Db): Promise<{ inboxId: number }[]> =>
  many(
    db,
    sql<{ inboxId: number }>`
      select inbox_id as "inboxId" from inbox
       where waits_for_page is null and due_at <= now() and tries > 0 order by due_at, inbox_id limit 50`,
  );

/** One webhook, unless another applier holds it or has applied it. */
export const claimOne = (tx: Tx, inboxId: number): Promise<InboxRow | undefined> =>
  maybeOne(
    tx,
    sql<InboxRow>`select ${columns} from inbox where inbox_id = ${inboxId} for update skip locked`,
  );

export async function deleteWebhooks(tx: Tx, inboxIds: readonly number[]): Promise<void> {
  if (inboxIds.length > 0)
    await execute(tx, sql`delete from inbox where inbox_id = any(${`{${inboxIds.join(',')}}`}::bigint[])`);
}

/** Keeps a webhook that failed, for another try. */
export async function retryWebhook(tx: Tx, inboxId: number, error: string, retryInMs: number): Promise<void> {
  await execute(
    tx,
    sql`update inbox set tries = tries + 1, error = ${error.slice(0, 500)}, due_at = now() + ${retryInMs} * interval '1 ms'
         where inbox_id = ${inboxId}`,
  );
}

/** Keeps webhooks until the Page each waits for is connected; '' is a Page the webhook does not name. */
export async function parkWebhooks(
  tx: Tx,
  webhooks: readonly { inboxId: number; pageId: string }[],
): Promise<void> {
  if (webhooks.length === 0) return;
  const rows = webhooks.map(({ inboxId, pageId }) => ({ inbox_id: inboxId, page_id: pageId }));
  await execute(
    tx,
    sql`update inbox i set waits_for_page = w.page_id,
               error = case when w.page_id = '' then 'It names no Page' else 'The Page ' || w.page_id || ' is not connected' end
          from jsonb_to_recordset(${jsonb(rows)}) as w (inbox_id bigint, page_id text)
         where i.inbox_id = w.inbox_id`,
  );
}

/** Puts what waited for a Page back into the queue once that Page is connected. An index-only look when nothing waits. */
export const releaseConnected = (db: Db): Promise<number> =>
  execute(
    db,
    sql`update inbox set waits_for_page = null, error = null, due_at = now()
         where waits_for_page in (select page_id from pages)`,
  );

/** What could not be applied in this long is given up: it belongs to a Page nobody connected, or to no Page at all. */
export const KEEP_DAYS = 30;
export const deleteExpired = (db: Db): Promise<number> =>
  execute(
    db,
    sql`delete from inbox where (waits_for_page is not null or tries > 0)
           and received_at < now() - ${KEEP_DAYS} * interval '1 day'`,
  );

/** Events about a Page rather than a person. The same event again changes nothing. */
export async function storePageEvents(
  tx: Tx,
  workspaceId: string,
  events: readonly WebhookEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ pageId, kind, occurredAt, dedupeKey, payload }) => ({
    page_id: pageId,
    kind,
    occurred_at: occurredAt,
    dedupe_key: dedupeKey,
    payload,
  }));
  // Sorted, so that two appliers with the same events wait for each other in one direction only.
  await execute(
    tx,
    sql`insert into page_events (workspace_id, page_id, kind, occurred_at, dedupe_key, payload)
        select ${workspaceId}, e.*
          from jsonb_to_recordset(${jsonb(rows)}) as e (page_id text, kind text, occurred_at timestamptz,
                 dedupe_key text, payload jsonb)
         order by e.page_id, e.dedupe_key
        on conflict (workspace_id, page_id, dedupe_key) do nothing`,
  );
}
