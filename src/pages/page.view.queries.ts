// A Page as the screens show it: one statement with its numbers, its lane and its back-fill. No secrets in here.
import { sql } from 'kysely';
import type { z } from 'zod';
import { type Db, many } from '../kit/db.ts';
import type { PageCheck, page } from './page.contract.ts';
import { explainPause } from './page.pause.ts';
import { joinStanding, type PageStanding } from './page.standing.ts';

type PageView = z.input<typeof page>;

interface Row {
  id: string;
  name: string;
  app_id: string;
  state: PageView['state'];
  checks: PageCheck[];
  checked_at: Date | null;
  echoes_subscribed: boolean;
  country: string | null;
  subscribed_at: Date | null;
  standing: (Omit<PageStanding, 'until' | 'saidAt'> & { until: string | null; saidAt: string }) | null;
  people: number;
  in_window: number;
  opted_out: number;
  last_event_at: Date | null;
  waiting_webhooks: number;
  paused_until: Date | null;
  paused_because: string | null;
  backfill: Backfill | null;
  connected_at: Date;
}

/** As PostgreSQL writes a row into JSON: instants are texts. */
interface Backfill {
  state: NonNullable<PageView['backfill']>['state'];
  found: number;
  calls: number;
  error: string | null;
  startedAt: string;
  runningSince: string;
  finishedAt: string | null;
  foundBefore: number;
}

/** The Pages of a workspace, or the one named. */
export async function listPageViews(
  db: Db,
  workspaceId: string,
  now: Date,
  pageId?: string,
): Promise<PageView[]> {
  const rows = await many(
    db,
    sql<Row>`
      select p.page_id as id, p.name, p.app_id, p.state, p.checks, p.checked_at, p.echoes_subscribed, p.connected_at,
             p.country, p.subscribed_at, case when standing.state is not null then to_jsonb(standing) end as standing,
             people.known as people, people.in_window, people.opted_out,
             greatest(people.last_action_at, about.last_event_at) as last_event_at,
             (select count(*) from inbox) as waiting_webhooks,
             case when l.paused_until > ${now} then least(l.paused_until, timestamptz '9999-01-01') end as paused_until,
             case when l.paused_until > ${now} then l.paused_because end as paused_because,
             (select jsonb_build_object('state', b.state, 'found', b.found, 'calls', b.calls, 'error', b.error,
                       'startedAt', b.started_at, 'runningSince', b.running_since, 'finishedAt', b.finished_at,
                       'foundBefore', b.found_before)
                from backfills b where b.workspace_id = p.workspace_id and b.page_id = p.page_id) as backfill
        from pages p
        left join lanes l on l.workspace_id = p.workspace_id and l.lane_id = 'page:' || p.page_id
        ${joinStanding(now)}
        cross join lateral (
          select count(*) as known, max(last_user_action_at) as last_action_at,
                 count(*) filter (where window_closes_at > ${now} and blocked_at is null and opted_out_at is null) as in_window, count(opted_out_at) as opted_out
            from identities i where i.workspace_id = p.workspace_id and i.page_id = p.page_id) people
        cross join lateral (
          select max(received_at) as last_event_at
            from page_events e where e.workspace_id = p.workspace_id and e.page_id = p.page_id) about
       where p.workspace_id = ${workspaceId} and (${pageId ?? null}::text is null or p.page_id = ${pageId ?? null})
       order by (p.state = 'disconnected'), lower(p.name), p.page_id
       limit 1000`,
  );
  return rows.map((row) => toView(row, now));
}

const iso = (at: Date | string | null): string | null => at && new Date(at).toISOString();

function toView(row: Row, now: Date): PageView {
  const { paused_until, paused_because, standing, backfill, ...page } = row;
  return {
    ...page,
    checked_at: iso(row.checked_at),
    subscribed_at: iso(row.subscribed_at),
    last_event_at: iso(row.last_event_at),
    connected_at: row.connected_at.toISOString(),
    standing: standing && {
      state: standing.state,
      stops_sending: standing.stopsSending,
      until: iso(standing.until),
      because: standing.because,
      said_at: new Date(standing.saidAt).toISOString(),
    },
    lane: {
      paused_until: iso(paused_until),
      paused_because,
      title: paused_because && explainPause(paused_because),
    },
    backfill: backfill && viewBackfill(backfill, now),
  };
}

function viewBackfill(run: Backfill, now: Date): NonNullable<PageView['backfill']> {
  const seconds = (now.getTime() - new Date(run.runningSince).getTime()) / 1000;
  const isMoving = run.state === 'running' && seconds >= 1;
  return {
    state: run.state,
    found: run.found,
    calls: run.calls,
    error: run.error,
    started_at: new Date(run.startedAt).toISOString(),
    running_since: run.state === 'running' ? new Date(run.runningSince).toISOString() : null,
    finished_at: iso(run.finishedAt),
    per_second: isMoving ? Math.round(((run.found - run.foundBefore) / seconds) * 10) / 10 : null,
  };
}
