// A Page as the screens show it: one statement with its numbers, its lane and its back-fill. No secrets in here.
import { sql } from 'kysely';
import type { z } from 'zod';
import { type Db, many } from '../kit/db.ts';
import { explainErrorKey } from '../messenger/graph-errors.ts';
import type { PageCheck, page } from './page.contract.ts';

type PageView = z.input<typeof page>;

interface Row {
  id: string;
  name: string;
  app_id: string;
  state: PageView['state'];
  checks: PageCheck[];
  checked_at: Date | null;
  echoes_subscribed: boolean;
  people: number;
  in_window: number;
  last_event_at: Date | null;
  waiting_webhooks: number;
  paused_until: Date | null;
  paused_because: string | null;
  backfill_state: NonNullable<PageView['backfill']>['state'] | null;
  backfill_found: number;
  backfill_error: string | null;
  connected_at: Date;
}

/** The Pages of a workspace, or the one named; `windowOpenSince`: a person who acted after it may be messaged freely. */
export async function listPageViews(
  db: Db,
  workspaceId: string,
  windowOpenSince: Date,
  pageId?: string,
): Promise<PageView[]> {
  const rows = await many(
    db,
    sql<Row>`
      select p.page_id as id, p.name, p.app_id, p.state, p.checks, p.checked_at, p.echoes_subscribed, p.connected_at,
             people.known as people, people.in_window,
             greatest(people.last_action_at, about.last_event_at) as last_event_at,
             (select count(*) from inbox) as waiting_webhooks,
             case when l.paused_until > now() then least(l.paused_until, timestamptz '9999-01-01') end as paused_until,
             case when l.paused_until > now() then l.paused_because end as paused_because,
             b.state as backfill_state, b.found as backfill_found, b.error as backfill_error
        from pages p
        left join lanes l on l.workspace_id = p.workspace_id and l.lane_id = 'page:' || p.page_id
        left join backfills b on b.workspace_id = p.workspace_id and b.page_id = p.page_id
        cross join lateral (
          select count(*) as known, max(last_user_action_at) as last_action_at,
                 count(*) filter (where last_user_action_at > ${windowOpenSince}) as in_window
            from identities i where i.workspace_id = p.workspace_id and i.page_id = p.page_id) people
        cross join lateral (
          select max(received_at) as last_event_at
            from page_events e where e.workspace_id = p.workspace_id and e.page_id = p.page_id) about
       where p.workspace_id = ${workspaceId} and (${pageId ?? null}::text is null or p.page_id = ${pageId ?? null})
       order by (p.state = 'disconnected'), lower(p.name), p.page_id
       limit 1000`,
  );
  return rows.map(toView);
}

function toView(row: Row): PageView {
  const { paused_until, paused_because, backfill_state, backfill_found, backfill_error, ...page } = row;
  return {
    ...page,
    checked_at: row.checked_at?.toISOString() ?? null,
    last_event_at: row.last_event_at?.toISOString() ?? null,
    connected_at: row.connected_at.toISOString(),
    lane: {
      paused_until: paused_until?.toISOString() ?? null,
      paused_because,
      title: paused_because && (explainErrorKey(paused_because)?.title ?? paused_because),
    },
    backfill:
      backfill_state === null
        ? null
        : { state: backfill_state, found: backfill_found, error: backfill_error },
  };
}
