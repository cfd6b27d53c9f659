// The one row that says which installation this is. Made at the first start.
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { type Db, execute, one } from '../kit/db.ts';

/** Twelve characters, unique enough to tell installations on one Page apart. Safe when two processes start at once. */
export async function ensureInstallation(db: Db): Promise<string> {
  await execute(
    db,
    sql`
    insert into installation (installation_id) values (${randomBytes(9).toString('base64url').replaceAll(/[-_]/g, 'x')})
    on conflict do nothing`,
  );
  return findInstallationId(db);
}

export async function findInstallationId(db: Db): Promise<string> {
  const row = await one<{ installation_id: string }>(db, sql`select installation_id from installation`);
  return row.installation_id;
}
