// People over HTTP: search, profile, timeline, our own way to write customers, and the catalogues the builders offer.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';

export const MAX_ATTRIBUTES = 200;
export const ATTRIBUTE_TYPES = ['string', 'number', 'boolean', 'datetime', 'array', 'object', 'geo'] as const;
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

export const attributeName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}.$]+$/u, 'must not contain dots, $ or control characters');
/** Control characters and halves of surrogate pairs cannot be stored as they are, so they would not be found again. */
const isPlainText = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text);
const plainText = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(maxLength)
    .refine(isPlainText, 'must not contain control characters');
export const customerId = plainText(200);
export const eventName = plainText(100);
export const dedupeKey = plainText(200);

/** A record by attribute name; a wrong name is told as what is wrong with it. */
export const recordByName = <V extends z.ZodType>(value: V) =>
  z.record(attributeName, value, {
    error: (issue) => (issue.code === 'invalid_key' ? `name ${issue.issues[0]?.message}` : undefined),
  });

/**
 * Values by attribute name: a text, a number, true or false, a date and time with a zone, a list, an object two deep, a place
 * ({lat, lon}); null removes the attribute. What else a value must be is said where it is read (`attribute.value.ts`).
 */
export const attributesInput = recordByName(z.unknown()).refine(
  (record) => Object.keys(record).length <= MAX_ATTRIBUTES,
  `at most ${MAX_ATTRIBUTES} attributes a call`,
);

export const identity = z.object({
  page_id: z.string(),
  page_name: z.string().nullable(),
  psid: z.string(),
  first_seen_at: z.iso.datetime(),
  last_user_action_at: z.iso.datetime().nullable(),
  last_user_action: z.string().nullable(),
  window_closes_at: z.iso
    .datetime()
    .nullable()
    .describe('In the past: closed. null: not known to have written'),
  last_read_at: z.iso.datetime().nullable(),
  blocked_at: z.iso.datetime().nullable(),
  opted_out_at: z.iso
    .datetime()
    .nullable()
    .describe('Since when they do not want to be messaged; null: they have not said so, or took it back'),
  opted_out_because: z.string().nullable().describe('What they said, or who recorded it and why'),
});

export const personRow = z
  .object({
    id: idSchema('prf'),
    customer_id: z.string().nullable().describe('null: an anonymous profile'),
    name: z.string().nullable(),
    email: z.string().nullable(),
    ps_id: z.string().nullable(),
    window_closes_at: z.iso.datetime().nullable(),
    last_user_action_at: z.iso.datetime().nullable(),
    opted_out_at: z.iso.datetime().nullable().describe('From every Page that knows them'),
    blocked_at: z.iso.datetime().nullable().describe('Every Page that knows them'),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'PersonRow' });

const person = z
  .object({
    id: idSchema('prf'),
    customer_id: z.string().nullable(),
    name: z.string().nullable(),
    attributes: z.record(z.string(), z.unknown()),
    hidden_attributes: z.array(z.string()).describe('Sensitive ones, whose values you may not see'),
    identities: z.array(identity),
    aliases: z.array(z.string()).describe('Customer ids that were merged into this one; they go on working'),
    anonymous_ids: z.array(z.string()).describe('Ids an app knew them by before they said who they are'),
    merged_from: z.array(
      z.object({
        id: idSchema('prf'),
        customer_id: z.string().nullable(),
        merged_at: z.iso.datetime(),
        reason: z.string(),
        undo_until: z.iso.datetime().nullable().describe('null: it cannot be undone any more'),
        undo_first: idSchema('prf')
          .nullable()
          .describe('They were merged into this one, which is to be undone before'),
      }),
    ),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Person' });

const timelineEntry = z.object({
  id: z.string(),
  kind: z.enum(['event', 'delivery']),
  name: z.string().describe('Event name, or campaign name of a delivery'),
  at: z.iso.datetime(),
  source: z
    .enum(['messenger', 'api', 'website', 'talaria'])
    .describe('website: said with a key that every visitor can read'),
  details: z.record(z.string(), z.unknown()),
});

const params = z.object({ id: idSchema('prf') });
const tag = 'People';
const cursor = z.string().max(200).optional();
const limit = z.coerce.number().int().min(1).max(200).default(50);

export const PEOPLE_KINDS = ['all', 'customer', 'anonymous', 'messenger', 'opted_out', 'blocked'] as const;

export const profileRoutes = {
  list: contract({
    method: 'GET',
    path: '/api/people',
    tag,
    permission: 'view',
    summary: 'Search people, newest first',
    query: z.object({
      search: z
        .string()
        .trim()
        .max(200)
        .default('')
        .describe('Customer id (also one merged into another), PSID, e-mail, or part of a name'),
      kind: z.enum(PEOPLE_KINDS).default('all'),
      after: cursor,
      limit,
    }),
    reply: z.object({
      people: z.array(personRow),
      next: z.string().nullable(),
      total: z.number().int().nullable().describe('null while searching'),
    }),
  }),
  get: contract({
    method: 'GET',
    path: '/api/people/:id',
    tag,
    permission: 'view',
    summary: 'One person; an id that was merged away leads to who remains',
    params,
    reply: person,
  }),
  timeline: contract({
    method: 'GET',
    path: '/api/people/:id/timeline',
    tag,
    permission: 'view',
    summary: 'Events and deliveries, newest first',
    params,
    query: z.object({ before: cursor, limit }),
    reply: z.object({ entries: z.array(timelineEntry), next: z.string().nullable() }),
  }),
  save: contract({
    method: 'POST',
    path: '/api/people',
    tag,
    permission: 'edit',
    summary: 'Create or update a customer. A ps_id known from Messenger joins that profile to the customer',
    body: z.object({ customer_id: customerId, attributes: attributesInput.default({}) }),
    reply: person,
  }),
};
