// What programs written for MoEngage's Data API send of people and events, read once. The shapes are those of its "Track User",
// "Create Event" and "Bulk Import" pages (moengage.com/docs/api); what concerns push devices is accepted and left out.
import { z } from 'zod';
import { customerId as anyCustomerId, eventName, MAX_ATTRIBUTES } from '../profiles/profile.contract.ts';

/** "The maximum limit for the request body is 128 KB" (Data API overview). */
export const BODY_LIMIT_BYTES = 128 * 1024;

const MAX_ACTIONS = 500;
/** The size bounds it already for elements of a real length. */
const MAX_ELEMENTS = 2_000;
const MAX_ITEMS = 200;

/** "Any string … is allowed for customer_id except the following values" (Data API overview). */
const FORBIDDEN_IDS = new Set([
  'unknown',
  'guest',
  'null',
  '0',
  '1',
  'true',
  'false',
  'user_attribute_unique_id',
  '(empty)',
]);

export const customerId = anyCustomerId.refine(
  (id) => !FORBIDDEN_IDS.has(id.toLowerCase()),
  'is a value that says nobody is known (unknown, guest, null, 0, 1, true, false …): leave such people out',
);

const attributes = z
  .record(z.string(), z.unknown())
  .refine(
    (record) => Object.keys(record).length <= MAX_ATTRIBUTES,
    `has more than ${MAX_ATTRIBUTES} entries`,
  );

const item = z.union([z.string(), z.number(), z.boolean()]);
const listChanges = z
  .record(z.string(), z.array(item).max(MAX_ITEMS, `must have at most ${MAX_ITEMS} items`))
  .default({});

/** "type - … Allowed values: equals, suffix, prefix, contains; attr - the name of the attribute being unset" (Track User). */
const unsetting = z.object({
  type: z.enum(['equals', 'suffix', 'prefix', 'contains']).default('equals'),
  attr: z.string().min(1, 'must not be empty').max(100),
  case_sensitive: z.boolean().default(true),
});
export type Unsetting = z.output<typeof unsetting>;

/** The keys of `attributes` that are no attributes of the person; those of push devices are left out. */
const personAttributes = z
  .looseObject({
    addValueToArrayField: listChanges,
    removeValueFromArrayField: listChanges,
    platforms: z.unknown().optional(),
  })
  .pipe(
    z.transform(({ addValueToArrayField, removeValueFromArrayField, platforms: _, ...own }) => ({
      own: own as Record<string, unknown>,
      lists: { add: addValueToArrayField, remove: removeValueFromArrayField },
    })),
  );

export const customerCall = z.object({
  type: z.literal('customer', 'must be "customer" (in lower case) at this address'),
  customer_id: customerId,
  /** Unknown customers are then not created. */
  update_existing_only: z.boolean().default(false),
  attributes: attributes.default({}).pipe(personAttributes),
  unset_attributes: z.array(unsetting).max(MAX_ITEMS, `must have at most ${MAX_ITEMS} entries`).default([]),
});
export type CustomerCall = z.output<typeof customerCall>;

/** Seconds or milliseconds since 1970 as a number or its text, or ISO 8601. */
const time = z.union([z.number(), z.string().trim().min(1).max(40)]).nullish();

const action = z.object({
  action: eventName,
  attributes: attributes.default({}),
  platform: z.string().max(100).nullish(),
  app_version: z.string().max(100).nullish(),
  current_time: time,
  user_time: time,
  user_timezone_offset: z
    .number()
    .min(-54_000, 'must lie between -54000 and 54000 seconds')
    .max(54_000, 'must lie between -54000 and 54000 seconds')
    .nullish(),
});
export type Action = z.output<typeof action>;

export const eventCall = z.object({
  type: z.literal('event', 'must be "event" (in lower case) at this address'),
  customer_id: customerId,
  actions: z.array(action).min(1, 'can not be an empty list').max(MAX_ACTIONS),
});
export type EventCall = z.output<typeof eventCall>;

/** The elements themselves are read one by one, so that a wrong one spoils no other. */
export const transitionCall = z.object({
  type: z.literal('transition', 'must be "transition" (in lower case) at this address'),
  elements: z.array(z.unknown()).min(1, 'can not be an empty list').max(MAX_ELEMENTS),
});

/** A device says nothing of a person that a Messenger campaign could use: it is accepted and left out. */
export const element = z.discriminatedUnion(
  'type',
  [customerCall, eventCall, z.object({ type: z.literal('device') })],
  {
    error: (issue) =>
      issue.code === 'invalid_union' ? 'must be customer, event or device (in lower case)' : undefined,
  },
);
export type Element = z.output<typeof element>;
