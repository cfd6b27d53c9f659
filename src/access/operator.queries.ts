// Operators and their workspace in the database: who signs in, with which password (a hash) and what they may do.
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { type Db, execute, many, maybeOne, one, type Tx } from '../kit/db.ts';
import { invalid } from '../kit/errors.ts';
import type { OperatorPermission } from './operator.contract.ts';

export const getWorkspace = (db: Db, workspaceId: string) =>
  one<{ id: string; name: string; time_zone: string }>(
    db,
    sql`select workspace_id as id, name, time_zone from workspaces where workspace_id = ${workspaceId}`,
  );

/** Refuses (invalid) a zone that the database does not know: it computes days and hours in it. */
export async function updateWorkspace(
  tx: Tx,
  workspaceId: string,
  { name, time_zone }: { name: string; time_zone: string },
): Promise<void> {
  const changed = await execute(
    tx,
    sql`update workspaces set name = ${name}, time_zone = ${time_zone}
         where workspace_id = ${workspaceId} and exists (select from pg_timezone_names z where z.name = ${time_zone})`,
  );
  if (changed === 0)
    throw invalid(
      'time_zone',
      `The database does not know the time zone ${time_zone}.`,
      'Choose a city of the tz database, such as Europe/Prague.',
    );
}

export const findOperator = (db: Db, workspaceId: string, email: string) =>
  maybeOne<{ name: string; must_change_password: boolean }>(
    db,
    sql`select name, must_change_password from operators
         where workspace_id = ${workspaceId} and email = ${email}`,
  );

export interface Operator {
  id: string;
  name: string;
  email: string;
  permission: OperatorPermission;
  mustChangePassword: boolean;
  createdAt: Date;
  /** When the newest sign-in in force began. */
  lastSignInAt: Date | null;
}

/** Those of the workspace, oldest first. */
export const listOperators = (db: Db, workspaceId: string, limit: number): Promise<Operator[]> =>
  many<Operator>(
    db,
    sql`select id, name, email, permission, must_change_password as "mustChangePassword", created_at as "createdAt",
               (select max(s.created_at) from operator_sessions s where s.operator_id = o.id) as "lastSignInAt"
          from operators o where workspace_id = ${workspaceId}
         order by created_at, id limit ${limit}`,
  );

/** Until the transaction ends nobody else changes who may sign in; rows that point to the workspace go on being written. */
export const lockWorkspace = (tx: Tx, workspaceId: string): Promise<unknown> =>
  one(tx, sql`select 1 from workspaces where workspace_id = ${workspaceId} for no key update`);

interface OperatorRow {
  workspaceId: string;
  name: string;
  email: string;
  permission: OperatorPermission;
  /** Of a one-time password: it is to be changed. */
  passwordHash: string;
}

/** Returns the new operator's id; undefined: the e-mail signs in already. */
export async function insertOperator(tx: Tx, operator: OperatorRow): Promise<string | undefined> {
  const { workspaceId, name, email, permission, passwordHash } = operator;
  const [operatorId, accountId] = [newId(), newId()];
  const made = await execute(
    tx,
    sql`insert into operators (id, workspace_id, permission, name, email, email_verified, must_change_password)
        values (${operatorId}, ${workspaceId}, ${permission}, ${name}, ${email}, true, true)
        on conflict (email) do nothing`,
  );
  if (made === 0) return undefined;
  await execute(
    tx,
    sql`insert into operator_accounts (id, operator_id, account_id, provider_id, password, updated_at)
        values (${accountId}, ${operatorId}, ${operatorId}, 'credential', ${passwordHash}, now())`,
  );
  return operatorId;
}

export const updateOperator = (
  tx: Tx,
  workspaceId: string,
  operatorId: string,
  { name, permission }: { name: string; permission: OperatorPermission },
): Promise<number> =>
  execute(
    tx,
    sql`update operators set name = ${name}, permission = ${permission}, updated_at = now()
         where workspace_id = ${workspaceId} and id = ${operatorId}`,
  );

/** Sessions and password go with the row, by its foreign keys. */
export const deleteOperator = (tx: Tx, workspaceId: string, operatorId: string): Promise<number> =>
  execute(tx, sql`delete from operators where workspace_id = ${workspaceId} and id = ${operatorId}`);

/** The password before it and every session end. */
export async function setOneTimePassword(tx: Tx, operatorId: string, passwordHash: string): Promise<void> {
  await execute(
    tx,
    sql`update operator_accounts set password = ${passwordHash}, updated_at = now()
         where operator_id = ${operatorId} and provider_id = 'credential'`,
  );
  await execute(
    tx,
    sql`update operators set must_change_password = true, updated_at = now() where id = ${operatorId}`,
  );
  await execute(tx, sql`delete from operator_sessions where operator_id = ${operatorId}`);
}

const newId = (): string => randomBytes(16).toString('hex');
