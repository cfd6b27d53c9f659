// The filter tree of a segment. An empty "all" is true (everybody), an empty "any" false (nobody), an empty "none" true.
import { z } from 'zod';
import { idSchema } from '../kit/ids.ts';
import { type AttributeFilter, attributeFilter, name, oneOf, text } from './filter.attribute.ts';
import { period, span } from './filter.period.ts';

export { type AttributeFilter, attributeFilter } from './filter.attribute.ts';
export type { Period, Span } from './filter.period.ts';

export const MAX_FILTERS = 100;
export const MAX_DEPTH = 6;
/** Conditions on the attributes of one event. */
export const MAX_CONDITIONS = 10;

const eventName = name('choose an event');
const pageId = z.string().regex(/^\d{1,32}$/, 'must be the digits of a Page id');

/** Which of the events called `event` count: those whose attributes fulfil all, or any, of the conditions. None given: all. */
const which = {
  event: eventName,
  where: z.array(attributeFilter).max(MAX_CONDITIONS).optional(),
  where_match: z.enum(['all', 'any']).optional(),
};

/** One event of this kind. */
export const eventMatch = z.object(which).meta({ id: 'EventMatch' });
export type EventMatch = z.output<typeof eventMatch>;

/**
 * A number made of an attribute of the events that count, compared with `value`. Only numbers are added up, averaged or
 * ranked; distinct counts different values of any type. Somebody without such a value is out.
 */
const aggregate = z.object({
  of: name('choose an attribute of the event'),
  fn: z.enum(['sum', 'min', 'max', 'average', 'distinct']),
  op: z.enum(['greater', 'at_least', 'less', 'at_most', 'exactly']),
  value: z.number(),
});

/**
 * Of the clock of the event, not of its arrival. did: true is at least `at_least`, and at most `at_most` (absent or null: no
 * limit), times within the period (`within_days` or `period`; neither: ever), and the aggregate holds; did: false is its complement.
 * exactly N is at_least N and at_most N. at_least 0 with at_most counts people who never did it in.
 * occasion first or last: the first, or last, event that counts lies in the period; times and aggregate are then not asked.
 */
export const eventFilter = z
  .object({
    kind: z.literal('event'),
    ...which,
    did: z.boolean(),
    at_least: z.number().int().min(0).max(10_000).default(1),
    at_most: z.number().int().min(0).max(10_000).nullable().optional(),
    within_days: z.number().int().min(1).max(3650).nullable().default(null),
    period: period.nullable().optional(),
    occasion: z.enum(['any', 'first', 'last']).optional(),
    aggregate: aggregate.nullable().optional(),
  })
  .superRefine((filter, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const { at_least, at_most = null, occasion = 'any' } = filter;
    if (at_most !== null && at_most < at_least) issue('at_most', `is less than at least ${at_least}`);
    if (at_least === 0 && at_most === null) issue('at_least', 'at least 0 times is everybody: enter at most');
    if (filter.within_days !== null && filter.period)
      issue('period', 'give within_days or a period, not both');
    if (occasion === 'any') return;
    if (filter.aggregate) issue('aggregate', 'goes with any occasion only');
    if (!filter.period && filter.within_days === null) issue('period', 'choose when');
  });

/** One event, and within the span after it another (then: true), or not (then: false; only firsts whose span is over count). */
export const sequenceFilter = z.object({
  kind: z.literal('sequence'),
  did: z.boolean(), // false: the complement
  first: z.object(which),
  period: period.nullable().optional(), // when the first happened; absent: ever
  // biome-ignore lint/suspicious/noThenProperty: true or false, which await leaves as it is
  then: z.boolean(),
  next: z.object(which),
  within: span,
});

/** People of another segment as it is defined now, or of an uploaded list. */
export const segmentRefFilter = z.object({
  kind: z.literal('segment'),
  segment_id: idSchema('seg'),
  is_in: z.boolean(),
});
export const listFilter = z.object({
  kind: z.literal('list'),
  list_id: idSchema('lst'),
  is_in: z.boolean(),
});

