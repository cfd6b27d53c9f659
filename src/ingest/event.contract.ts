// Events over our own API.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { isRecord } from '../profiles/attribute.value.ts';
import { customerId, dedupeKey, eventName } from '../profiles/profile.contract.ts';

const MAX_EVENTS = 500;

/** One event as a program sends it. Attributes are read by `event.rules.ts`, which knows what can be stored. */
export const eventInput = z
  .object({
    customer_id: customerId.optional().describe('A customer not known yet is created'),
    anonymous_id: customerId
      .optional()
      .describe('Instead of customer_id: a visitor known by an id of your own making'),
    name: eventName,
    occurred_at: z.iso.datetime({ offset: true }).optional().describe('Default: now'),
    dedupe_key: dedupeKey.optional().describe('The same key is stored once'),
    attributes: z.custom<Record<string, unknown>>(isRecord, 'must be an object').default({}).meta({
      type: 'object',
      additionalProperties: true,
      description: 'By name, as those of customers; one that is null is left out',
    }),
  })
  .refine(({ customer_id, anonymous_id }) => (customer_id === undefined) !== (anonymous_id === undefined), {
    path: ['customer_id'],
    message: 'give customer_id or anonymous_id, and not both',
  });

const { $schema: _, ...eventDocument } = z.toJSONSchema(eventInput, { io: 'input', unrepresentable: 'any' });

export const eventRoutes = {
  track: contract({
    method: 'POST',
    path: '/api/events',
    tag: 'People',
    permission: 'edit',
    summary:
      'Record events. A wrong one is named and the others are stored; when all are wrong, the answer is 400',
    body: z.object({
      // Read one by one: the list is refused for its length only.
      events: z.array(z.unknown().meta(eventDocument)).min(1).max(MAX_EVENTS),
    }),
    reply: z.object({
      accepted: z.number().int(),
      refused: z.array(
        z.object({
          index: z.number().int().describe('Place in the list, from 0'),
          field: z.string().nullable(),
          message: z.string(),
          remedy: z.string().nullable(),
        }),
      ),
    }),
  }),
};
