// What came back by webhook, written to the ledger: echo (proof of acceptance), delivered, read, and "the person wrote".
// Each statement can run twice and in any order: an echo that comes after the read still finds its read.
import { sql } from 'kysely';
import { addMs } from '../kit/clock.ts';
import { execute, many, type Tx } from '../kit/db.ts';
import { notify } from '../kit/wake.ts';
import { LONGEST_WINDOW_MS } from '../profiles/window.ts';
import { PROVABLE_STATES } from './delivery.states.ts';
import { findInstallationId } from './installation.queries.ts';
import { laneTopic } from './lane.queries.ts';
import { readMetadata } from './metadata.ts';

export interface Receipts {
  echoes: { pageId: string; psid: string; mid: string; metadata: string | null; at: Date }[];
  deliveries: { pageId: string; psid: string; mids: string[]; watermarkAt: Date }[];
  reads: { pageId: string; psid: string; watermarkAt: Date }[];
}

/** Applies receipts of one workspace. The watermarks must already be on the identities (profiles.applyWatermarks). */
export async function applyReceipts(
  tx: Tx,
  workspaceId: string,
  receipts: Receipts,
  now: Date,
): Promise<void> {
  if (receipts.echoes.length > 0) await applyEchoes(tx, workspaceId, receipts.echoes, now);
  if (receipts.deliveries.length > 0) await applyDelivered(tx, workspaceId, receipts.deliveries);
  if (receipts.reads.length > 0) await applyReads(tx, workspaceId, receipts.reads);
}

async function applyEchoes(
  tx: Tx,
  workspaceId: string,
  echoes: Receipts['echoes'],
  now: Date,
): Promise<void> {
  const installationId = await findInstallationId(tx);
  const named = echoes.flatMap(({ pageId, psid, mid, metadata, at }) => {
    const name = readMetadata(metadata, installationId);
    return name
      ? [{ delivery_id: name.deliveryId, number: name.number, page_id: pageId, psid, mid, at }]
      : [];
  });
  if (named.length === 0) return;
  // Rows are locked in one order, so that two appliers and the lane never wait for each other in a circle.
  const pageOf = await lockDeliveries(
    tx,
    workspaceId,
    named.map((echo) => echo.delivery_id),
  );
  const ours = named.filter((echo) => pageOf.get(echo.delivery_id) === echo.page_id);
  if (ours.length === 0) return;
  const rows = sql`jsonb_to_recordset(${JSON.stringify(ours)}::jsonb)
    as e(delivery_id bigint, number smallint, page_id text, psid text, mid text, at timestamptz)`;
  const echoed = await many<Echoed>(
    tx,
    sql`
    update deliveries d
       set state = 'accepted',
           reason = null,
           attempts = greatest(d.attempts, e.number), -- a ledger restored from a backup may not know the attempt
           mid = coalesce(d.mid, e.mid),
           echoed_at = e.at,
           settled_at = case when d.state = 'accepted' then d.settled_at else ${now}::timestamptz end,
           -- what was read was delivered, even when only the read has come so far
           delivered_at = coalesce(d.delivered_at, case when i.last_delivered_at >= e.at then i.last_delivered_at end,
                                   case when i.last_read_at >= e.at then i.last_read_at end),
           read_at = coalesce(d.read_at, case when i.last_read_at >= e.at then i.last_read_at end)
      from (select distinct on (delivery_id) * from ${rows} order by delivery_id, number, at) e
      left join lateral (select delivery_id, psid from deliveries x
                          where x.workspace_id = ${workspaceId} and x.delivery_id = e.delivery_id) x on true
      left join identities i on i.workspace_id = ${workspaceId} and i.page_id = e.page_id and i.psid = x.psid
     where d.workspace_id = ${workspaceId} and d.delivery_id = e.delivery_id
       and d.psid = e.psid -- a restored ledger gives the numbers of lost rows again
       and (d.state in (${sql.join(PROVABLE_STATES)}) or d.state = 'accepted' and d.echoed_at is null)
    returning d.lane_id, d.campaign_id, d.occurrence, case when d.attempts = e.number then d.started_at end as started_at`,
  );
  // The attempt itself is written with its answer; here only what was thought of it otherwise.
  await execute(
    tx,
    sql`
    update attempts a set outcome = 'accepted', finished_at = coalesce(a.finished_at, ${now}::timestamptz)
      from ${rows}
     where a.workspace_id = ${workspaceId} and a.delivery_id = e.delivery_id and a.number = e.number
       and a.outcome is distinct from 'accepted'`,
  );
  await noteEchoes(tx, workspaceId, echoed);
  await countAgain(tx, workspaceId, echoed);
}

interface Echoed {
  lane_id: string;
  campaign_id: number;
  occurrence: number;
  started_at: Date | null;
}

/** A run may be over and counted when the proof comes: then its figures are no longer true. */
async function countAgain(tx: Tx, workspaceId: string, echoed: Echoed[]): Promise<void> {
  const runs = new Map(echoed.map((row) => [`${row.campaign_id} ${row.occurrence}`, row]));
  if (runs.size === 0) return;
  const campaigns = [...runs.values()].map((row) => row.campaign_id);
  const occurrences = [...runs.values()].map((row) => row.occurrence);
  await execute(
    tx,
    sql`
    update occurrences set counts_change = true
     where workspace_id = ${workspaceId} and not counts_change
       and (campaign_id, occurrence) in (select * from unnest(${campaigns}::bigint[], ${occurrences}::int[]))`,
  );
}

