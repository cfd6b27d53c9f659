// What programs written for MoEngage's Data API send, read once. The shapes are those of its "Track User" and "Create
// Event" pages (moengage.com/docs/api/data); what concerns push devices is accepted and left out.
import { z } from 'zod';
import { customerId, eventName, MAX_ATTRIBUTES, recordByName } from '../profiles/profile.contract.ts';

/** "The maximum limit for the request body is 128 KB" (Data API overview). */
export const BODY_LIMIT_BYTES = 128 * 1024;

const MAX_ACTIONS = 500;
const MAX_TEXT = 4_000;
const MAX_ITEMS = 200;

/** Keys of `attributes` that are no attributes of the person. */
const ARRAY_CHANGES = ['addValueToArrayField', 'removeValueFromArrayField'];
const DEVICES = 'platforms';

const attributes = recordByName(z.unknown()).superRefine((record, context) => {
  const issue = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (Object.keys(record).length > MAX_ATTRIBUTES) issue([], `has more than ${MAX_ATTRIBUTES} entries`);
  for (const [name, value] of Object.entries(record)) {
    if (name !== DEVICES && isTooLarge(value)) {
      issue([name], `is too large: at most ${MAX_TEXT} characters, or ${MAX_ITEMS} items`);
    }
  }
});

/** Lists have their number of items bounded, everything the length of its text. */
function isTooLarge(value: unknown): boolean {
  if (Array.isArray(value) && value.length > MAX_ITEMS) return true;
  if (typeof value === 'string') return value.length > MAX_TEXT;
  return (
    typeof value === 'object' &&
    value !== null &&
    JSON.stringify(value).length > MAX_TEXT * (Array.isArray(value) ? 50 : 1)
  );
}

export const customerCall = z.object({
  type: z.literal('customer', 'must be "customer" (in lower case) at this address'),
  customer_id: customerId,
  /** Unknown customers are then not created. */
  update_existing_only: z.boolean().default(false),
  attributes: attributes
    .superRefine((record, context) => {
      for (const name of ARRAY_CHANGES) {
        if (Object.keys(record[name] ?? {}).length === 0) continue;
        const message = 'is not supported: send the whole list as the value of the attribute';
        context.addIssue({ code: 'custom', path: [name], message });
      }
    })
    .transform((record) => {
      const apart = new Set([DEVICES, ...ARRAY_CHANGES]);
      return Object.fromEntries(Object.entries(record).filter(([name]) => !apart.has(name)));
    })
    .default({}),
});

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
