// The attributes of a workspace with their types, for mapping columns to them.
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import type { AttributeType } from '../profiles/profile.contract.ts';

export async function findAttributeTypes(db: Db, workspaceId: string): Promise<Map<string, AttributeType>> {
  const rows = await many(
    db,
    sql<{ name: string; type: AttributeType }>`
    select name, type from attributes where workspace_id = ${workspaceId} order by name`,
  );
  return new Map(rows.map((row) => [row.name, row.type]));
}
