// What the Health screen of a Page shows, besides the Page itself and its checks.
import { sql } from 'kysely';
import { listAudit } from '../kit/audit.ts';
import { type Db, many, maybeOne } from '../kit/db.ts';
import { notFound } from '../kit/errors.ts';
import { readEnforcement, readIntegrity } from '../messenger/page-integrity.ts';
import type { PageNeeds } from './page.connect.ts';
import type { PageDay, PageHealth } from './page.health.contract.ts';
import { findStanding, type PageStanding } from './page.standing.ts';

interface Of {
  workspaceId: string;
  pageId: string;
}

const DAYS = 28;
const NOTICES = 20;

/** Refuses `not_found` for a Page that is not of this workspace. */
export async function getPageHealth(needs: PageNeeds, of: Of): Promise<PageHealth> {
  const { db, clock } = needs;
  const now = clock.now();
  const page = await maybeOne(
    db,
    sql<{ insightsError: string | null }>`
      select insights_error as "insightsError" from pages
       where workspace_id = ${of.workspaceId} and page_id = ${of.pageId}`,
  );
  if (!page) throw notFound(`connected Page ${of.pageId}`);
  const [standing, days, notices, history] = await Promise.all([
    findStanding(db, of, now),
    listDays(db, of, now),
    listNotices(db, of),
    listAudit(db, of.workspaceId, of.pageId),
  ]);
  return {
    standing: standing ? { ...showStanding(standing), until: standing.until?.toISOString() ?? null } : null,
    days,
    insights_error: page.insightsError,
    pause_at: needs.blockLimit,
    notices,
    history: history.slice(0, NOTICES).map(({ at, ...deed }) => ({ ...deed, at: at.toISOString() })),
  };
}

const showStanding = ({ state, stopsSending, because, saidAt }: Omit<PageStanding, 'until'>) => ({
  state,
  stops_sending: stopsSending,
  because,
  said_at: saidAt.toISOString(),
});

/** Every day of the span, also those of which nothing is known. */
const listDays = (db: Db, { workspaceId, pageId }: Of, now: Date): Promise<PageDay[]> =>
  many(
    db,
    sql<PageDay>`
      select days.day::text as day, coalesce(d.sent, 0) as sent, coalesce(d.blocked, 0) as blocked, d.connections,
             d.new_conversations, d.blocked_conversations, d.reported_conversations
        from (select (${now}::timestamptz at time zone 'utc')::date - back as day
                from generate_series(0, ${DAYS - 1}::int) back) days
        left join page_days d on d.workspace_id = ${workspaceId} and d.page_id = ${pageId} and d.day = days.day
       order by days.day`,
  );

interface Notice {
  kind: string;
  at: Date;
  payload: unknown;
}

async function listNotices(db: Db, { workspaceId, pageId }: Of): Promise<PageHealth['notices']> {
  const rows = await many(
    db,
    sql<Notice>`
      select kind, occurred_at as at, payload from page_events
       where workspace_id = ${workspaceId} and page_id = ${pageId}
         and kind in ('business_integrity', 'policy_enforcement', 'messaging_policy_enforcement')
       order by occurred_at desc limit ${NOTICES}`,
  );
  return rows.flatMap(({ kind, at, payload }) => {
    const said = kind === 'business_integrity' ? readIntegrity(payload, at) : readEnforcement(payload, at);
    return said ? [showStanding({ ...said, saidAt: at })] : [];
  });
}
