// The platform said a person cannot be reached (551 and friends). Written by delivery, cleared by the person's next action.
import { sql } from 'kysely';
import { execute, jsonb, type Tx } from '../kit/db.ts';

export interface Block {
  pageId: string;
  psid: string;
  /** The platform's code, as 'code/subcode'. */
  code: string;
  /** When the platform said so. A user action at or after it outweighs it, in whichever order the two are stored. */
  at: Date;
}

/** Keeps the latest block of each identity. Unknown identities are left out: there is nobody to hold back. */
export async function markBlocked(tx: Tx, workspaceId: string, blocks: readonly Block[]): Promise<void> {
  if (blocks.length === 0) return;
  const rows = blocks.map(({ pageId, psid, code, at }) => ({ page_id: pageId, psid, code, at }));
  await execute(
    tx,
    sql`
      with latest as (
        select distinct on (page_id, psid) page_id, psid, code, at
          from jsonb_to_recordset(${jsonb(rows)}) as b (page_id text, psid text, code text, at timestamptz)
         order by page_id, psid, at desc, code collate "C" desc
      ), locked as (
        select i.page_id, i.psid, latest.code, latest.at
          from identities i join latest using (page_id, psid)
         where i.workspace_id = ${workspaceId} and i.psid = any(${rows.map((row) => row.psid)}::text[])
         order by i.page_id, i.psid
           for no key update of i
      )
      update identities i set blocked_at = locked.at, blocked_code = locked.code
        from locked
       where i.workspace_id = ${workspaceId} and i.page_id = locked.page_id and i.psid = locked.psid
         and locked.at > coalesce(i.last_user_action_at, '-infinity')
         and (locked.at, locked.code collate "C")
             > (coalesce(i.blocked_at, '-infinity'), coalesce(i.blocked_code, ''))`,
  );
}

/** The platform refused a message as outside the window. Actions of the person since `at` open it again. */
export async function markWindowClosed(
  tx: Tx,
  workspaceId: string,
  { pageId, psid, at }: { pageId: string; psid: string; at: Date },
): Promise<void> {
  await execute(
    tx,
    sql`update identities set window_closed_at = greatest(window_closed_at, ${at})
         where workspace_id = ${workspaceId} and page_id = ${pageId} and psid = ${psid}`,
  );
}
