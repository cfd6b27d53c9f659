// The media library of a workspace: what can be put into messages. Bytes of our own, or an address the platform fetches.
import { writeAudit } from '../kit/audit.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import { AppError, conflict, invalid, notFound } from '../kit/errors.ts';
import { formatId, parseId } from '../kit/ids.ts';
import { hasUserInfo, isPrivateHost } from '../kit/public-address.ts';
import { MAX_MEDIA_BYTES, MAX_NAME_CHARACTERS, type MediaView } from './media.contract.ts';
import {
  type AttachmentRow,
  countMedia,
  deleteMediaRow,
  findMedia,
  findMediaBytes,
  insertMedia,
  listMediaRows,
  type MediaQuery,
  type MediaRow,
  type NewMedia,
} from './media.queries.ts';
import { type MediaKind, sniffMedia } from './media.sniff.ts';
import { findAttachment } from './media-attachment.queries.ts';
import { uploadToPage } from './media-attachments.ts';
import type { PageToolNeeds } from './page-call.ts';

const MAX_MEDIA = 5000;

export interface MediaNeeds extends PageToolNeeds {
  /** Whether a campaign that is open, or ran lately, has this media ('med_12') in its message. */
  isMediaInUse: (workspaceId: string, mediaId: string) => Promise<boolean>;
}

/** What the library over HTTP needs besides: whether media may lie at private addresses, and where the platform is. */
export interface MediaLibraryNeeds extends MediaNeeds {
  allowPrivateAddresses: boolean;
  graphUrl: string;
}

export interface Uploader {
  workspaceId: string;
  actor: string;
}

export async function listMedia(
  needs: PageToolNeeds,
  workspaceId: string,
  query: Omit<MediaQuery, 'before'> & { before: string | null },
): Promise<{ media: MediaView[]; next: string | null }> {
  const before = query.before === null ? null : parseId('med', query.before);
  const rows = await listMediaRows(needs.db, workspaceId, { ...query, before });
  const media = rows.map((row) => {
    const { attachmentId, uploadedAt, expiresAt, error } = row;
    const isThere = attachmentId !== null && uploadedAt !== null && expiresAt !== null;
    return toView(row, isThere ? { attachmentId, uploadedAt, expiresAt, error } : null, needs.clock.now());
  });
  return { media, next: rows.length === query.limit ? (media.at(-1)?.id ?? null) : null };
}

function toView(row: MediaRow, attachment: AttachmentRow | null, now: Date): MediaView {
  return {
    id: formatId('med', row.mediaId),
    name: row.name,
    kind: row.kind,
    mime: row.mime,
    size_bytes: row.sizeBytes,
    source_url: row.sourceUrl,
    created_at: row.createdAt.toISOString(),
    attachment: attachment && {
      id: attachment.attachmentId,
      uploaded_at: attachment.uploadedAt.toISOString(),
      expires_at: attachment.expiresAt.toISOString(),
      expired: attachment.expiresAt <= now,
      error: attachment.error,
    },
  };
}

/** `declared` is the content type the sender named; the bytes decide. Refuses: invalid, too_large, conflict. */
export async function addFile(
  needs: PageToolNeeds,
  by: Uploader,
  file: { name: string; declared: string; bytes: Buffer },
): Promise<MediaView> {
  const { bytes } = file;
  if (bytes.length === 0)
    throw invalid('body', 'The file is empty.', 'Send the bytes of the file as the body.');
  if (bytes.length > MAX_MEDIA_BYTES) throw tooLarge();
  const found = sniffMedia(bytes);
  const declared = file.declared.split('/')[0]?.toLowerCase() ?? '';
  // WebM, Ogg and MP4 hold sound alone as well: there the declared kind says which.
  const kind = sameBox(declared, found.kind) ? (declared as MediaKind) : found.kind;
  if (['image', 'video', 'audio'].includes(declared) && kind !== declared)
    throw invalid(
      'body',
      `The file is sent as ${file.declared}, but its bytes are ${found.mime}.`,
      'Convert it to PNG, JPEG, GIF, MP4 or MP3, or send it as a file (application/octet-stream).',
    );
  return add(needs, by, { ...found, kind, name: fileName(file.name), bytes, sourceUrl: null });
}

export const tooLarge = (): AppError =>
  new AppError('too_large', 'The file is larger than 25 MB, the most a message can carry.', {
    field: 'body',
    remedy: 'Make it smaller, or link to it with a button.',
  });

const sameBox = (declared: string, found: MediaKind): boolean =>
  (declared === 'audio' || declared === 'video') && (found === 'audio' || found === 'video');

