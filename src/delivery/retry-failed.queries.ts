// Sending again what can succeed: the deliveries of a campaign that were refused or skipped for reasons that may have gone.
// Which reasons those are is data (reasons.ts); here they are lists of keys.
import { type RawBuilder, sql } from 'kysely';
import { addMs } from '../kit/clock.ts';
import { type Db, execute, many, one, type Tx } from '../kit/db.ts';
import { CLOSING_MARGIN_MS } from '../policy/verdict.ts';

export interface OfCampaign {
  workspaceId: string;
  campaignId: number;
}

/** Distinct reasons of those who were not sent to. */
export async function listUnsentReasons(db: Db, of: OfCampaign): Promise<string[]> {
  const rows = await many<{ reason: string }>(
    db,
    sql`
    select distinct reason from deliveries
     where workspace_id = ${of.workspaceId} and campaign_id = ${of.campaignId}
       and state in ('failed', 'skipped') and reason is not null
     limit 10000`,
  );
  return rows.map((row) => row.reason);
}

export interface RetryReasons {
  /** To be sent again as they are. */
  any: string[];
  /** To be sent again only to those whose window is open now. */
  written: string[];
}

/**
 * "Failed" and "skipped" mean surely not taken (what may have been taken is failed as unknown_outcome, which is in neither
 * list). Of somebody the platform itself refused for the window, only an action after the refusal counts.
 * Two branches, because "or exists (…)" asks for each person alone: of 500,000 deliveries with 250,000 outside the window,
 * that took 2.4 s to count, the join 0.3 s (PostgreSQL 18, two busy cores).
 */
const mayBeSentAgain = (of: OfCampaign, reasons: RetryReasons, now: Date): RawBuilder<unknown> => sql`
  select d.delivery_id, d.state, d.reason from deliveries d
   where ${unsent(of)} and d.reason = any(${reasons.any}::text[])
  union all
  select d.delivery_id, d.state, d.reason from deliveries d
    join identities i on i.workspace_id = d.workspace_id and i.page_id = d.page_id and i.psid = d.psid
   where ${unsent(of)} and d.reason = any(${reasons.written}::text[]) and i.blocked_at is null
     and i.opted_out_at is null and i.window_closes_at > ${addMs(now, CLOSING_MARGIN_MS)}::timestamptz
     and (d.state = 'skipped' or i.last_user_action_at > d.settled_at)`;

const unsent = ({ workspaceId, campaignId }: OfCampaign): RawBuilder<unknown> => sql`
  d.workspace_id = ${workspaceId} and d.campaign_id = ${campaignId} and d.state in ('failed', 'skipped')`;

export interface RetryableGroup {
  state: string; // failed or skipped
  reason: string;
  count: number;
}

/** How many would be sent again now, by reason. */
export function countMayBeSentAgain(
  db: Db,
  of: OfCampaign,
  reasons: RetryReasons,
  now: Date,
): Promise<RetryableGroup[]> {
  return many(
    db,
    sql<RetryableGroup>`
    select state, reason, count(*) as count from (${mayBeSentAgain(of, reasons, now)}) may group by 1, 2`,
  );
}

/** Before the deliveries are read: whoever finishes an occurrence locks it too, and looks for waiting ones afterwards. */
export async function lockOccurrences(tx: Tx, of: OfCampaign): Promise<void> {
  await execute(
    tx,
    sql`
    select 1 from occurrences where workspace_id = ${of.workspaceId} and campaign_id = ${of.campaignId}
     order by occurrence for no key update`,
  );
}

/**
 * Makes them wait again, with all their tries before them and no expiry (whoever sends again knows that it still makes sense), and
 * opens what was finished. One statement that names the
 * states it leaves, so that a second press finds nobody. Attempts keep their numbers: the old calls stay in the record,
 * and a late echo of one of them still proves it.
 * @returns how many.
 */
export async function sendAgain(tx: Tx, of: OfCampaign, reasons: RetryReasons, now: Date): Promise<number> {
  const row = await one<{ count: number }>(
    tx,
    sql`
    with chosen as materialized (
      select d.delivery_id from deliveries d join (${mayBeSentAgain(of, reasons, now)}) may using (delivery_id)
       where ${unsent(of)} order by d.delivery_id for update of d
    ), again as (
      update deliveries d set state = 'pending', reason = null, due_at = ${now}, settled_at = null, tries = 0, route = 0, expires_at = null,
                              held_at = null
        from chosen
       where d.workspace_id = ${of.workspaceId} and d.delivery_id = chosen.delivery_id
         and d.state in ('failed', 'skipped')
      returning d.occurrence
    ), opened as (
      update occurrences o set state = 'sending', finished_at = null, paused_at = null, paused_because = null, counts_change = true
       where o.workspace_id = ${of.workspaceId} and o.campaign_id = ${of.campaignId} and o.state = 'finished'
         and o.occurrence in (select occurrence from again)
    )
    select count(*) from again`,
  );
  return row.count;
}
