// Entry links over HTTP: m.me links with a ref, their QR codes, personal links that tie a PSID to a customer, and counts.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { isStorable, NOT_STORABLE } from '../kit/storable-text.ts';
import { VISIT_OUTCOMES } from './entry-outcomes.ts';
import { refCode } from './entry-ref.ts';
import { facebookId } from './page.contract.ts';

export const MAX_BULK = 1000;

const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max)
    .refine(isStorable, NOT_STORABLE)
    .refine((text) => !/\p{Cc}/u.test(text), 'must be one line');

const changeable = {
  name: line(100).describe('For operators, and on the timeline of whoever came by it'),
  welcome_text: z
    .string()
    .trim()
    .max(500)
    .refine(isStorable, NOT_STORABLE)
    .transform((text) => (text === '' ? null : text))
    .nullable()
    .describe('What the person finds typed in when the thread opens'),
  tag: line(100).nullable().describe('A campaign, a shop, a poster: for finding it again'),
  single_use: z
    .boolean()
    .describe('Whether a personal link ties one PSID only. Off: whoever opens it becomes this customer'),
  personal_days: z.number().int().min(1).max(365).describe('How long a personal link is valid'),
};

export const newLink = z.object({
  ...changeable,
  page_id: facebookId,
  ref_code: refCode.optional().describe('Default: made from the name'),
  welcome_text: changeable.welcome_text.default(null),
  tag: changeable.tag.default(null),
  single_use: changeable.single_use.default(true),
  personal_days: changeable.personal_days.default(30),
});
export const linkChanges = z.object({ ...changeable, archived: z.boolean() }).partial();

const counts = z.object({
  opens: z.number().int().describe('Webhooks that carried this ref'),
  people: z.number().int().describe('Different PSIDs among them'),
  new_people: z.number().int().describe('Of those, who was not known before'),
  opt_ins: z.number().int().describe('Opens that were opt-ins of a plugin'),
  issued: z.number().int().describe('Customers a personal link was made for'),
  tied: z.number().int().describe('PSIDs tied to a customer'),
  conflicts: z.number().int().describe('Personal links opened by somebody they could not be tied to'),
  refused: z.number().int().describe('Personal links opened too late, or of customers that are gone'),
});

export const entryLink = z
  .object({
    id: idSchema('lnk'),
    page_id: z.string(),
    page_name: z.string(),
    name: z.string(),
    ref_code: z.string(),
    url: z.string().describe('The plain link: it counts, and ties nobody'),
    welcome_text: z.string().nullable(),
    tag: z.string().nullable(),
    single_use: z.boolean(),
    personal_days: z.number().int(),
    counts,
    created_at: z.iso.datetime(),
    archived_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'EntryLink' });

const personalLink = z.object({
  customer_id: z.string(),
  url: z.string(),
  ref: z.string(),
  expires_at: z.iso.datetime(),
});

export const entryVisit = z
  .object({
    at: z.iso.datetime(),
    psid: z.string(),
    person: z.object({ id: idSchema('prf'), name: z.string().nullable() }).nullable(),
    via: z.enum(['postback', 'referral', 'message', 'optin']),
    is_new: z.boolean(),
    outcome: z.enum(VISIT_OUTCOMES).nullable().describe('Of a personal link; null: the plain one'),
    title: z.string().nullable().describe('The same in words'),
    remedy: z.string().nullable(),
    customer_id: z.string().nullable().describe('Whose personal link it was'),
  })
  .meta({ id: 'EntryVisit' });

const params = z.object({ id: idSchema('lnk') });
const customerId = z.string().trim().min(1).max(200).refine(isStorable, NOT_STORABLE);
const tag = 'Entry links';

export const entryLinkRoutes = {
  list: contract({
    method: 'GET',
    path: '/api/entry-links',
    tag,
    permission: 'view',
    summary: 'Entry links, newest first',
    query: z.object({
      page_id: facebookId.optional(),
      archived: z.enum(['false', 'true']).default('false').describe('Those put away instead'),
      after: idSchema('lnk').optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: z.object({
      links: z.array(entryLink),
      next: z.string().nullable(),
      forged: z
        .number()
        .int()
        .describe('Webhooks with a personal ref that was changed, or made for another Page; nobody was tied'),
    }),
  }),
  create: contract({
    method: 'POST',
    path: '/api/entry-links',
    tag,
    permission: 'edit',
    summary: 'Make an entry link',
    body: newLink,
    reply: entryLink,
  }),
  get: contract({
    method: 'GET',
    path: '/api/entry-links/:id',
    tag,
    permission: 'view',
    summary: 'One entry link',
    params,
    reply: entryLink,
  }),
  change: contract({
    method: 'PATCH',
    path: '/api/entry-links/:id',
    tag,
    permission: 'edit',
    summary: 'Change what is said about a link, or put it away. Its ref stays: it may be printed somewhere',
    params,
    body: linkChanges,
    reply: entryLink,
  }),
  personal: contract({
    method: 'POST',
    path: '/api/entry-links/:id/personal',
    tag,
    permission: 'edit',
    summary: 'A link for one customer: opening it ties the PSID to them. Asking again makes it last longer',
    params,
    body: z.object({ customer_id: customerId }),
    reply: personalLink.extend({ qr_svg: z.string().describe('The same as a QR code') }),
  }),
  personalBulk: contract({
    method: 'POST',
    path: '/api/entry-links/:id/personal/bulk',
    tag,
    permission: 'edit',
    summary: `Links for up to ${MAX_BULK} customers, for a mail or a letter`,
    params,
    body: z.object({ customer_ids: z.array(customerId).min(1).max(MAX_BULK) }),
    reply: z.object({
      links: z.array(personalLink),
      unknown: z.array(z.string()).describe('Customer ids nobody has: save the customers first'),
    }),
  }),
  visits: contract({
    method: 'GET',
    path: '/api/entry-links/:id/visits',
    tag,
    permission: 'view',
    summary: 'Who opened the link, newest first',
    params,
    query: z.object({
      only: z.enum(['all', 'tied', 'trouble']).default('all'),
      after: z.string().max(400).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: z.object({ visits: z.array(entryVisit), next: z.string().nullable() }),
  }),
};