/** Only what a file name may be anywhere: no folders, nothing invisible, such as what turns the direction of reading. */
export function fileName(name: string): string {
  const visible = name
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}/\\]+/gu, '_')
    .replace(/\p{Default_Ignorable_Code_Point}|\p{Cf}/gu, '')
    .trim();
  return visible === '' ? 'unnamed' : [...visible].slice(0, MAX_NAME_CHARACTERS).join('');
}

const TYPICAL: Record<MediaKind, string> = {
  image: 'image/*',
  video: 'video/*',
  audio: 'audio/*',
  file: 'application/octet-stream',
};

/** Refuses: invalid for an address with a password, or one that Facebook cannot reach; conflict. */
export async function addByUrl(
  needs: MediaLibraryNeeds,
  by: Uploader,
  given: { name: string; kind: MediaKind; url: string },
): Promise<MediaView> {
  checkAddress(needs, given.url);
  return add(needs, by, {
    kind: given.kind,
    mime: TYPICAL[given.kind],
    name: given.name,
    bytes: null,
    sourceUrl: given.url,
  });
}

/** The platform of `graphUrl` reaches the host it runs on itself: so the sandbox can fetch what lies beside it. */
function checkAddress({ allowPrivateAddresses, graphUrl }: MediaLibraryNeeds, url: string): void {
  if (hasUserInfo(url))
    throw invalid(
      'url',
      'The address holds a user or a password, which everybody who edits messages would see.',
      'Use an address that needs no sign-in, or upload the file.',
    );
  const { hostname } = new URL(url);
  if (!allowPrivateAddresses && isPrivateHost(hostname) && hostname !== new URL(graphUrl).hostname)
    throw invalid(
      'url',
      `${hostname} is a private or special address: Facebook cannot fetch media from there.`,
      'Upload the file, or use a public address. ALLOW_PRIVATE_ADDRESSES=true permits it.',
    );
}

async function add(
  { db, clock }: PageToolNeeds,
  { workspaceId, actor }: Uploader,
  media: Omit<NewMedia, 'at'>,
): Promise<MediaView> {
  if ((await countMedia(db, workspaceId)) >= MAX_MEDIA)
    throw conflict(
      `The library holds ${MAX_MEDIA} media, the most it can.`,
      'Delete what you no longer use.',
    );
  const at = clock.now();
  return withTransaction(db, async (tx) => {
    const row = await insertMedia(tx, workspaceId, { ...media, at });
    const subject = formatId('med', row.mediaId);
    await writeAudit(tx, {
      workspaceId,
      actor,
      action: 'media.added',
      subject,
      details: { name: row.name },
      at,
    });
    return toView(row, null, at);
  });
}

/** Its bytes with their type; by address there are none: not_found. */
export async function getContent(
  { db }: Pick<PageToolNeeds, 'db'>,
  workspaceId: string,
  id: string,
): Promise<{ media: MediaRow; bytes: Buffer }> {
  const mediaId = parseId('med', id);
  const media = await findMedia(db, workspaceId, mediaId);
  const content = media && (await findMediaBytes(db, workspaceId, mediaId));
  if (!media || !content?.bytes) throw notFound(`content of ${id}`);
  return { media, bytes: content.bytes };
}

/** Uploads to a Page, also when it is there already. Refuses: not_found, conflict, upstream. */
export async function attachToPage(
  needs: PageToolNeeds,
  workspaceId: string,
  pageId: string,
  id: string,
): Promise<MediaView> {
  const place = { workspaceId, pageId, mediaId: parseId('med', id) };
  await uploadToPage(needs, place);
  const row = await findMedia(needs.db, workspaceId, place.mediaId);
  if (!row) throw notFound(`media ${id}`);
  return toView(row, (await findAttachment(needs.db, place)) ?? null, needs.clock.now());
}

/** Gone from the library; copies at the platform run out by themselves. Refuses: not_found, conflict while in use. */
export async function removeMedia(
  needs: MediaNeeds,
  { workspaceId, actor }: Uploader,
  id: string,
): Promise<void> {
  if (await needs.isMediaInUse(workspaceId, id))
    throw conflict(
      'A campaign that is open or ran lately uses it, or an answer to comments.',
      'Take it out there first.',
    );
  await withTransaction(needs.db, async (tx) => {
    const gone = await deleteMediaRow(tx, workspaceId, parseId('med', id));
    if (gone === 0) throw notFound(`media ${id}`);
    await writeAudit(tx, { workspaceId, actor, action: 'media.deleted', subject: id, at: needs.clock.now() });
  });
}

/** Of these ('med_12'), the ones that are in the library. */
export async function findKnownMedia(
  db: Db,
  workspaceId: string,
  mediaIds: readonly string[],
): Promise<Set<string>> {
  const known = await Promise.all(
    mediaIds.map(async (id) => ((await findMedia(db, workspaceId, parseId('med', id))) ? [id] : [])),
  );
  return new Set(known.flat());
}
