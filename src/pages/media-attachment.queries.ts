// SQL of media at the platform: which attachment id stands for which media on a Page, until when, and what is to be renewed.
import { sql } from 'kysely';
import { type Db, execute, many, maybeOne } from '../kit/db.ts';
import type { AttachmentRow } from './media.queries.ts';

/** One media on one Page. */
export interface Place {
  workspaceId: string;
  pageId: string;
  mediaId: number;
}

export const listUsableAttachments = (
  db: Db,
  workspaceId: string,
  pageId: string,
  now: Date,
): Promise<{ mediaId: number; attachmentId: string }[]> =>
  many(
    db,
    sql<{ mediaId: number; attachmentId: string }>`
      select media_id as "mediaId", attachment_id as "attachmentId" from page_attachments
       where workspace_id = ${workspaceId} and page_id = ${pageId} and expires_at > ${now}`,
  );

/** Expired since `from`, and not uploaded anew yet. */
export const listExpired = (
  db: Db,
  { workspaceId, pageId }: { workspaceId: string; pageId: string },
  { from, now }: { from: Date; now: Date },
): Promise<{ mediaId: number }[]> =>
  many(
    db,
    sql<{ mediaId: number }>`
      select media_id as "mediaId" from page_attachments
       where workspace_id = ${workspaceId} and page_id = ${pageId} and expires_at > ${from} and expires_at <= ${now}`,
  );

export const findAttachment = (db: Db, place: Place): Promise<AttachmentRow | undefined> =>
  maybeOne(
    db,
    sql<AttachmentRow>`
      select attachment_id as "attachmentId", uploaded_at as "uploadedAt", expires_at as "expiresAt", error
        from page_attachments
       where workspace_id = ${place.workspaceId} and page_id = ${place.pageId} and media_id = ${place.mediaId}`,
  );

export async function saveAttachment(
  db: Db,
  place: Place,
  uploaded: { attachmentId: string; at: Date; expiresAt: Date; renewAt: Date },
): Promise<void> {
  await execute(
    db,
    sql`insert into page_attachments (workspace_id, page_id, media_id, attachment_id, uploaded_at, expires_at, renew_at)
        values (${place.workspaceId}, ${place.pageId}, ${place.mediaId}, ${uploaded.attachmentId}, ${uploaded.at},
                ${uploaded.expiresAt}, ${uploaded.renewAt})
        on conflict (workspace_id, page_id, media_id) do update
           set attachment_id = excluded.attachment_id, uploaded_at = excluded.uploaded_at,
               expires_at = excluded.expires_at, renew_at = excluded.renew_at, error = null`,
  );
}

/** The platform does not know this id any more, before its time. Returns how many media that was. */
export const expireAttachment = (
  db: Db,
  { workspaceId, pageId }: { workspaceId: string; pageId: string },
  attachmentId: string,
  now: Date,
): Promise<number> =>
  execute(
    db,
    sql`update page_attachments set expires_at = ${now}, renew_at = ${now}
         where workspace_id = ${workspaceId} and page_id = ${pageId} and attachment_id = ${attachmentId}
           and expires_at > ${now}`,
  );

/** Takes what is due to be renewed on a connected Page; nobody else takes it before `holdMs` have passed. */
export const claimRenewal = (db: Db, now: Date, holdMs: number): Promise<Place | undefined> =>
  maybeOne(
    db,
    sql<Place>`
      with next as (
        select a.workspace_id, a.page_id, a.media_id
          from page_attachments a join pages p using (workspace_id, page_id)
         where a.renew_at <= ${now} and p.state = 'connected'
         order by a.renew_at limit 1 for update of a skip locked)
      update page_attachments a set renew_at = ${now}::timestamptz + ${holdMs} * interval '1 ms'
        from next
       where a.workspace_id = next.workspace_id and a.page_id = next.page_id and a.media_id = next.media_id
      returning a.workspace_id as "workspaceId", a.page_id as "pageId", a.media_id as "mediaId"`,
  );

export async function postponeRenewal(
  db: Db,
  place: Place,
  { renewAt, error }: { renewAt: Date; error: string | null },
): Promise<void> {
  await execute(
    db,
    sql`update page_attachments set renew_at = ${renewAt}, error = ${error}
         where workspace_id = ${place.workspaceId} and page_id = ${place.pageId} and media_id = ${place.mediaId}`,
  );
}
