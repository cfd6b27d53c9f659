// A Page’s standing with the platform: the newest statement of each source, and the worst of those that still hold.
import { type RawBuilder, sql } from 'kysely';
import { HOUR_MS } from '../kit/clock.ts';
import { type Db, execute, jsonb, many, maybeOne, type Tx } from '../kit/db.ts';
import { STANDINGS, type Standing, type Statement } from '../messenger/page-integrity.ts';

/** `integrity`: page_status and business_integrity, which say the same; `enforcement`: messaging_policy_enforcement. */
export type StandingSource = 'integrity' | 'enforcement';

export interface PageStatement extends Statement {
  pageId: string;
  source: StandingSource;
  saidAt: Date;
}

/** Keeps the newest statement of each Page and source, in whichever order they come. Pages nobody connected are left out. */
export async function saveStatements(
  db: Db | Tx,
  workspaceId: string,
  statements: readonly PageStatement[],
): Promise<void> {
  if (statements.length === 0) return;
  const rows = statements.map((one) => ({
    page_id: one.pageId,
    source: one.source,
    state: one.state,
    stops_sending: one.stopsSending,
    until: one.until,
    because: one.because,
    said_at: one.saidAt,
  }));
  await execute(
    db,
    sql`
      insert into page_standings as s (workspace_id, page_id, source, state, stops_sending, until, because, said_at)
      select distinct on (r.page_id, r.source) ${workspaceId}, r.*
        from jsonb_to_recordset(${jsonb(rows)}) as r (page_id text, source text, state text, stops_sending boolean,
               until timestamptz, because text, said_at timestamptz)
        join pages p on p.workspace_id = ${workspaceId} and p.page_id = r.page_id
       order by r.page_id, r.source, r.said_at desc
      on conflict (workspace_id, page_id, source) do update
         set state = excluded.state, stops_sending = excluded.stops_sending, until = excluded.until,
             because = excluded.because, said_at = excluded.said_at
       where excluded.said_at >= s.said_at`,
  );
}

export interface PageStanding {
  state: Standing;
  stopsSending: boolean;
  until: Date | null;
  because: string | null;
  saidAt: Date;
}

/** An `unblock` may get lost: a block ends too when `page_status`, asked so much later, knows of nothing. */
const BLOCK_CONFIRMED_MS = HOUR_MS;

/** What holds now of a Page `p`, as a lateral join: at most one row, `standing`, with columns named as in PageStanding. */
export const joinStanding = (now: Date): RawBuilder<unknown> => sql`
  left join lateral (
    select s.state, s.stops_sending as "stopsSending", s.until, s.because, s.said_at as "saidAt"
      from page_standings s
     where s.workspace_id = p.workspace_id and s.page_id = p.page_id and coalesce(s.until, 'infinity') > ${now}
       and not (s.source = 'enforcement' and s.stops_sending and exists (
             select 1 from page_standings later
              where later.workspace_id = s.workspace_id and later.page_id = s.page_id and later.source = 'integrity'
                and later.state = 'ok' and later.said_at > s.said_at + ${BLOCK_CONFIRMED_MS} * interval '1 ms'))
     order by s.stops_sending desc, array_position(${[...STANDINGS]}::text[], s.state) desc, s.said_at desc limit 1
  ) standing on true`;

/** What holds now of one Page; undefined: the platform has said nothing, or it is over. */
export const findStanding = (
  db: Db,
  { workspaceId, pageId }: { workspaceId: string; pageId: string },
  now: Date,
): Promise<PageStanding | undefined> =>
  maybeOne(
    db,
    sql<PageStanding>`select standing.* from pages p ${joinStanding(now)}
         where p.workspace_id = ${workspaceId} and p.page_id = ${pageId} and standing.state is not null`,
  );

/** Pages whose messages the platform stops now, of all workspaces or of one. */
export const listStoppedPages = (
  db: Db,
  now: Date,
): Promise<(PageStanding & { workspaceId: string; pageId: string; name: string })[]> =>
  many(
    db,
    sql`select p.workspace_id as "workspaceId", p.page_id as "pageId", p.name, standing.*
          from pages p ${joinStanding(now)}
         where standing."stopsSending" limit 1000`,
  );
