// SQL of the media library and of what lies at the platform, once per Page.
import { sql } from 'kysely';
import { type Db, execute, many, maybeOne, one } from '../kit/db.ts';
import type { MediaKind, MediaType } from './media.sniff.ts';

export interface MediaRow {
  mediaId: number;
  name: string;
  kind: MediaKind;
  mime: string;
  sizeBytes: number | null;
  sourceUrl: string | null;
  createdAt: Date;
}
export interface AttachmentRow {
  attachmentId: string;
  uploadedAt: Date;
  expiresAt: Date;
  error: string | null;
}
type ListedRow = MediaRow & { [K in keyof AttachmentRow]: AttachmentRow[K] | null };

const mediaColumns = sql`m.media_id as "mediaId", m.name, m.kind, m.mime, m.size_bytes as "sizeBytes",
  m.source_url as "sourceUrl", m.created_at as "createdAt"`;

export interface MediaQuery {
  pageId: string | null;
  kind: MediaKind | null;
  search: string;
  before: number | null;
  limit: number;
}

export const listMediaRows = (db: Db, workspaceId: string, query: MediaQuery): Promise<ListedRow[]> =>
  many(
    db,
    sql<ListedRow>`
      select ${mediaColumns}, a.attachment_id as "attachmentId", a.uploaded_at as "uploadedAt",
             a.expires_at as "expiresAt", a.error
        from media m left join page_attachments a
          on a.workspace_id = m.workspace_id and a.media_id = m.media_id and a.page_id = ${query.pageId}
       where m.workspace_id = ${workspaceId}
         and (${query.kind}::text is null or m.kind = ${query.kind})
         and (${query.search}::text = '' or strpos(lower(m.name), lower(${query.search}::text)) > 0)
         and (${query.before}::bigint is null or m.media_id < ${query.before})
       order by m.media_id desc limit ${query.limit}`,
  );

export const findMedia = (db: Db, workspaceId: string, mediaId: number): Promise<MediaRow | undefined> =>
  maybeOne(
    db,
    sql<MediaRow>`select ${mediaColumns} from media m where m.workspace_id = ${workspaceId} and m.media_id = ${mediaId}`,
  );

export const findMediaBytes = (
  db: Db,
  workspaceId: string,
  mediaId: number,
): Promise<{ bytes: Buffer | null } | undefined> =>
  maybeOne(
    db,
    sql<{
      bytes: Buffer | null;
    }>`select bytes from media where workspace_id = ${workspaceId} and media_id = ${mediaId}`,
  );

export async function countMedia(db: Db, workspaceId: string): Promise<number> {
  const { count } = await one(
    db,
    sql<{ count: number }>`select count(*) as count from media where workspace_id = ${workspaceId}`,
  );
  return count;
}

export interface NewMedia extends MediaType {
  name: string;
  bytes: Buffer | null;
  sourceUrl: string | null;
  at: Date;
}

export const insertMedia = (db: Db, workspaceId: string, media: NewMedia): Promise<MediaRow> =>
  one(
    db,
    sql<MediaRow>`
      insert into media as m (workspace_id, name, kind, mime, size_bytes, bytes, source_url, created_at)
      values (${workspaceId}, ${media.name}, ${media.kind}, ${media.mime}, ${media.bytes?.length ?? null},
              ${media.bytes}, ${media.sourceUrl}, ${media.at})
      returning ${mediaColumns}`,
  );

export const deleteMediaRow = (db: Db, workspaceId: string, mediaId: number): Promise<number> =>
  execute(db, sql`delete from media where workspace_id = ${workspaceId} and media_id = ${mediaId}`);
