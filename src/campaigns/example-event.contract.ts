// What starts a campaign, as it happened last, over HTTP: what it carries, for whoever writes a text about it, and something to
// look at a message with before its campaign waits for the next time.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { ATTRIBUTE_TYPES } from '../profiles/profile.contract.ts';
import { DELIVERY_TYPES } from './campaign.contract.ts';
import { trigger } from './trigger.contract.ts';

/** To choose from; whoever looks for another one types its data. */
export const MAX_EXAMPLES = 10;
/** Of all that starts the campaign together. */
export const MAX_PLACES = 200;
/** Values shown of each. */
export const MAX_VALUES = 3;

const place = z
  .object({
    keys: z.array(z.string()).min(1).describe("Of {{ EventAttribute['address']['city'] }}: address, city"),
    type: z.enum([...ATTRIBUTE_TYPES, 'mixed']),
    events: z.array(z.string()).describe('Which events have carried it'),
    is_always: z.boolean().describe('Whether all have that may start the campaign'),
    values: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .max(MAX_VALUES)
      .describe('As it came last; of a list its elements'),
  })
  .meta({ id: 'EventPlace' });
export type EventPlace = z.output<typeof place>;

const example = z
  .object({
    id: z.string().describe('For a list to keep it apart from the others'),
    name: z.string().describe('Of the event; api: a call of the API'),
    happened_at: z.iso.datetime(),
    person_id: idSchema('prf').nullable().describe('null: they are gone'),
    person_name: z.string().nullable().describe('null: none is known, or it is hidden'),
    attributes: z.record(z.string(), z.unknown()).describe('What texts find as EventAttribute'),
  })
  .meta({ id: 'ExampleEvent' });
export type ExampleEvent = z.output<typeof example>;

export const exampleEventRoutes = {
  list: contract({
    method: 'POST',
    path: '/api/campaigns/example-events',
    tag: 'Campaigns',
    permission: 'view',
    summary:
      'What starts a campaign, or would: what it carries, and what happened last. Of an API-triggered one its latest calls',
    body: z.object({
      campaign_id: idSchema('cmp').nullable().default(null).describe('Whose calls of the API'),
      delivery_type: z.enum(DELIVERY_TYPES),
      trigger: trigger.nullable().default(null),
    }),
    reply: z.object({
      places: z.array(place).max(MAX_PLACES),
      events: z
        .array(example)
        .max(MAX_EXAMPLES)
        .describe('Newest first; those that meet the conditions of the trigger, if any of the latest does'),
    }),
  }),
};
