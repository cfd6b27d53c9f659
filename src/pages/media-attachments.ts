// Media at the platform: uploaded to a Page once, then sent by its attachment id. Such an id belongs to the Page alone and
// expires after 90 days (Messenger: saving assets); a message names our own id, which stands for it on every Page.
import { z } from 'zod';
import { addMs, DAY_MS, HOUR_MS } from '../kit/clock.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import { AppError, invalid, notFound } from '../kit/errors.ts';
import { formatId, parseId } from '../kit/ids.ts';
import { notify } from '../kit/wake.ts';
import type { GraphAnswer, GraphFile } from '../messenger/graph.ts';
import type { GraphError } from '../messenger/graph-errors.ts';
import { findMedia, findMediaBytes, type MediaRow } from './media.queries.ts';
import {
  expireAttachment,
  findAttachment,
  listExpired,
  listUsableAttachments,
  type Place,
  saveAttachment,
} from './media-attachment.queries.ts';
import { describeRefusal, findRemedy, getPageAuth, type PageToolNeeds, requireAnswer } from './page-call.ts';

const LIFE_MS = 90 * DAY_MS;
/** Renewed when less than this remains. */
const RENEW_BEFORE_MS = 7 * DAY_MS;
/** An upload that failed is tried again after an hour: so long it may still be renewed. */
const RENEWED_WITHIN_MS = 2 * HOUR_MS;
/** The worker that renews; `notify` wakes it. */
export const MEDIA_WORKER = 'pages.media';

/** What each media of the library is called on this Page: 'med_12' → attachment id. Expired ones are left out. */
export async function findAttachments(
  db: Db,
  workspaceId: string,
  pageId: string,
  now: Date,
): Promise<Map<string, string>> {
  const rows = await listUsableAttachments(db, workspaceId, pageId, now);
  return new Map(rows.map(({ mediaId, attachmentId }) => [formatId('med', mediaId), attachmentId]));
}

/** Media ('med_12') whose attachment ended a moment ago and that are being uploaded to the Page anew. */
export async function findRenewing(
  db: Db,
  page: { workspaceId: string; pageId: string },
  now: Date,
): Promise<Set<string>> {
  const rows = await listExpired(db, page, { from: addMs(now, -RENEWED_WITHIN_MS), now });
  return new Set(rows.map(({ mediaId }) => formatId('med', mediaId)));
}

/**
 * The attachment id of a media ('med_12') on a Page, uploaded first when it is not there or expires within the hour.
 * Refuses: not_found; conflict for a Page without a token; in the platform's words invalid for media it does not take, and
 * upstream.
 */
export async function ensureAttachment(
  needs: PageToolNeeds,
  workspaceId: string,
  pageId: string,
  mediaId: string,
): Promise<string> {
  const place = { workspaceId, pageId, mediaId: parseId('med', mediaId) };
  const known = await findAttachment(needs.db, place);
  if (known && known.expiresAt > addMs(needs.clock.now(), DAY_MS / 24)) return known.attachmentId;
  return uploadToPage(needs, place);
}

/**
 * The platform refused this id (100/2018074: unknown, another's, or expired). From now on nothing is sent with it, and it is
 * uploaded anew at once where a campaign uses it.
 */
export async function forgetAttachment(
  db: Db,
  page: { workspaceId: string; pageId: string },
  attachmentId: string,
  now: Date,
): Promise<void> {
  await withTransaction(db, async (tx) => {
    const known = await expireAttachment(tx, page, attachmentId, now);
    if (known > 0) await notify(tx, MEDIA_WORKER);
  });
}

/** Uploads, also what is there already, and returns the attachment id. Refuses as `ensureAttachment` does. */
export async function uploadToPage(needs: PageToolNeeds, place: Place): Promise<string> {
  const media = await findMedia(needs.db, place.workspaceId, place.mediaId);
  if (!media) throw notFound(`media ${formatId('med', place.mediaId)}`);
  const auth = await getPageAuth(needs, place.workspaceId, place.pageId);
  const file = await openFile(needs.db, place, media);
  const payload = { is_reusable: true, ...(media.sourceUrl !== null && { url: media.sourceUrl }) };
  const body = { message: JSON.stringify({ attachment: { type: media.kind, payload } }) };
  const answer: GraphAnswer<z.output<typeof uploaded>> = await needs.graph.upload(
    `/${place.pageId}/message_attachments`,
    body,
    auth,
    { file, reply: uploaded },
  );
  const what = `${media.name} was not uploaded to the Page`;
  if (answer.kind === 'refused' && isAboutMedia(answer.error))
    throw invalid(
      media.sourceUrl === null ? 'file' : 'url',
      `${what}: ${describeRefusal(answer)}`,
      findRemedy(answer),
    );
  const { attachment_id } = requireAnswer(answer, what);
  const at = needs.clock.now();
  const expiresAt = addMs(at, LIFE_MS);
  await saveAttachment(needs.db, place, {
    attachmentId: attachment_id,
    at,
    expiresAt,
    renewAt: addMs(expiresAt, -RENEW_BEFORE_MS),
  });
  return attachment_id;
}

const uploaded = z.object({ attachment_id: z.union([z.string(), z.number()]).transform(String) });

/** Subcodes of 100 with which the platform refuses the media itself (Messenger error codes); without one: its parameters. */
const ABOUT_MEDIA: ReadonlySet<number | null> = new Set([null, 2018008, 2018047, 2018109, 2018294]);
const isAboutMedia = ({ code, subcode }: GraphError): boolean => code === 100 && ABOUT_MEDIA.has(subcode);

async function openFile(db: Db, place: Place, media: MediaRow): Promise<GraphFile | null> {
  if (media.sourceUrl !== null) return null;
  const found = await findMediaBytes(db, place.workspaceId, place.mediaId);
  if (!found?.bytes) throw new AppError('unavailable', `The bytes of ${media.name} are gone.`);
  return { name: media.name, mime: media.mime, bytes: new Uint8Array(found.bytes) };
}
