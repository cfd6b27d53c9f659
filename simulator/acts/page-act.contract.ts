// What happens to a Page, or what its people do at the Page Inbox: the body of POST /sandbox/pages/{id}/actions.
import { z } from 'zod';
import { PLACES } from '../webhooks/place.ts';
import { TEMPLATE_STATUSES } from '../world/item.contract.ts';
import { free, text } from './parts.contract.ts';

const words = z.string().max(200);
const reason = z.string().max(1000);

export const MARKETING_EVENTS = ['echo', 'delivery', 'read', 'click', 'delivery_failed'] as const;

export const pageActSchema = z.discriminatedUnion('type', [
  /** The platform restricts the Page for a while: sends fail with 10/1893063. */
  z.strictObject({
    type: z.literal('restrict'),
    status: z.enum(['restricted', 'suspended']).default('restricted'),
    feature: z
      .enum(['page_publish', 'page_read_only', 'page_messaging', 'page_messaging_api'])
      .default('page_messaging_api'),
    violation: words.default('SPAM'),
    reason: reason.default('Too many people reported or blocked messages of this Page.'),
    hours: z.number().min(0.01).max(8760).default(24),
  }),
  z.strictObject({
    type: z.literal('warn'),
    violation: words.default('SPAM'),
    reason: reason.default('Messages of this Page are close to being restricted.'),
  }),
  z.strictObject({ type: z.literal('unrestrict') }),
  /** The Page itself comments, or publishes. */
  z.strictObject({
    type: z.literal('comment'),
    text: text.default('Thanks for asking!'),
    post_id: words.optional(),
  }),
  z.strictObject({ type: z.literal('post'), text: text.default('News from the Page') }),
  /** Somebody answers from the Page Inbox, which seizes the thread where apps take turns. */
  z.strictObject({ type: z.literal('inbox_message'), psid: words, text }),
  z.strictObject({
    type: z.literal('label'),
    psid: words,
    label: words.default('VIP'),
    action: words.default('add'),
  }),
  /** The review of a utility template decides. */
  z.strictObject({
    type: z.literal('template'),
    template_id: words,
    status: z.enum(TEMPLATE_STATUSES),
    reason: reason.optional(),
  }),
  /** An event of a paid marketing message; `psid` null is a subscriber of a custom audience. */
  z.strictObject({
    type: z.literal('marketing_message'),
    event: z.enum(MARKETING_EVENTS),
    psid: words.nullable(),
    campaign_id: words.default('120200000000000001'),
    mid: words.optional(),
    tracking_id: words.optional(),
    token: words.optional(),
    error_message: reason.optional(),
  }),
  z.strictObject({
    type: z.literal('raw'),
    field: words.min(1),
    place: z.enum(PLACES).optional(),
    /** With `head` true, recipient and timestamp are added. */
    head: z.boolean().default(false),
    event: free,
  }),
]);
export type PageAct = z.output<typeof pageActSchema>;
export type PageActOf<T extends PageAct['type']> = Extract<PageAct, { type: T }>;
