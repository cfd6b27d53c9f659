// SQL of connected Pages and their apps. Secrets go in and out sealed; `pages.ts` opens them.
import { sql } from 'kysely';
import { type Db, execute, jsonb, many, maybeOne, type Tx } from '../kit/db.ts';
import type { PageCheck } from './page.contract.ts';
import { NEEDS_TOKEN } from './page.pause.ts';

export type PageState = 'connected' | 'needs_token' | 'disconnected';

export interface PageRow {
  workspaceId: string;
  pageId: string;
  appId: string;
  name: string;
  accessToken: Buffer;
  appSecret: Buffer;
  verifyToken: Buffer;
  state: PageState;
  echoesSubscribed: boolean;
  /** Since when an operator wants it subscribed; null: never, or it was disconnected. */
  subscribedAt: Date | null;
}

const pageColumns = sql<PageRow>`
  p.workspace_id as "workspaceId", p.page_id as "pageId", p.app_id as "appId", p.name, p.state,
  p.access_token as "accessToken", a.app_secret as "appSecret", a.verify_token as "verifyToken",
  p.echoes_subscribed as "echoesSubscribed", p.subscribed_at as "subscribedAt"
  from pages p join apps a using (workspace_id, app_id)`;

export const findPage = (db: Db, workspaceId: string, pageId: string): Promise<PageRow | undefined> =>
  maybeOne(
    db,
    sql<PageRow>`select ${pageColumns} where p.workspace_id = ${workspaceId} and p.page_id = ${pageId}`,
  );

export const listWorkspacePages = (db: Db, workspaceId: string): Promise<PageRow[]> =>
  many(
    db,
    sql<PageRow>`select ${pageColumns} where p.workspace_id = ${workspaceId} order by p.page_id limit 1000`,
  );

export interface PageOwner {
  pageId: string;
  workspaceId: string;
  /** The apps this workspace connected Pages with. */
  appIds: string[];
}

/** Whose each Page is; Pages nobody connected are left out. */
export const findOwners = (db: Db, pageIds: readonly string[]): Promise<PageOwner[]> =>
  many(
    db,
    sql<PageOwner>`
      select p.page_id as "pageId", p.workspace_id as "workspaceId",
             array(select a.app_id from apps a where a.workspace_id = p.workspace_id) as "appIds"
        from pages p where p.page_id in (select jsonb_array_elements_text(${jsonb([...pageIds])}))`,
  );

/** Takes the Page whose last check is oldest and older than `everyMs`; nobody else takes it before that passes again. */
export const claimPageToCheck = (
  db: Db,
  now: Date,
  everyMs: number,
): Promise<{ workspaceId: string; pageId: string } | undefined> =>
  maybeOne(
    db,
    sql<{ workspaceId: string; pageId: string }>`
      update pages set checked_at = ${now}
       where page_id = (select page_id from pages
                         where state in ('connected', 'needs_token')
                           and coalesce(checked_at, '-infinity') <= ${now}::timestamptz - ${everyMs} * interval '1 ms'
                         order by checked_at nulls first limit 1 for update skip locked)
      returning workspace_id as "workspaceId", page_id as "pageId"`,
  );

export interface AppRow {
  workspaceId: string;
  appId: string;
  appSecret: Buffer;
  verifyToken: Buffer;
}
const appColumns = sql`workspace_id as "workspaceId", app_id as "appId", app_secret as "appSecret",
  verify_token as "verifyToken"`;

export const listAppRows = (db: Db): Promise<AppRow[]> =>
  many(db, sql<AppRow>`select ${appColumns} from apps order by app_id, workspace_id limit 10000`);

export const listWorkspaceApps = (db: Db, workspaceId: string): Promise<AppRow[]> =>
  many(
    db,
    sql<AppRow>`select ${appColumns} from apps where workspace_id = ${workspaceId} order by app_id limit 1000`,
  );

export async function saveApp(tx: Tx, app: AppRow): Promise<void> {
  await execute(
    tx,
    sql`insert into apps (workspace_id, app_id, app_secret, verify_token)
        values (${app.workspaceId}, ${app.appId}, ${app.appSecret}, ${app.verifyToken})
        on conflict (workspace_id, app_id) do update
           set app_secret = excluded.app_secret, verify_token = excluded.verify_token`,
  );
}

