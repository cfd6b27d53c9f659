// Any filter the API takes, made at random, for the properties of the builder.
import fc from 'fast-check';
import type { Filter, GroupFilter } from '../../../api/types.ts';
import type { AttributeFilter, LeafFilter } from '../draft.ts';

const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() === text && text !== '');
const scalar = fc.oneof(fc.string({ minLength: 0, maxLength: 8 }), fc.integer(), fc.boolean());
const instant = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const count = fc.integer({ min: 1, max: 3650 });
const unit = fc.constantFrom('minutes', 'hours', 'days', 'weeks', 'months');
const span = fc.record({ amount: count, unit });
const pair = fc.tuple(instant, instant).map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a }));
const numbers = fc
  .tuple(fc.integer(), fc.integer())
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const period = fc.oneof(
  fc.record({ kind: fc.constantFrom('last', 'more_than_ago'), amount: count, unit }),
  fc.record({ kind: fc.constantFrom('before', 'after'), at: instant }),
  pair.map((ends) => ({ kind: 'between', ...ends })),
  fc.record({ kind: fc.constant('on'), day: instant.map((at) => at.slice(0, 10)) }),
  fc.record({
    kind: fc.constantFrom('this', 'previous'),
    unit: fc.constantFrom('day', 'week', 'month', 'year'),
  }),
);
const maybePeriod = fc.option(period);
const optional = <T>(key: string, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined }).map((one) => (one === undefined ? {} : { [key]: one }));
const both = <A extends object, B extends object>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>) =>
  fc.tuple(a, b).map(([one, two]) => ({ ...one, ...two }));

const withOps = (ops: string[], rest: fc.Arbitrary<object>) =>
  both(fc.record({ kind: fc.constant('attribute'), attribute: name, op: fc.constantFrom(...ops) }), rest);
const letters = optional('ignore_case', fc.boolean());
const values = fc.record({ values: fc.array(scalar, { minLength: 1, maxLength: 4 }) });
const text = fc.record({ value: fc.string({ minLength: 1, maxLength: 8 }) });
const hour = fc.integer({ min: 0, max: 23 });

const attribute = fc.oneof(
  withOps(['exists', 'not_exists', 'blank'], fc.constant({})),
  withOps(['is', 'is_not'], both(fc.record({ value: scalar }), letters)),
  withOps(['any_of', 'none_of'], both(values, letters)),
  withOps(
    ['contains', 'not_contains', 'starts_with', 'ends_with', 'matches', 'not_matches'],
    both(text, letters),
  ),
  withOps(['has_any', 'has_all', 'has_none'], values),
  withOps(
    ['greater', 'greater_or_equal', 'less', 'less_or_equal'],
    fc.record({ value: fc.oneof(fc.integer(), instant) }),
  ),
  withOps(['between', 'not_between'], fc.oneof(numbers, pair)),
  withOps(['in_last_days', 'not_in_last_days'], fc.record({ days: count })),
  withOps(['in_last', 'not_in_last', 'in_next', 'not_in_next'], span),
  withOps(['in_period', 'not_in_period'], fc.record({ period })),
  withOps(['anniversary'], fc.record({ within_days: fc.integer({ min: 0, max: 366 }) })),
  withOps(['hour_of_day'], fc.record({ from: hour, to: hour })),
  withOps(
    ['weekday'],
    fc.record({ days: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }) }),
  ),
  withOps(
    ['within_distance', 'not_within_distance'],
    fc.record({
      latitude: fc.integer({ min: -90, max: 90 }),
      longitude: fc.integer({ min: -180, max: 180 }),
      kilometres: count,
    }),
  ),
) as fc.Arbitrary<AttributeFilter>;

const which = both(
  fc.record({ event: name }),
  both(
    optional('where', fc.array(attribute, { maxLength: 3 })),
    optional('where_match', fc.constantFrom('all', 'any')),
  ),
);
const aggregate = fc.record({
  of: name,
  fn: fc.constantFrom('sum', 'min', 'max', 'average', 'distinct'),
  op: fc.constantFrom('greater', 'at_least', 'less', 'at_most', 'exactly'),
  value: fc.integer(),
});
const times = fc.oneof(
  fc.record({ at_least: count }),
  fc.record({ at_least: count, at_most: fc.constant(null) }),
  fc
    .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 }))
    .map(([a, b]) => ({ at_least: Math.min(a, b), at_most: Math.max(a, b) })),
);
const when = fc.oneof(
  fc.record({ within_days: fc.option(count) }),
  maybePeriod.map((one) => ({ within_days: null, period: one })),
);
const occasion = both(
  fc.record({ occasion: fc.constantFrom('first', 'last'), at_least: fc.constant(1) }),
  fc.oneof(
    fc.record({ within_days: count }),
    period.map((one) => ({ within_days: null, period: one })),
  ),
);
const event = both(
  both(fc.record({ kind: fc.constant('event'), did: fc.boolean() }), which),
  fc.oneof(occasion, both(both(times, when), optional('aggregate', fc.option(aggregate)))),
);
const sequence = both(
  fc.record({
    kind: fc.constant('sequence'),
    did: fc.boolean(),
    first: which,
    // biome-ignore lint/suspicious/noThenProperty: the name in the API; a boolean is no promise
    then: fc.boolean(),
    next: which,
    within: span,
  }),
  optional('period', maybePeriod),
);
const pageId = fc.option(fc.constantFrom('1', '234'));
const onPage = fc.record({ kind: fc.constant('messenger'), is: fc.boolean(), page_id: pageId });
const messenger = both(
  onPage,
  fc.oneof(
    fc.record({
      fact: fc.constantFrom('has_psid', 'in_window', 'reachable', 'blocked', 'opted_out', 'opted_in'),
    }),
    fc.record({ fact: fc.constant('window_closes_within'), within: span }),
    both(fc.record({ fact: fc.constantFrom('wrote', 'read') }), optional('period', maybePeriod)),
    fc.oneof(
      fc.record({ fact: fc.constant('came_from'), link_id: fc.constant('lnk_1'), ref: fc.constant(null) }),
      fc.record({ fact: fc.constant('came_from'), link_id: fc.constant(null), ref: name }),
    ),
  ),
);
const campaign = both(
  fc.record({
    kind: fc.constant('campaign'),
    is: fc.boolean(),
    campaign_id: fc.option(fc.constant('cmp_1')),
    fact: fc.constantFrom(
      'was_sent',
      'delivered',
      'read',
      'clicked',
      'replied',
      'reacted',
      'failed',
      'skipped',
    ),
  }),
  both(optional('reason', fc.option(name)), optional('period', maybePeriod)),
);

/** One line of any kind. */
export const anyLine = fc.oneof(
  attribute,
  event,
  sequence,
  messenger,
  campaign,
  fc.record({ kind: fc.constant('segment'), segment_id: fc.constant('seg_1'), is_in: fc.boolean() }),
  fc.record({ kind: fc.constant('list'), list_id: fc.constant('lst_1'), is_in: fc.boolean() }),
) as fc.Arbitrary<LeafFilter>;

const match = fc.constantFrom('all', 'any', 'none') as fc.Arbitrary<GroupFilter['match']>;

/** Any tree, empty groups included, at most four deep. */
export const anyFilter: fc.Arbitrary<GroupFilter> = fc.letrec<{ group: GroupFilter; node: Filter }>(
  (tie) => ({
    group: fc.record({
      kind: fc.constant('group' as const),
      match,
      filters: fc.array(tie('node'), { maxLength: 4 }),
    }),
    node: fc.oneof({ maxDepth: 3, withCrossShrink: true }, anyLine, tie('group')),
  }),
).group;
