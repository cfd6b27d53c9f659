// Delivered and read marks: the platform gives one instant a person ("all before this"), which only moves forward.
import { sql } from 'kysely';
import { execute, jsonb, type Tx } from '../kit/db.ts';

export interface Watermark {
  pageId: string;
  psid: string;
  deliveredAt: Date | null;
  readAt: Date | null;
}

/** Moves the marks forward. The identities must exist: in a batch of webhooks, apply its sightings first. */
export async function applyWatermarks(
  tx: Tx,
  workspaceId: string,
  watermarks: readonly Watermark[],
): Promise<void> {
  if (watermarks.length === 0) return;
  const rows = watermarks.map((mark) => ({
    page_id: mark.pageId,
    psid: mark.psid,
    delivered_at: mark.deliveredAt,
    read_at: mark.readAt,
  }));
  await execute(
    tx,
    sql`
      with latest as (
        select page_id, psid, max(delivered_at) as delivered_at, max(read_at) as read_at
          from jsonb_to_recordset(${jsonb(rows)})
            as w (page_id text, psid text, delivered_at timestamptz, read_at timestamptz)
         group by page_id, psid
      ), locked as (
        select i.page_id, i.psid, latest.delivered_at, latest.read_at
          from identities i join latest using (page_id, psid)
         where i.workspace_id = ${workspaceId} and i.psid = any(${rows.map((row) => row.psid)}::text[])
         order by i.page_id, i.psid
           for no key update of i
      )
      update identities i
         set last_delivered_at = greatest(i.last_delivered_at, locked.delivered_at),
             last_read_at = greatest(i.last_read_at, locked.read_at)
        from locked
       where i.workspace_id = ${workspaceId} and i.page_id = locked.page_id and i.psid = locked.psid
         and (locked.delivered_at > coalesce(i.last_delivered_at, '-infinity')
              or locked.read_at > coalesce(i.last_read_at, '-infinity'))`,
  );
}
