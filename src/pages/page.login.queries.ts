// SQL of logins that wait for the operator's choice. Page tokens lie here for minutes, sealed, and leave with the choice.
import { sql } from 'kysely';
import { type Db, execute, maybeOne } from '../kit/db.ts';

export interface LoginKey {
  workspaceId: string;
  loginId: string;
  operator: string;
}

export async function saveLogin(db: Db, login: LoginKey & { offer: Buffer; expiresAt: Date }): Promise<void> {
  await execute(
    db,
    sql`insert into page_logins (workspace_id, login_id, operator, offer, expires_at)
        values (${login.workspaceId}, ${login.loginId}, ${login.operator}, ${login.offer}, ${login.expiresAt})`,
  );
}

const mine = ({ workspaceId, loginId, operator }: LoginKey, now: Date) => sql`
  workspace_id = ${workspaceId} and login_id = ${loginId} and operator = ${operator} and expires_at > ${now}`;

interface Waiting {
  offer: Buffer;
  expiresAt: Date;
}

export const findLogin = (db: Db, key: LoginKey, now: Date): Promise<Waiting | undefined> =>
  maybeOne(
    db,
    sql<Waiting>`select offer, expires_at as "expiresAt" from page_logins where ${mine(key, now)}`,
  );

/** The login, for the one who makes the choice; it is gone then. */
export const takeLogin = (db: Db, key: LoginKey, now: Date): Promise<Waiting | undefined> =>
  maybeOne(
    db,
    sql<Waiting>`delete from page_logins where ${mine(key, now)} returning offer, expires_at as "expiresAt"`,
  );

/** Which of these Pages this workspace has connected. */
export async function listConnectedIds(
  db: Db,
  workspaceId: string,
  pageIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ pageId: string }>`
    select page_id as "pageId" from pages
     where workspace_id = ${workspaceId} and page_id = any(${[...pageIds]}::text[]) and state <> 'disconnected'`.execute(
    db,
  );
  return new Set(rows.map((row) => row.pageId));
}

export const deleteExpiredLogins = (db: Db, now: Date): Promise<number> =>
  execute(db, sql`delete from page_logins where expires_at <= ${now}`);
