// What starts a message for one person (an event, a segment entered or left, a call of the API, what somebody wrote), or, as a
// business event, for everybody in the segment.
import { z } from 'zod';
import { timeOfDay } from '../delivery/plan.contract.ts';
import { idSchema } from '../kit/ids.ts';
import { eventMatch } from '../segments/filter.contract.ts';
import { localTime, timeZone } from './schedule.contract.ts';

/** A year: further ahead nobody knows what will still be true. */
const MAX_MINUTES = 366 * 24 * 60;
const minutes = z
  .number()
  .int('must be a whole number')
  .min(1, 'must be at least 1')
  .max(MAX_MINUTES, 'is more than a year');

const attribute = z.string().trim().min(1, 'choose an attribute').max(100);

/** From what happened to the message. */
export const delay = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('after'), minutes }),
  /** Before (minutes below 0) or after a date attribute; whoever has none, or one that is over, is left out. */
  z.object({
    kind: z.literal('date'),
    of: z.enum(['event', 'person']),
    attribute,
    minutes: z.number().int('must be a whole number').min(-MAX_MINUTES).max(MAX_MINUTES),
    time: timeOfDay
      .nullable()
      .default(null)
      .describe('At this time of that day, by the person’s clock; null: to the minute'),
  }),
]);
export type Delay = z.output<typeof delay>;

/** Whether somebody who came once may come again. */
export const reentry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('always') }),
  z.object({ kind: z.literal('never') }),
  /** So long after they last came in. */
  z.object({ kind: z.literal('after'), minutes }),
  /** Once the message before is settled. */
  z.object({ kind: z.literal('when_done') }),
]);
export type Reentry = z.output<typeof reentry>;

const word = z.string().trim().min(1, 'enter a word').max(100);

/** What a person did in the conversation. Looks at upper and lower case and accents of words nowhere. */
export const conversationStart = z.object({
  get_started: z.boolean().default(false).describe('Tapped Get Started'),
  payloads: z
    .array(z.string().min(1, 'enter a payload').max(1000))
    .max(50)
    .default([])
    .describe('Tapped a quick reply, a button, an ice breaker or a menu item that carries one of these'),
  keywords: z.array(word).max(100).default([]),
  match: z
    .enum(['word', 'whole', 'start', 'fuzzy'])
    .default('word')
    .describe(
      'Where a keyword is found: as a word of the message, as all of it, at its start, or as a word with a slip of the pen',
    ),
  asked_human: z
    .boolean()
    .default(false)
    .describe('Asked for a human, in words or by a button; automatic answers then pause'),
  any_message: z.boolean().default(false).describe('Wrote something no other conversation answers'),
});
export type ConversationStart = z.output<typeof conversationStart>;

export const trigger = z
  .object({
    /** Delivery types event and business_event: any one of them. */
    events: z.array(eventMatch).max(20).default([]),
    from_websites: z
      .boolean()
      .default(false)
      .describe(
        'Delivery type event: also events sent with a key for websites, which everybody can read. Never of a business event',
      ),
    /** Delivery type segment: who enters or leaves it. */
    segment_id: idSchema('seg').nullable().default(null),
    direction: z.enum(['entered', 'left']).default('entered'),
    /** Delivery type conversation. */
    conversation: conversationStart.nullable().default(null),
    delay: delay.default({ kind: 'none' }),
    /** Does the person one of these before the message is due, it is not sent. */
    unless: z.array(eventMatch).max(10).default([]),
    reentry: reentry.default({ kind: 'always' }),
    /** When it is live; null: from publishing, and until it is stopped. */
    from: localTime.nullable().default(null),
    until: localTime.nullable().default(null),
    time_zone: timeZone.default('UTC').describe('Of from and until'),
  })
  .meta({ id: 'Trigger' });
export type Trigger = z.output<typeof trigger>;
