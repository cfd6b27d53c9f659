// What can be asked of an attribute: of a person, or, inside an event filter, of an event. Part of the filter contract.
import { z } from 'zod';
import { isStorable } from '../kit/storable-text.ts';
import { instant, period, span } from './filter.period.ts';

// Nothing that is stored could ever be equal to such a text.
export const text = z.string().max(1000).refine(isStorable, 'has characters no attribute can hold');
/** Of a discriminated union: names what there is to choose from. */
export const oneOf = {
  error: (issue: { code?: string; options?: unknown }): string =>
    issue.code === 'invalid_type'
      ? 'must be a filter: an object'
      : `must be one of: ${(issue.options as string[]).join(', ')}`,
};
export const name = (message: string) => text.pipe(z.string().trim().min(1, message).max(100));
/** A value inside an object is named with dots, at most two deep: address.city, address.geo.lat. */
const attributeName = text.pipe(z.string().trim().min(1, 'choose an attribute').max(302));
const scalar = z.union([text, z.number(), z.boolean()], 'enter a text, a number, true or false');
const bound = z.union([z.number(), instant], 'enter a number, or a date and time with a zone');
const days = z.number().int().min(1).max(3650);
const someText = z.string('enter a text').pipe(text).pipe(z.string().min(1, 'enter a text'));
const listed = z.array(scalar).min(1, 'enter a value').max(1000, 'has more than 1,000 values');

const of = { kind: z.literal('attribute'), attribute: attributeName };
/** Absent: equality looks at every letter, searching within a text does not look at upper and lower case. */
const letters = { ignore_case: z.boolean().optional() };
const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);

/**
 * customer_id reads like an attribute. Every filter is true or false, never unknown: what is missing, or of another type,
 * is false, and an op with "not" or "none" is the plain complement of the other, so people without the attribute are in.
 * exists: a value that is null, '' or only white space is blank, and blank does not exist. blank: it is there, and blank.
 * is: same type and same value (5 is not "5"). any_of, none_of: is one of, is none of.
 * contains: within a text; of an array: an element equal to it. matches: a whole text, * any letters, ? any one letter.
 * has_any, has_all, has_none: elements of an array; whatever is no array has none.
 * greater … between: numbers as numbers, date-times as instants; both ends of between included.
 * in_last_days, in_last: N back from now, the future is out. in_next: from now on, N far. in_period: calendar periods.
 * anniversary: its month and day come round within N days, today being 0; 29 February also on the 28th of other years.
 * hour_of_day: 22 to 5 goes over midnight, both ends included. weekday: 1 is Monday. Both, and days, in the workspace's time zone.
 * within_distance: of {lat, lon}, on a sphere of 6,371 km.
 */
export const attributeFilter = z.discriminatedUnion(
  'op',
  [
    z.object({ ...of, op: z.enum(['exists', 'not_exists', 'blank']) }),
    z.object({ ...of, ...letters, op: z.enum(['is', 'is_not']), value: scalar }),
    z.object({ ...of, ...letters, op: z.enum(['any_of', 'none_of']), values: listed }),
    z.object({
      ...of,
      ...letters,
      op: z.enum(['contains', 'not_contains', 'starts_with', 'ends_with', 'matches', 'not_matches']),
      value: someText,
    }),
    z.object({ ...of, op: z.enum(['has_any', 'has_all', 'has_none']), values: listed }),
    z.object({
      ...of,
      op: z.enum(['greater', 'greater_or_equal', 'less', 'less_or_equal']),
      value: bound,
    }),
    z
      .object({ ...of, op: z.enum(['between', 'not_between']), from: bound, to: bound })
      .refine(({ from, to }) => typeof from === typeof to, 'needs two numbers or two date-times'),
    z.object({ ...of, op: z.enum(['in_last_days', 'not_in_last_days']), days }),
    z.object({ ...of, ...span.shape, op: z.enum(['in_last', 'not_in_last', 'in_next', 'not_in_next']) }),
    z.object({ ...of, op: z.enum(['in_period', 'not_in_period']), period }),
    z.object({ ...of, op: z.literal('anniversary'), within_days: z.number().int().min(0).max(366) }),
    z.object({
      ...of,
      op: z.literal('hour_of_day'),
      from: z.number().int().min(0).max(23),
      to: z.number().int().min(0).max(23),
    }),
    z.object({
      ...of,
      op: z.literal('weekday'),
      days: z.array(z.number().int().min(1).max(7)).min(1, 'choose a day').max(7),
    }),
    z.object({
      ...of,
      op: z.enum(['within_distance', 'not_within_distance']),
      latitude,
      longitude,
      kilometres: z.number().positive().max(20_038, 'is more than half round the Earth'),
    }),
  ],
  oneOf,
);
export type AttributeFilter = z.output<typeof attributeFilter>;
/** The filters that have one of these ops, with the ops that look the same. */
export type AttributeFilterOf<Op extends AttributeFilter['op']> = Op extends AttributeFilter['op']
  ? AttributeFilter extends infer Each
    ? Each extends { op: string }
      ? Op extends Each['op']
        ? Each
        : never
      : never
    : never
  : never;
