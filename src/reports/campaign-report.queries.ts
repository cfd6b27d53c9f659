// What a campaign's report needs beside the ledger: the campaign with its latest run, the lane it is sent on, and its calls
// without an answer.
import { sql } from 'kysely';
import { type Db, maybeOne } from '../kit/db.ts';
import { inScope, type Scope } from './scope.queries.ts';

export interface ReportHead {
  name: string;
  deliveryType: string;
  /** Of the workspace. */
  timeZone: string;
  state: string;
  publishedAt: Date | null;
  pageName: string | null;
  pageState: string | null;
  /** null: the campaign does not go to a Page. */
  echoesSubscribed: boolean | null;
  /** The newest of those asked for that has started, or is to; null: there is none. */
  run: Run | null;
  lane: LaneNow | null;
  /** Whether any worker process has said lately that it works. */
  hasWorkers: boolean;
}

interface Run {
  occurrence: number;
  laneId: string;
  toPage: boolean;
  prepared: boolean;
  dueAt: string;
  /** Of the first run of those asked for, and how many of them have started. */
  firstStartedAt: string | null;
  runs: number;
  startedAt: string | null;
  finishedAt: string | null;
  pausedBecause: string | null; // of the campaign
  perSecond: number | null; // the campaign's own throttle
  priority: 'high' | 'normal';
  resendUnknown: 'on_absence' | 'never';
}

interface LaneNow {
  isHeld: boolean;
  pausedUntil: string | null; // in the far future: until somebody acts
  pausedBecause: string | null;
  /** As its holder wrote it (lanePace); null: nobody holds it. */
  pace: unknown;
}

/** A worker says that it works every half second; a busy database may delay it. */
const WORKER_GONE_SECONDS = 10;

export async function findReportHead(db: Db, scope: Scope, now: Date): Promise<ReportHead | undefined> {
  const { workspaceId, campaignId } = scope;
  return maybeOne(
    db,
    sql<ReportHead>`
    select c.name, w.time_zone as "timeZone", coalesce(c.definition ->> 'delivery_type', 'one_time') as "deliveryType", c.state, c.published_at as "publishedAt", p.name as "pageName", p.state as "pageState",
           p.echoes_subscribed as "echoesSubscribed",
           case when o.occurrence is not null then jsonb_build_object(
             'occurrence', o.occurrence, 'laneId', o.lane_id, 'toPage', coalesce(o.plan ->> 'page_id', '') <> '',
             'prepared', o.prepared_at is not null or o.state = 'stopped',
             'dueAt', o.due_at, 'startedAt', o.started_at,
             'firstStartedAt', begun.first_at, 'runs', begun.runs,
             'finishedAt', o.finished_at, 'pausedBecause', o.paused_because,
             'perSecond', (o.plan ->> 'per_second')::float8, 'priority', o.plan ->> 'priority',
             'resendUnknown', o.plan ->> 'resend_unknown') end as run,
           case when l.lane_id is not null then jsonb_build_object(
             'isHeld', coalesce(l.leased_until > now(), false), 'pace', l.pace,
             'pausedUntil', case when l.paused_until > ${now} then least(l.paused_until, timestamptz '9999-01-01') end,
             'pausedBecause', l.paused_because) end as lane,
           exists (select 1 from workers where seen_at > now() - ${WORKER_GONE_SECONDS} * interval '1 second') as "hasWorkers"
      from campaigns c
      join workspaces w using (workspace_id)
      left join lateral (select * from occurrences o
                          where o.workspace_id = c.workspace_id and o.campaign_id = c.campaign_id and ${inScope(scope)}
                          order by o.started_at is not null desc, o.occurrence desc limit 1) o on true
     cross join lateral (select min(started_at) as first_at, count(started_at) as runs from occurrences
                          where workspace_id = c.workspace_id and campaign_id = c.campaign_id and ${inScope(scope)}) begun
      left join lanes l on l.workspace_id = c.workspace_id and l.lane_id = o.lane_id
      left join pages p on p.workspace_id = c.workspace_id
                       and p.page_id = coalesce(nullif(o.plan ->> 'page_id', ''), c.definition ->> 'page_id')
     where c.workspace_id = ${workspaceId} and c.campaign_id = ${campaignId}`,
  );
}

export interface UnknownCount {
  count: number;
  oldestAt: Date;
  nextLookAt: Date;
}

/** Calls without an answer; found by the small index of a lane's open deliveries. */
export function findUnknown(db: Db, of: Scope & { laneId: string }): Promise<UnknownCount | undefined> {
  return maybeOne(
    db,
    sql<UnknownCount>`
    select count(*) as count, coalesce(min(a.started_at), min(d.due_at)) as "oldestAt", min(d.due_at) as "nextLookAt"
      from deliveries d
      left join attempts a on a.workspace_id = d.workspace_id and a.delivery_id = d.delivery_id and a.number = d.attempts
     where d.workspace_id = ${of.workspaceId} and d.lane_id = ${of.laneId} and d.state = 'unknown' and d.campaign_id = ${of.campaignId}
       and ${inScope(of, sql`d.occurrence`)}
    having count(*) > 0`,
  );
}
