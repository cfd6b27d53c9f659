// Customer ids that were merged into another customer go on working: what is said of them is said of who remains.
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';

/** The customer ids in force now of those that are aliases; an id that is none is not in the map. */
export async function findAliases(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<Map<string, string>> {
  if (customerIds.length === 0) return new Map();
  const rows = await many<{ alias: string; customer_id: string }>(
    db,
    sql`select a.customer_id as alias, p.customer_id
          from customer_aliases a join profiles p using (workspace_id, profile_id)
         where a.workspace_id = ${workspaceId} and a.customer_id = any(${[...customerIds]}::text[])
           and p.customer_id is not null`,
  );
  return new Map(rows.map((row) => [row.alias, row.customer_id]));
}
