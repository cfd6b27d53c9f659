// Whom a definition would reach, counted in one pass over the segment: the numbers of the wizard's first step.
import { sql } from 'kysely';
import { type Db, maybeOne, one } from '../kit/db.ts';
import { WINDOW_MS } from '../profiles/window.ts';
import { compileFilter } from '../segments/compile.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';

export interface Audience {
  in_segment: number;
  with_psid: number;
  in_window: number;
  blocked: number;
}

/** `pageId` null: a connector that is not a Page; then any ps_id counts, and any Page's window. */
export function countAudience(
  db: Db,
  of: { workspaceId: string; filter: GroupFilter; pageId: string | null; now: Date },
): Promise<Audience> {
  const { workspaceId, pageId, now } = of;
  const opensAfter = new Date(now.getTime() - WINDOW_MS);
  return one(
    db,
    sql<Audience>`
    select count(*) as in_segment,
           count(*) filter (where i.psid is not null or p.attributes ->> 'ps_id' ~ '^[0-9]{1,32}$') as with_psid,
           count(*) filter (where i.last_action > ${opensAfter} and not i.blocked) as in_window,
           count(*) filter (where i.blocked) as blocked
      from profiles p
      left join lateral (
        select max(i.psid) as psid, max(i.last_user_action_at) as last_action, bool_and(i.blocked_at is not null) as blocked
          from identities i
         where i.workspace_id = p.workspace_id and i.profile_id = p.profile_id
           and (${pageId}::text is null or i.page_id = ${pageId})
      ) i on true
     where p.workspace_id = ${workspaceId} and (${compileFilter(of.filter, { workspaceId, now })})`,
  );
}

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
