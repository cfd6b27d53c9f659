// Spans of time and calendar periods a filter may name. Pure: what they mean at a given now and time zone is `instants.ts`.
import { z } from 'zod';

export const instant = z.iso.datetime({
  offset: true,
  error: 'enter a date and time with a zone, like 2026-11-22T09:30:00Z',
});
const day = z.iso.date('enter a day, like 2026-11-22');

/** 30 minutes, 12 hours, 7 days, 2 weeks, 3 months. Hours are 3,600 s, days 24 hours, weeks 7 days; months are the calendar's. */
export const span = z.object({
  amount: z.number().int().min(1).max(10_000),
  unit: z.enum(['minutes', 'hours', 'days', 'weeks', 'months']),
});
export type Span = z.output<typeof span>;

/**
 * last: since N units ago, with no upper bound (a clock that runs ahead has happened all the same).
 * more_than_ago: before N units ago. before, after, between: instants, both ends of between included.
 * on: a calendar day. this, previous: the running, or the one before, day, week (from Monday), month or year.
 * Calendar periods are those of the workspace's time zone.
 */
export const period = z.discriminatedUnion('kind', [
  span.extend({ kind: z.literal('last') }),
  span.extend({ kind: z.literal('more_than_ago') }),
  z.object({ kind: z.enum(['before', 'after']), at: instant }),
  z
    .object({ kind: z.literal('between'), from: instant, to: instant })
    .refine(({ from, to }) => new Date(from) <= new Date(to), 'ends before it begins'),
  z.object({ kind: z.literal('on'), day }),
  z.object({ kind: z.enum(['this', 'previous']), unit: z.enum(['day', 'week', 'month', 'year']) }),
]);
export type Period = z.output<typeof period>;
