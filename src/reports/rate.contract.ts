// How a campaign is being sent now: part of its report. What holds the rate has one truth, a kind with figures; the words
// come with it.
import { z } from 'zod';

/**
 * In the order they are asked for: the first that holds is told. `null` stands for none of them: it goes as fast as this
 * machine and the other side manage.
 */
export const LIMIT_KINDS = [
  'paused', // by an operator
  'page_paused', // the platform asked for it, or the Page lacks a token
  'no_worker', // nobody works the lane
  'waits', // everybody left waits for a control (quiet hours, a cap) or for another try
  'preparing', // the first of the audience are not written yet
  'held', // whoever is left waits until they write
  'trouble', // the address fails, and is left alone for a while
  'throttle', // the campaign's own limit
  'slow_answers', // as many calls wait for an answer as may
  'usage', // the platform's headers say that the allowance is nearly used
  'after_limit', // the platform refused calls for being too many; the rate rises again
  'sharing', // other campaigns send on the same lane
  'page_limit', // the platform's own
] as const;

const limitedBy = z.object({
  kind: z.enum(LIMIT_KINDS),
  text: z.string().describe('In plain words with figures'),
  until: z.iso
    .datetime()
    .nullable()
    .describe('When it ends; null: by itself at a time not known, or not by itself'),
  remedy: z.string().nullable().describe('What can be done about it; null: nothing, or nothing is wrong'),
});
export type LimitedBy = z.output<typeof limitedBy>;

/** What can settle a call without an answer. */
export const SETTLED_BY = ['echo', 'conversation', 'repeat'] as const;

const unknownCalls = z.object({
  count: z.number().int(),
  oldest_at: z.iso.datetime().describe('When the first of these calls began'),
  next_look_at: z.iso.datetime().describe('When the next of them is looked at'),
  settles_by: z.enum(SETTLED_BY),
  text: z.string().describe('What happens to them'),
});
export type UnknownCalls = z.output<typeof unknownCalls>;

export const deliveryNow = z
  .object({
    per_second: z
      .number()
      .describe('Calls a second of this campaign over the last seconds; 0 when it does not send'),
    limit_per_second: z
      .number()
      .nullable()
      .describe('What may leave at most while nothing is paused; null: no limit but the other side’s speed'),
    limited_by: limitedBy.nullable(),
    usage_percent: z
      .number()
      .nullable()
      .describe('Of the Page’s allowance, as Facebook last said; null: it did not say lately'),
    seconds_left: z
      .number()
      .nullable()
      .describe('Until whoever still waits was sent to; null: not to be told now'),
    unknown: unknownCalls.nullable().describe('Calls without an answer that are being settled; null: none'),
    echoes: z
      .enum(['subscribed', 'not_subscribed', 'not_a_page'])
      .describe('Whether the Page sends echoes, the proof of what arrived'),
    priority: z.enum(['high', 'normal']),
  })
  .meta({ id: 'DeliveryNow' });
export type DeliveryNow = z.output<typeof deliveryNow>;

/** As the holder of a lane writes it about once a second. */
export const lanePace = z.object({
  at: z.iso.datetime(),
  per_second: z.number(),
  limit_per_second: z.number(),
  because: z.enum(['usage', 'after_limit']).nullable(),
  usage_percent: z.number().nullable(),
  waits_for_answers: z.boolean(),
  trouble: z.string().nullable(),
  campaigns: z.record(z.string(), z.number()).describe('Calls a second by campaign/occurrence'),
});
export type LanePace = z.output<typeof lanePace>;