/** False when the Page belongs to another workspace: its webhooks can have one destination only. */
export async function savePage(
  tx: Tx,
  page: { workspaceId: string; pageId: string; appId: string; name: string; accessToken: Buffer; now: Date },
): Promise<boolean> {
  const saved = await execute(
    tx,
    sql`insert into pages (workspace_id, page_id, app_id, name, access_token, connected_at)
        values (${page.workspaceId}, ${page.pageId}, ${page.appId}, ${page.name}, ${page.accessToken}, ${page.now})
        on conflict (page_id) do update
           set app_id = excluded.app_id, name = excluded.name, access_token = excluded.access_token,
               state = 'connected',
               connected_at = case when pages.state = 'disconnected' then ${page.now} else pages.connected_at end
         where pages.workspace_id = excluded.workspace_id`,
  );
  return saved === 1;
}

export async function saveChecks(
  db: Db,
  page: { workspaceId: string; pageId: string },
  found: { checks: PageCheck[]; at: Date; name: string | null; echoesSubscribed: boolean | null },
): Promise<void> {
  await execute(
    db,
    sql`update pages set checks = ${jsonb(found.checks)}, checked_at = ${found.at},
               name = coalesce(${found.name}::text, name),
               echoes_subscribed = coalesce(${found.echoesSubscribed}::boolean, echoes_subscribed)
         where workspace_id = ${page.workspaceId} and page_id = ${page.pageId}`,
  );
}

export async function setPageState(
  tx: Tx,
  workspaceId: string,
  pageId: string,
  state: PageState,
): Promise<boolean> {
  const changed = await execute(
    tx,
    sql`update pages set state = ${state}
         where workspace_id = ${workspaceId} and page_id = ${pageId} and state not in (${state}, 'disconnected')`,
  );
  return changed === 1;
}

/** Forgets the token; `sealedNothing` takes its place, because a sealed value is what the column holds. */
export async function forgetToken(
  tx: Tx,
  workspaceId: string,
  pageId: string,
  sealedNothing: Buffer,
): Promise<void> {
  await execute(
    tx,
    sql`update pages set state = 'disconnected', access_token = ${sealedNothing}, echoes_subscribed = false,
               subscribed_at = null, checks = '[]'
         where workspace_id = ${workspaceId} and page_id = ${pageId}`,
  );
}

// A pause that says `needs_token` lasts until the Page has a token again; a new token ends exactly these.

export async function pauseForToken(tx: Tx, workspaceId: string, pageId: string, why: string): Promise<void> {
  await execute(
    tx,
    sql`insert into lanes (workspace_id, lane_id, paused_until, paused_because)
        values (${workspaceId}, ${`page:${pageId}`}, 'infinity', ${`${NEEDS_TOKEN}: ${why}`})
        on conflict (workspace_id, lane_id) do update
           set paused_until = excluded.paused_until, paused_because = excluded.paused_because`,
  );
}

export async function endTokenPause(tx: Tx, workspaceId: string, pageId: string): Promise<void> {
  await execute(
    tx,
    sql`update lanes set paused_until = null, paused_because = null
         where workspace_id = ${workspaceId} and lane_id = ${`page:${pageId}`}
           and starts_with(paused_because, ${NEEDS_TOKEN})`,
  );
}

/** An operator subscribed it: from now on what Facebook drops is put back. */
export async function noteSubscribed(db: Db, workspaceId: string, pageId: string, now: Date): Promise<void> {
  await execute(
    db,
    sql`update pages set subscribed_at = coalesce(subscribed_at, ${now})
         where workspace_id = ${workspaceId} and page_id = ${pageId}`,
  );
}

export const setCountry = (
  db: Db,
  workspaceId: string,
  pageId: string,
  country: string | null,
): Promise<number> =>
  execute(
    db,
    sql`update pages set country = ${country} where workspace_id = ${workspaceId} and page_id = ${pageId}`,
  );