const onPage = { kind: z.literal('messenger'), is: z.boolean(), page_id: pageId.nullable() };
/**
 * What is known from Messenger, of one Page or (page_id null) of any. is: false is the complement.
 * reachable: known there, and neither blocked nor opted out. came_from: opened this entry link, or came with this ref.
 */
export const messengerFilter = z.discriminatedUnion(
  'fact',
  [
    z.object({
      ...onPage,
      fact: z.enum(['has_psid', 'in_window', 'reachable', 'blocked', 'opted_out', 'opted_in']),
    }),
    z.object({ ...onPage, fact: z.literal('window_closes_within'), within: span }),
    z.object({ ...onPage, fact: z.enum(['wrote', 'read']), period: period.nullable().optional() }), // the last time
    z
      .object({
        ...onPage,
        fact: z.literal('came_from'),
        link_id: idSchema('lnk').nullable().default(null),
        ref: text.pipe(z.string().min(1).max(1000)).nullable().default(null),
      })
      .refine(
        ({ link_id, ref }) => (link_id === null) !== (ref === null),
        'choose an entry link or enter a ref',
      ),
  ],
  oneOf,
);

/**
 * What became of messages of one campaign, or (campaign_id null) of any. is: false is the complement. replied: wrote back,
 * or tapped a quick reply or a button. reacted: and did not take it back.
 */
export const campaignFilter = z.object({
  kind: z.literal('campaign'),
  is: z.boolean(),
  campaign_id: idSchema('cmp').nullable(),
  fact: z.enum(['was_sent', 'delivered', 'read', 'clicked', 'replied', 'reacted', 'failed', 'skipped']),
  reason: name('enter a reason').nullable().optional(), // of failed and skipped, as in docs/outcomes.md; null: any
  period: period.nullable().optional(), // when that happened; absent: ever
});

export type EventFilter = z.output<typeof eventFilter>;
export type SequenceFilter = z.output<typeof sequenceFilter>;
export type SegmentRefFilter = z.output<typeof segmentRefFilter>;
export type ListFilter = z.output<typeof listFilter>;
export type MessengerFilter = z.output<typeof messengerFilter>;
export type CampaignFilter = z.output<typeof campaignFilter>;
export type LeafFilter =
  | AttributeFilter
  | EventFilter
  | SequenceFilter
  | SegmentRefFilter
  | ListFilter
  | MessengerFilter
  | CampaignFilter;
export interface GroupFilter {
  kind: 'group';
  match: 'all' | 'any' | 'none';
  filters: Filter[];
}
export type Filter = GroupFilter | LeafFilter;

export const groupFilter = z
  .object({
    kind: z.literal('group'),
    match: z.enum(['all', 'any', 'none']),
    get filters(): z.ZodArray<z.ZodType<Filter>> {
      return z.array(filterNode).max(MAX_FILTERS, `has more than ${MAX_FILTERS} filters`);
    },
  })
  .meta({ id: 'GroupFilter' });

/** By kind, then by op or fact, so that an error is about the one filter that was meant. */
const filterNode: z.ZodType<Filter> = z.discriminatedUnion(
  'kind',
  [
    groupFilter,
    attributeFilter,
    eventFilter,
    sequenceFilter,
    segmentRefFilter,
    listFilter,
    messengerFilter,
    campaignFilter,
  ],
  oneOf,
);

/** The root is always a group. Size and depth are bounded over the whole tree. */
export const segmentFilter = groupFilter.superRefine((root, context) => {
  const { count, depth } = measureFilter(root);
  if (count > MAX_FILTERS)
    context.addIssue({ code: 'custom', message: `has ${count} filters; at most ${MAX_FILTERS}` });
  if (depth > MAX_DEPTH)
    context.addIssue({ code: 'custom', message: `is nested ${depth} deep; at most ${MAX_DEPTH}` });
});

/** How many filters a tree has, groups not counted, and how deep its groups are nested. */
export function measureFilter(filter: Filter): { count: number; depth: number } {
  if (filter.kind !== 'group') return { count: 1, depth: 0 };
  const parts = filter.filters.map(measureFilter);
  return {
    count: parts.reduce((sum, part) => sum + part.count, 0),
    depth: 1 + Math.max(0, ...parts.map((part) => part.depth)),
  };
}