/** Remembers how far echoes have come on each lane: the evidence that lets an absent echo count. */
async function noteEchoes(
  tx: Tx,
  workspaceId: string,
  echoed: { lane_id: string; started_at: Date | null }[],
): Promise<void> {
  const latest = new Map<string, Date>();
  for (const { lane_id, started_at } of echoed) {
    const known = latest.get(lane_id);
    if (started_at !== null && (!known || known < started_at)) latest.set(lane_id, started_at);
  }
  for (const [laneId, at] of [...latest].sort(([a], [b]) => a.localeCompare(b))) {
    await execute(
      tx,
      sql`
      update lanes set echo_of_attempt_at = greatest(echo_of_attempt_at, ${at})
       where workspace_id = ${workspaceId} and lane_id = ${laneId}
         and (echo_of_attempt_at is null or echo_of_attempt_at < ${at})`,
    );
  }
}

/** `mids` may be missing (messenger-platform §3.6): then the watermark alone says what was delivered. */
async function applyDelivered(tx: Tx, workspaceId: string, delivered: Receipts['deliveries']): Promise<void> {
  const rows = JSON.stringify(
    delivered.flatMap(({ pageId, psid, mids, watermarkAt }) =>
      (mids.length > 0 ? mids : [null]).map((mid) => ({ page_id: pageId, psid, mid, at: watermarkAt })),
    ),
  );
  await execute(
    tx,
    sql`
    with hit as materialized (
      select d.delivery_id, w.at
        from jsonb_to_recordset(${rows}::jsonb) as w(page_id text, psid text, mid text, at timestamptz)
        join deliveries d on d.workspace_id = ${workspaceId} and d.page_id = w.page_id and d.psid = w.psid
         and d.state = 'accepted' and d.read_at is null and d.delivered_at is null
         and (d.mid = w.mid or coalesce(d.echoed_at, d.settled_at) <= w.at)
       order by d.delivery_id for update of d
    )
    update deliveries d set delivered_at = hit.at
      from (select delivery_id, min(at) as at from hit group by delivery_id) hit
     where d.workspace_id = ${workspaceId} and d.delivery_id = hit.delivery_id`,
  );
}

/** A read says everything up to its watermark was read; what was read was delivered. */
async function applyReads(tx: Tx, workspaceId: string, reads: Receipts['reads']): Promise<void> {
  const rows = JSON.stringify(
    reads.map(({ pageId, psid, watermarkAt }) => ({ page_id: pageId, psid, at: watermarkAt })),
  );
  await execute(
    tx,
    sql`
    with hit as materialized (
      select d.delivery_id, w.at
        from jsonb_to_recordset(${rows}::jsonb) as w(page_id text, psid text, at timestamptz)
        join deliveries d on d.workspace_id = ${workspaceId} and d.page_id = w.page_id and d.psid = w.psid
         and d.state = 'accepted' and d.read_at is null and coalesce(d.echoed_at, d.settled_at) <= w.at
       order by d.delivery_id for update of d
    )
    update deliveries d set read_at = hit.at, delivered_at = coalesce(d.delivered_at, hit.at)
      from (select delivery_id, min(at) as at from hit group by delivery_id) hit
     where d.workspace_id = ${workspaceId} and d.delivery_id = hit.delivery_id`,
  );
}

/**
 * Messages held for those of these people whose window is open leave now, before everybody's who did not just write: the
 * first route is tried again. Who acted long ago, or before the platform called their window closed, goes on waiting.
 * Returns how many left.
 */
export async function releaseHeld(
  tx: Tx,
  workspaceId: string,
  people: readonly { pageId: string; psid: string }[],
  now: Date,
): Promise<number> {
  if (people.length === 0) return 0;
  const rows = JSON.stringify(people.map(({ pageId, psid }) => ({ page_id: pageId, psid })));
  const released = await many<{ laneId: string }>(
    tx,
    sql`
    with hit as materialized (
      select d.delivery_id
        from (select distinct * from jsonb_to_recordset(${rows}::jsonb) as w(page_id text, psid text)) w
        join deliveries d on d.workspace_id = ${workspaceId} and d.page_id = w.page_id and d.psid = w.psid
         and d.state = 'held' and d.due_at > ${now}
        join identities i on i.workspace_id = d.workspace_id and i.page_id = d.page_id and i.psid = d.psid
         and i.window_closes_at > ${now}
       order by d.delivery_id for update of d
    )
    update deliveries d set state = 'pending', reason = null, route = 0, due_at = ${addMs(now, -LONGEST_WINDOW_MS)}
      from hit
     where d.workspace_id = ${workspaceId} and d.delivery_id = hit.delivery_id and d.state = 'held'
    returning d.lane_id as "laneId"`,
  );
  for (const laneId of new Set(released.map((row) => row.laneId)))
    await notify(tx, laneTopic({ workspaceId, laneId }));
  return released.length;
}

/** The Page of each. */
async function lockDeliveries(
  tx: Tx,
  workspaceId: string,
  deliveryIds: number[],
): Promise<Map<number, string>> {
  const rows = await many<{ id: number; pageId: string }>(
    tx,
    sql`
    select delivery_id as id, page_id as "pageId" from deliveries
     where workspace_id = ${workspaceId} and delivery_id = any(${`{${deliveryIds.join(',')}}`}::bigint[])
     order by delivery_id for update`,
  );
  return new Map(rows.map(({ id, pageId }) => [id, pageId]));
}
