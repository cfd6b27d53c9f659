// What `/api/me` tells: the operator or key, and the workspace it works in.
import { sql } from 'kysely';
import { type Db, execute, maybeOne, one, type Tx } from '../kit/db.ts';
import { invalid } from '../kit/errors.ts';

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
