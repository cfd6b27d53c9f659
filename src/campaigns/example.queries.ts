// Somebody of a segment to show a message for, before anybody is chosen.
import { sql } from 'kysely';
import { type Db, maybeOne } from '../kit/db.ts';
import { compileFilter } from '../segments/compile.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';

/** Somebody of the segment for a first look: one who can be reached, if there is any. */
export async function findExamplePerson(
  db: Db,
  of: { workspaceId: string; filter: GroupFilter; pageId: string | null; now: Date },
): Promise<number | null> {
  const row = await maybeOne(
    db,
    sql<{ profileId: number }>`
    select p.profile_id as "profileId"
      from profiles p
     where p.workspace_id = ${of.workspaceId} and (${compileFilter(of.filter, of)})
     order by exists (select 1 from identities i where i.workspace_id = p.workspace_id and i.profile_id = p.profile_id
                         and (${of.pageId}::text is null or i.page_id = ${of.pageId})) desc,
              p.customer_id is not null desc, p.profile_id
     limit 1`,
  );
  return row?.profileId ?? null;
}
