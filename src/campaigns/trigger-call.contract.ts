// Starting messages by a call: for people who are named, each with data of their own, or for the whole segment.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { idSchema } from '../kit/ids.ts';
import { isRecord } from '../profiles/attribute.value.ts';
import { customerId } from '../profiles/profile.contract.ts';

/** Of one call: with their data they fit into the limit of a body, and are in the ledger within a second. */
export const MAX_RECIPIENTS = 500;

const data = z
  .custom<Record<string, unknown>>(isRecord, 'must be an object')
  .default({})
  .meta({ type: 'object', additionalProperties: true });

const recipient = z
  .object({
    customer_id: customerId.optional(),
    person_id: idSchema('prf').optional(),
    psid: z
      .string()
      .regex(/^\d{1,32}$/, 'must be digits')
      .optional(),
    attribute: z
      .object({
        name: z.string().trim().min(1, 'choose an attribute').max(100),
        value: z.union([z.string().min(1).max(1000), z.number(), z.boolean()]),
      })
      .optional(),
    data: data.describe('What texts find as EventAttribute, over the `data` of all'),
  })
  .refine(
    ({ data: _, ...who }) => Object.values(who).filter((key) => key !== undefined).length === 1,
    'name the person by one of customer_id, person_id, psid and attribute',
  )
  .meta({ id: 'TriggerRecipient' });
export type TriggerRecipient = z.output<typeof recipient>;

const call = z
  .object({
    idempotency_key: z
      .string()
      .trim()
      .min(1, 'choose a key of your own, such as the number of the order')
      .max(200)
      .describe(
        'Yours. A call with a key that was used within three days does nothing again and gets the same answer',
      ),
    recipients: z
      .array(recipient)
      .min(1)
      .max(MAX_RECIPIENTS, `has more than ${MAX_RECIPIENTS} people`)
      .optional(),
    whole_segment: z
      .literal(true)
      .optional()
      .describe('Instead of recipients: a run for everybody in the segment'),
    data: data.describe('What texts find as EventAttribute, for all'),
  })
  .refine(({ recipients, whole_segment }) => (recipients === undefined) !== (whole_segment === undefined), {
    path: ['recipients'],
    message: 'give recipients or whole_segment, and not both',
  })
  .meta({ id: 'TriggerCall' });
export type TriggerCall = z.output<typeof call>;

export const triggerAnswer = z
  .object({
    accepted: z.number().int().describe('People a message was written into the ledger for'),
    run: z.number().int().nullable().describe('The run that was started for the whole segment'),
    recipients: z.array(
      z.object({
        index: z.number().int().describe('Place in the list, from 0'),
        state: z
          .enum(['accepted', 'left_out', 'turned_away', 'unknown', 'invalid'])
          .describe('left_out: by a control or for want of a PSID, and in the report'),
        reason: z.string().nullable(),
        explanation: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'TriggerAnswer' });
export type TriggerAnswer = z.output<typeof triggerAnswer>;

export const triggerCallRoutes = {
  trigger: contract({
    method: 'POST',
    path: '/api/campaigns/:id/trigger',
    tag: 'Campaigns',
    permission: 'send',
    summary:
      'Start the message of a campaign of delivery type api, for people who are named or for its whole segment. When it answers, the messages stand in the ledger',
    params: z.object({ id: idSchema('cmp') }),
    body: call,
    reply: triggerAnswer,
  }),
};
