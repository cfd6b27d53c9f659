// The recipients of a campaign, by what they are asked for, and one of them with every call.
import { z } from 'zod';
import { idSchema } from '../kit/ids.ts';
import { deliveryResponses, deliveryRoute } from './response.contract.ts';
import { scopeQuery } from './scope.contract.ts';

export const DELIVERY_STATES = [
  'pending',
  'sending',
  'unknown',
  'held',
  'accepted',
  'failed',
  'skipped',
] as const;

export type DeliveryStateName = (typeof DELIVERY_STATES)[number];

/** What recipients are narrowed by, in the list and in the file. */
export const recipientQuery = scopeQuery.extend({
  state: z.enum(DELIVERY_STATES).optional(),
  reason: z.string().max(100).optional(),
  variant: z.string().trim().max(60).optional().describe('Name of one of several messages'),
  converted: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .describe('Whether a goal was reached after it; by the control group too, after their turn'),
  search: z
    .string()
    .trim()
    .max(200)
    .default('')
    .describe('Part of a name, beginning of a customer id or an e-mail address, or a PSID'),
});

export const recipientRow = z
  .object({
    id: idSchema('dlv'),
    person: z.object({
      id: idSchema('prf'),
      name: z.string().nullable(),
      customer_id: z.string().nullable(),
    }),
    psid: z.string().nullable(),
    state: z.enum(DELIVERY_STATES),
    reason: z.string().nullable(),
    title: z.string().nullable().describe('The reason in plain words'),
    attempts: z.number().int(),
    settled_at: z.iso.datetime().nullable(),
    delivered_at: z.iso.datetime().nullable(),
    read_at: z.iso.datetime().nullable(),
    run: z.number().int(),
    version: z.number().int(),
    one_by_one: z.boolean().describe('The person came in by what they did, not in the audience of a run'),
    variant: z
      .string()
      .nullable()
      .describe('Which of several messages; null: there are none, or not chosen yet'),
    conversions: z.number().int().describe('How often a goal was reached after it'),
    revenue: z.number().nullable(),
  })
  .meta({ id: 'RecipientRow' });

export const delivery = recipientRow.extend({
  campaign: z.object({ id: idSchema('cmp'), name: z.string() }),
  remedy: z.string().nullable(),
  mid: z.string().nullable(),
  due_at: z.iso.datetime(),
  route: deliveryRoute.nullable().describe('The way it took or waits on; null: none'),
  responses: deliveryResponses,
  content_hidden: z
    .boolean()
    .describe('Requests and responses hold sensitive attributes, which you may not see, and are left out'),
  attempt_log: z.array(
    z.object({
      number: z.number().int(),
      started_at: z.iso.datetime(),
      finished_at: z.iso.datetime().nullable(),
      outcome: z.string().nullable().describe('null: no answer yet'),
      status: z.number().int().nullable(),
      request: z
        .object({
          method: z.string(),
          url: z.string(),
          headers: z.record(z.string(), z.string()),
          body: z.string().nullable(),
        })
        .nullable()
        .describe('null: the call is under way, or the process ended before it could write what it had sent'),
      response: z.string().nullable(),
      language: z
        .string()
        .nullable()
        .describe(
          'Of the translation or the utility template; empty: the message’s own text; null: not known, or not for you to see',
        ),
    }),
  ),
});
