// What other domains ask of connected Pages: the secrets of one, whose a Page is, and that its token died.

import { sql } from 'kysely';
import { type Db, maybeOne, withTransaction } from '../kit/db.ts';
import { conflict, notFound } from '../kit/errors.ts';
import type { Secrets } from '../kit/secrets.ts';
import { sameSecret } from '../messenger/signature.ts';
import {
  findOwners,
  findPage,
  listAppRows,
  listWorkspacePages,
  type PageOwner,
  type PageRow,
  type PageState,
  pauseForToken,
  setPageState,
} from './page.queries.ts';

export type { PageOwner };

export interface PageAccess {
  pageId: string;
  name: string;
  appId: string;
  accessToken: string;
  appSecret: string;
  state: PageState;
  /** Whether echoes come back: only then can an unanswered call be settled by evidence. */
  echoesSubscribed: boolean;
}

/** Opens the secrets of a Page. Refuses: not_found for a Page of nobody or another workspace, conflict when disconnected. */
export async function getPageAccess(
  db: Db,
  secrets: Secrets,
  workspaceId: string,
  pageId: string,
): Promise<PageAccess> {
  const row = await findPage(db, workspaceId, pageId);
  if (!row) throw notFound(`connected Page ${pageId}`);
  if (row.state === 'disconnected')
    throw conflict(`The Page ${row.name} is disconnected.`, 'Connect it again with a Page access token.');
  return openAccess(row, secrets);
}

const openAccess = (row: PageRow, secrets: Secrets): PageAccess => ({
  pageId: row.pageId,
  name: row.name,
  appId: row.appId,
  accessToken: secrets.open(row.accessToken),
  appSecret: secrets.open(row.appSecret),
  state: row.state,
  echoesSubscribed: row.echoesSubscribed,
});

export interface KnownApp {
  workspaceId: string;
  appId: string;
  appSecret: string;
  verifyToken: string;
}

/** Every app a Page was connected with, in all workspaces. */
export async function listApps(db: Db, secrets: Secrets): Promise<KnownApp[]> {
  const rows = await listAppRows(db);
  return rows.map((row) => ({
    workspaceId: row.workspaceId,
    appId: row.appId,
    appSecret: secrets.open(row.appSecret),
    verifyToken: secrets.open(row.verifyToken),
  }));
}

/** Whose each Page is, by its id, disconnected ones included; Pages nobody ever connected are left out. */
export async function findPageOwners(db: Db, pageIds: readonly string[]): Promise<Map<string, PageOwner>> {
  if (pageIds.length === 0) return new Map();
  const owners = await findOwners(db, pageIds);
  return new Map(owners.map((owner) => [owner.pageId, owner]));
}

/** The Page a token belongs to, for addresses that say `/me/messages`. undefined: no connected Page has this token. */
export async function findPageByToken(
  db: Db,
  secrets: Secrets,
  workspaceId: string,
  accessToken: string,
): Promise<string | undefined> {
  const rows = await listWorkspacePages(db, workspaceId);
  const found = rows.find(
    (row) => row.state !== 'disconnected' && sameSecret(secrets.open(row.accessToken), accessToken),
  );
  return found?.pageId;
}

/**
 * The platform refused the token. The Page's lane stands still until the Page is connected again; `why` is an error key or
 * a sentence. Doing it twice is fine. Returns whether the Page was connected until now.
 */
export function markNeedsToken(db: Db, workspaceId: string, pageId: string, why: string): Promise<boolean> {
  return withTransaction(db, async (tx) => {
    const changed = await setPageState(tx, workspaceId, pageId, 'needs_token');
    if (changed) await pauseForToken(tx, workspaceId, pageId, why);
    return changed;
  });
}

/** ISO 3166-1 country of the business behind the Page; null: nobody told. */
export async function findPageCountry(db: Db, workspaceId: string, pageId: string): Promise<string | null> {
  const row = await maybeOne(
    db,
    sql<{ country: string | null }>`
    select country from pages where workspace_id = ${workspaceId} and page_id = ${pageId}`,
  );
  return row?.country ?? null;
}
