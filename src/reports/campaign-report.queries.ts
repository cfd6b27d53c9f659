// One campaign's report, read from the ledger alone: the same rows that were sent from, so it cannot disagree with them.
import { sql } from 'kysely';
import { type Db, many, maybeOne } from '../kit/db.ts';

export interface ReportHead {
  name: string;
  state: string;
  pageName: string | null;
  prepared: boolean;
  startedAt: Date | null;
  finishedAt: Date | null;
  perSecond: number | null; // the campaign's own throttle
  toPage: boolean;
  pausedBecause: string | null; // of the campaign
  laneUntil: Date | null;
  laneBecause: string | null;
}

export async function findReportHead(
  db: Db,
  workspaceId: string,
  campaignId: number,
): Promise<ReportHead | undefined> {
  return maybeOne(
    db,
    sql<ReportHead>`
    select c.name, c.state, p.name as "pageName", coalesce(o.prepared_at is not null or o.state = 'stopped', false) as prepared,
           o.started_at as "startedAt", o.finished_at as "finishedAt", (o.plan ->> 'per_second')::float8 as "perSecond",
           coalesce(o.plan ->> 'page_id', '') <> '' as "toPage", o.paused_because as "pausedBecause",
           case when l.paused_until is not null then least(l.paused_until, timestamptz '9999-01-01') end as "laneUntil", l.paused_because as "laneBecause"
      from campaigns c
      left join lateral (select * from occurrences o where o.workspace_id = c.workspace_id and o.campaign_id = c.campaign_id
                          order by o.occurrence desc limit 1) o on true
      left join lanes l on l.workspace_id = c.workspace_id and l.lane_id = o.lane_id and l.paused_until > now()
      left join pages p on p.workspace_id = c.workspace_id and p.page_id = c.definition ->> 'page_id'
     where c.workspace_id = ${workspaceId} and c.campaign_id = ${campaignId}`,
  );
}

export interface StateCount {
  state: string;
  reason: string | null;
  count: number;
  attempted: number;
  delivered: number;
  read: number;
  recent: number; // settled in the last RECENT_SECONDS
}

export const RECENT_SECONDS = 5;

/** Every row of the ledger is in exactly one group, so the groups sum to the segment by construction of the query. */
export function countByState(
  db: Db,
  workspaceId: string,
  campaignId: number,
  now: Date,
): Promise<StateCount[]> {
  return many(
    db,
    sql<StateCount>`
    select state, case when state in ('skipped', 'failed') then reason end as reason, count(*) as count,
           count(*) filter (where attempts > 0) as attempted,
           count(*) filter (where delivered_at is not null) as delivered,
           count(*) filter (where read_at is not null) as read,
           count(*) filter (where settled_at > ${now}::timestamptz - ${RECENT_SECONDS} * interval '1 second') as recent
      from deliveries
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId}
     group by 1, 2 order by 3 desc`,
  );
}

export interface Bucket {
  at: Date;
  accepted: number;
  failed: number;
}

const MAX_BUCKETS = 120;

/** Answers over time in at most 120 buckets of whole seconds. */
export function listBuckets(db: Db, workspaceId: string, campaignId: number): Promise<Bucket[]> {
  return many(
    db,
    sql<Bucket>`
    with span as (
      select min(settled_at) as first, greatest(1, ceil(extract(epoch from max(settled_at) - min(settled_at)) / ${MAX_BUCKETS - 1})) as seconds
        from deliveries
       where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and state in ('accepted', 'failed')
    )
    select date_bin(span.seconds * interval '1 second', d.settled_at, span.first) as at,
           count(*) filter (where d.state = 'accepted') as accepted,
           count(*) filter (where d.state = 'failed') as failed
      from span, deliveries d
     where d.workspace_id = ${workspaceId} and d.campaign_id = ${campaignId} and d.state in ('accepted', 'failed')
     group by 1 order by 1 limit ${MAX_BUCKETS}`,
  );
}
