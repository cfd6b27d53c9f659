// Somebody of a segment to show a message for, before anybody is chosen.
import { sql } from 'kysely';
import { type Db, maybeOne } from '../kit/db.ts';
import { compileFilter } from '../segments/compile.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';
import { prepareFilter } from '../segments/scope.ts';

/** Among so many the best is chosen: sorting a million people for one took a second of every publishing. */
const LOOKED_AT = 100;

/** Somebody of the segment for a first look: one who can be reached, if there is any; a customer rather than a stranger. */
export async function findExamplePerson(
  db: Db,
  of: { workspaceId: string; filter: GroupFilter; pageId: string | null; now: Date },
): Promise<number | null> {
  const asOf = { now: of.now, reach: 'few' as const };
  const { filter, scope } = await prepareFilter(db, of.workspaceId, of.filter, asOf);
  const inSegment = sql`p.workspace_id = ${of.workspaceId} and (${compileFilter(filter, scope)})`;
  const reachable = sql`
    profiles p join identities i on i.workspace_id = p.workspace_id and i.profile_id = p.profile_id
     and (${of.pageId}::text is null or i.page_id = ${of.pageId})`;
  for (const people of [reachable, sql`profiles p`]) {
    const row = await maybeOne(
      db,
      sql<{ profileId: number }>`
      select few.profile_id as "profileId"
        from (select p.profile_id, p.customer_id from ${people} where ${inSegment} limit ${LOOKED_AT}) few
       order by few.customer_id is not null desc, few.profile_id limit 1`,
    );
    if (row) return row.profileId;
  }
  return null;
}
