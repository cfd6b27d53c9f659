// The media library over HTTP: pictures, films, sound and files for messages, and the same media at each Page.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { nameText } from '../kit/storable-text.ts';
import { MEDIA_KINDS } from './media.sniff.ts';
import { facebookId } from './page.contract.ts';

/** "Media: total ≤ 25 MB" (Messenger: saving assets). The 8 MB of images are for those the platform fetches by address. */
export const MAX_MEDIA_BYTES = 25 * 1024 * 1024;

const attachment = z.object({
  id: z.string().describe('Of the platform; messages of this Page may name it'),
  uploaded_at: z.iso.datetime(),
  expires_at: z.iso
    .datetime()
    .describe('90 days after the upload; renewed before that while campaigns use it'),
  expired: z.boolean(),
  error: z.string().nullable().describe('Why the last renewal failed'),
});

export const media = z
  .object({
    id: idSchema('med'),
    name: z.string(),
    kind: z.enum(MEDIA_KINDS),
    mime: z.string(),
    size_bytes: z.number().int().nullable().describe('null: by address, its size is not known'),
    source_url: z.string().nullable(),
    created_at: z.iso.datetime(),
    attachment: attachment.nullable().describe('On the Page asked for; null: not uploaded to it'),
  })
  .meta({ id: 'Media' });
export type MediaView = z.input<typeof media>;

export const MAX_NAME_CHARACTERS = 200;
const params = z.object({ id: idSchema('med') });
const onPage = z.object({ pageId: facebookId, id: idSchema('med') });
const tag = 'Media';

/** Of the name of a file only what a name may be is kept. */
export const uploadQuery = z.object({ name: z.string().trim().min(1, 'is missing').max(1000) });

export const mediaRoutes = {
  list: contract({
    method: 'GET',
    path: '/api/media',
    tag,
    permission: 'view',
    summary: 'The media library, newest first',
    query: z.object({
      page_id: facebookId.optional().describe('Adds what is known of each on this Page'),
      kind: z.enum(MEDIA_KINDS).optional(),
      search: z.string().max(200).default(''),
      before: idSchema('med').optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: z.object({ media: z.array(media), next: idSchema('med').nullable() }),
  }),
  addByUrl: contract({
    method: 'POST',
    path: '/api/media/by-url',
    tag,
    permission: 'edit',
    summary: 'Add media that lies at a public address; Facebook fetches it from there',
    body: z.object({
      name: nameText(MAX_NAME_CHARACTERS),
      kind: z.enum(MEDIA_KINDS),
      url: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).max(2000),
    }),
    reply: media,
  }),
  remove: contract({
    method: 'DELETE',
    path: '/api/media/:id',
    tag,
    permission: 'edit',
    summary: 'Delete from the library; refused while an open campaign uses it',
    params,
    reply: z.object({ deleted: z.literal(true) }),
  }),
  attach: contract({
    method: 'POST',
    path: '/api/pages/:pageId/media/:id',
    tag,
    permission: 'edit',
    summary: 'Upload to a Page, or again when it is there already: its 90 days begin anew',
    params: onPage,
    reply: media,
  }),
};
