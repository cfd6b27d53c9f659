// When campaigns go out that do not wait for an event: at once, at a time, in each person's own time zone, or again and again.
import { z } from 'zod';
import { timeOfDay } from '../delivery/plan.contract.ts';
import { isTimeZone } from '../kit/time-zone.ts';
import { isLocalTime } from './local-time.ts';

export const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, {
    error: 'is not a time zone such as Europe/Prague',
    params: { remedy: 'Choose a city of the tz database.' },
  });

const OF_CALENDAR = { remedy: 'Choose a day that its month has.' };

export const localTime = z
  .string()
  .regex(/^2\d{3}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'must look like 2026-12-24T09:00')
  .refine(isLocalTime, { error: 'is not a day and time of the calendar', params: OF_CALENDAR });

const localDate = z
  .string()
  .regex(/^2\d{3}-\d{2}-\d{2}$/, 'must look like 2026-12-24')
  .refine((date) => isLocalTime(`${date}T00:00`), {
    error: 'is not a day of the calendar',
    params: OF_CALENDAR,
  });

const weekday = z.number().int('must be a whole number').min(1).max(7).describe('1 is Monday');
const interval = z.number().int('must be a whole number').min(1).max(365);

const every = z.discriminatedUnion('unit', [
  z.object({ unit: z.literal('day'), interval: interval.default(1) }),
  z.object({
    unit: z.literal('week'),
    interval: interval.default(1),
    weekdays: z
      .array(weekday)
      .max(7)
      .refine((days) => days.length > 0, {
        error: 'has no day',
        params: { remedy: 'Choose at least one day of the week.' },
      })
      .meta({ minItems: 1 }),
  }),
  z.object({
    unit: z.literal('month'),
    interval: interval.default(1),
    on: z.discriminatedUnion('by', [
      z.object({
        by: z.literal('date'),
        day: z
          .number()
          .int('must be a whole number')
          .min(1)
          .max(31)
          .nullable()
          .describe('null: the last day. In a month without that day there is no run'),
      }),
      z.object({
        by: z.literal('position'),
        position: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(-1)]),
        weekday,
      }),
    ]),
  }),
]);

const end = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('never') }),
  z.object({ kind: z.literal('on'), date: localDate.describe('The last day on which it may run') }),
  z.object({ kind: z.literal('after'), runs: z.number().int('must be a whole number').min(1).max(10_000) }),
]);

export const schedule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('now') }),
  z.object({ kind: z.literal('at'), local_time: localTime, time_zone: timeZone }),
  /** One-time only: at this time by the clock of each person. */
  z.object({
    kind: z.literal('own_zone'),
    local_time: localTime,
    time_zone: timeZone.describe('Of whoever has none that is known'),
  }),
  /** Periodic only. */
  z.object({
    kind: z.literal('repeat'),
    every,
    time: timeOfDay,
    time_zone: timeZone,
    starts_on: localDate.nullable().default(null).describe('null: the day it is published'),
    end: end.default({ kind: 'never' }),
  }),
]);
export type Schedule = z.output<typeof schedule>;
export type Repeat = Extract<Schedule, { kind: 'repeat' }>;
