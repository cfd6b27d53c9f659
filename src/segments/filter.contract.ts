// The filter tree of a segment. An empty "all" is true (everybody), an empty "any" is false (nobody).
import { z } from 'zod';
import { isStorable } from '../kit/storable-text.ts';

export const MAX_FILTERS = 100;
export const MAX_DEPTH = 6;

// Nothing that is stored could ever be equal to such a text.
const text = z.string().max(1000).refine(isStorable, 'has characters no attribute can hold');
const name = (message: string) => text.pipe(z.string().trim().min(1, message).max(100));
const attributeName = name('choose an attribute');
const scalar = z.union([text, z.number(), z.boolean()]);
const bound = z.union([z.number(), z.iso.datetime({ offset: true })]);
const days = z.number().int().min(1).max(3650);

/**
 * Attribute filters. customer_id reads like an attribute.
 * exists: a value that is null, '' or only white space is blank, and blank is "does not exist".
 * is: same type and same value (5 is not "5"), texts letter by letter.
 * is_not, not_contains, not_in_last_days: the plain complement, so people without the attribute are in.
 * greater, less, between: numbers as numbers, date-times as instants; a value of another type is out.
 * in_last_days: N times 24 hours back from now; what lies in the future is out.
 */
export const attributeFilter = z.discriminatedUnion('op', [
  z.object({ kind: z.literal('attribute'), attribute: attributeName, op: z.enum(['exists', 'not_exists']) }),
  z.object({
    kind: z.literal('attribute'),
    attribute: attributeName,
    op: z.enum(['is', 'is_not']),
    value: scalar,
  }),
  z.object({
    kind: z.literal('attribute'),
    attribute: attributeName,
    op: z.enum(['contains', 'not_contains']), // text, without regard to case; of an array: an element equal to it
    value: text.pipe(z.string().min(1, 'enter a text')),
  }),
  z.object({
    kind: z.literal('attribute'),
    attribute: attributeName,
    op: z.enum(['greater', 'less']),
    value: bound,
  }),
  z
    .object({
      kind: z.literal('attribute'),
      attribute: attributeName,
      op: z.literal('between'), // both ends included
      from: bound,
      to: bound,
    })
    .refine(({ from, to }) => typeof from === typeof to, 'needs two numbers or two date-times'),
  z.object({
    kind: z.literal('attribute'),
    attribute: attributeName,
    op: z.enum(['in_last_days', 'not_in_last_days']),
    days,
  }),
]);

/** Of the clock of the event, not of its arrival. `did: true` at least `at_least` times in the last `within_days` (null: ever); `did: false` is its complement. */
export const eventFilter = z.object({
  kind: z.literal('event'),
  event: name('choose an event'),
  did: z.boolean(),
  at_least: z.number().int().min(1).max(10_000).default(1),
  within_days: days.nullable().default(null),
});

export type AttributeFilter = z.output<typeof attributeFilter>;
export type EventFilter = z.output<typeof eventFilter>;
export interface GroupFilter {
  kind: 'group';
  match: 'all' | 'any';
  filters: Filter[];
}
export type Filter = GroupFilter | AttributeFilter | EventFilter;

export const groupFilter: z.ZodType<GroupFilter> = z
  .object({
    kind: z.literal('group'),
    match: z.enum(['all', 'any']),
    get filters() {
      return z.array(filterNode).max(MAX_FILTERS);
    },
  })
  .meta({ id: 'GroupFilter' });

const filterNode: z.ZodType<Filter> = z.union([groupFilter, attributeFilter, eventFilter]);

/** The root is always a group. Size and depth are bounded over the whole tree. */
export const segmentFilter = groupFilter.superRefine((root, context) => {
  const { count, depth } = measure(root);
  if (count > MAX_FILTERS)
    context.addIssue({ code: 'custom', message: `has ${count} filters; at most ${MAX_FILTERS}` });
  if (depth > MAX_DEPTH)
    context.addIssue({ code: 'custom', message: `is nested ${depth} deep; at most ${MAX_DEPTH}` });
});

function measure(filter: Filter): { count: number; depth: number } {
  if (filter.kind !== 'group') return { count: 1, depth: 0 };
  const parts = filter.filters.map(measure);
  return {
    count: parts.reduce((sum, part) => sum + part.count, 0),
    depth: 1 + Math.max(0, ...parts.map((part) => part.depth)),
  };
}
