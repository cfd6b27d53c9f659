// What `/api/me` tells: the operator or key, and the workspace it works in.
import { sql } from 'kysely';
import { type Db, maybeOne, one } from '../kit/db.ts';

export const getWorkspace = (db: Db, workspaceId: string) =>
  one<{ id: string; name: string; time_zone: string }>(
    db,
    sql`select workspace_id as id, name, time_zone from workspaces where workspace_id = ${workspaceId}`,
  );

export const findOperator = (db: Db, workspaceId: string, email: string) =>
  maybeOne<{ name: string; must_change_password: boolean }>(
    db,
    sql`select name, must_change_password from operators
         where workspace_id = ${workspaceId} and email = ${email}`,
  );
