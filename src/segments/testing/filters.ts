// Generated filters of every kind and operator, as the contract lets them in.
import fc from 'fast-check';
import { type AttributeFilter, attributeFilter, type Filter, segmentFilter } from '../filter.contract.ts';
import type { Calendar } from '../instants.ts';
import { FAR_INSTANTS, instants } from './moments.ts';
import {
  CAMPAIGNS,
  EVENT_ATTRIBUTES,
  EVENTS,
  LINKS,
  LISTS,
  numbers,
  PAGES,
  PATHS,
  REASONS,
  REFS,
  texts,
} from './people.ts';

const OPS = attributeFilter.options.flatMap((option) => {
  const { op } = option.shape;
  return 'value' in op ? [op.value] : op.options;
});

/** Of a discriminated union each member has only some of these keys; the others are left out when it is parsed. */
function attributeFilters(calendar: Calendar, names: readonly string[]): fc.Arbitrary<unknown> {
  const scalar = fc.oneof(texts, numbers, fc.boolean());
  const bound = fc.oneof({ weight: 2, arbitrary: numbers }, dateTimes(calendar));
  const words = fc.oneof(texts, fc.constantFrom('*', 'b*', '?rno', '*R*', '**', 'a_b%c\\d*', '*ď?r', '%'));
  return fc
    .record({
      kind: fc.constant('attribute'),
      attribute: fc.constantFrom(...names),
      op: fc.constantFrom(...OPS),
      ignore_case: fc.option(fc.boolean(), { nil: undefined }),
      values: fc.array(scalar, { minLength: 1, maxLength: 3 }),
      bounds: fc.tuple(bound, bound),
      scalar,
      words,
      dates: dateTimes(calendar),
      span: spans,
      period: periods(calendar),
      within_days: fc.constantFrom(0, 1, 30, 366),
      hours: fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 23 })),
      weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
      near: fc.constantFrom(
        { latitude: 49.2, longitude: 16.6 },
        { latitude: -90, longitude: 0 },
        { latitude: 0, longitude: 179.9 },
      ),
      kilometres: fc.constantFrom(0.5, 500, 9000, 20_000),
    })
    .map(({ op, bounds: [from, to], hours, scalar, words, dates, ...one }) => ({
      ...{ ...one, ...one.span, ...one.near, op },
      value: valueFor(op, { scalar, words, bound: from }),
      from: op === 'hour_of_day' ? hours[0] : from,
      to: op === 'hour_of_day' ? hours[1] : typeof from === 'string' ? dates : to,
      days: op === 'weekday' ? one.weekdays : (one.within_days % 31) + 1,
    }));
}

function valueFor(
  op: AttributeFilter['op'],
  of: { scalar: unknown; words: string; bound: unknown },
): unknown {
  if (op === 'is' || op === 'is_not') return of.scalar;
  return /greater|less/.test(op) ? of.bound : of.words;
}

const dateTimes = (calendar: Calendar): fc.Arbitrary<string> =>
  fc.oneof(
    instants(calendar).map((at) => new Date(at).toISOString()),
    instants(calendar).map((at) => new Date(at + 7_200_000).toISOString().replace('Z', '+02:00')),
    fc.constantFrom(...FAR_INSTANTS, '0000-01-01T00:00:00+14:00', '9999-12-31T23:59:59-12:00'),
  );

const spans = fc.oneof(
  fc.record({ amount: fc.constantFrom(1, 7, 30), unit: fc.constantFrom('hours', 'days') }),
  fc.record({ amount: fc.constantFrom(1, 2, 3, 12), unit: fc.constantFrom('weeks', 'months') }),
  fc.record({ amount: fc.constantFrom(60, 10_000), unit: fc.constantFrom('minutes', 'months') }),
);

function periods(calendar: Calendar): fc.Arbitrary<unknown> {
  const at = dateTimes(calendar);
  const unit = fc.constantFrom('day', 'week', 'month', 'year');
  return fc.oneof(
    fc.tuple(fc.constantFrom('last', 'more_than_ago'), spans).map(([kind, span]) => ({ kind, ...span })),
    fc.record({ kind: fc.constantFrom('before', 'after'), at }),
    fc.record({ kind: fc.constant('between'), from: at, to: at }),
    instants(calendar).map((ms) => ({ kind: 'on', day: new Date(ms).toISOString().slice(0, 10) })),
    fc.record({ kind: fc.constantFrom('this', 'previous'), unit }),
  );
}

const optional = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null | undefined> =>
  fc.oneof(fc.constantFrom(null, undefined), one);

const which = (calendar: Calendar) => ({
  event: fc.constantFrom(...EVENTS, 'never'),
  where: fc.oneof(
    fc.constantFrom(undefined, []),
    fc.array(attributeFilters(calendar, EVENT_ATTRIBUTES), { minLength: 1, maxLength: 2 }),
  ),
  where_match: fc.constantFrom(undefined, 'all', 'any'),
});

function eventFilters(calendar: Calendar): fc.Arbitrary<unknown> {
  const aggregate = fc.record({
    of: fc.constantFrom('price', 'price', 'price', ...EVENT_ATTRIBUTES),
    fn: fc.constantFrom('sum', 'min', 'max', 'average', 'distinct'),
    op: fc.constantFrom('greater', 'at_least', 'less', 'at_most', 'exactly'),
    value: fc.oneof(numbers, fc.constantFrom(0.3, 0.15, 1, 2)),
  });
  const ever = {
    kind: fc.constant('event'),
    event: fc.constantFrom('purchase', ...EVENTS, 'never'),
    did: fc.boolean(),
    at_least: fc.constantFrom(1, 1, 2, 3, 0),
    at_most: optional(fc.constantFrom(0, 1, 2, 3)),
    aggregate: optional(aggregate),
  };
  const sometime = fc.record({
    ...ever,
    ...which(calendar),
    within_days: optional(fc.constantFrom(1, 7, 30)).map((days) => days ?? null),
    period: optional(periods(calendar)),
    occasion: fc.constantFrom(undefined, 'any', 'first', 'last'),
  });
  return fc.oneof(fc.record(ever), sometime); // the first kind is answered by the totals
}

const sequenceFilters = (calendar: Calendar): fc.Arbitrary<unknown> =>
  fc.record({
    kind: fc.constant('sequence'),
    did: fc.boolean(),
    first: fc.record(which(calendar)),
    period: optional(periods(calendar)),
    // biome-ignore lint/suspicious/noThenProperty: the name the contract gives it
    then: fc.boolean(),
    next: fc.record(which(calendar)),
    within: spans,
  });

const messengerFilters = (calendar: Calendar): fc.Arbitrary<unknown> =>
  fc.record({
    kind: fc.constant('messenger'),
    is: fc.boolean(),
    page_id: fc.option(fc.constantFrom(...PAGES)),
    fact: fc.constantFrom(
      ...['has_psid', 'in_window', 'reachable', 'blocked', 'opted_out', 'opted_in'],
      ...['window_closes_within', 'wrote', 'read', 'came_from'],
    ),
    within: spans,
    period: optional(periods(calendar)),
    link_id: fc.option(fc.constantFrom(...LINKS.map((link) => link.id))),
    ref: fc.option(fc.constantFrom(...REFS, 'nobody')),
  });

const campaignFilters = (calendar: Calendar): fc.Arbitrary<unknown> =>
  fc.record({
    kind: fc.constant('campaign'),
    is: fc.boolean(),
    campaign_id: fc.option(fc.constantFrom(...CAMPAIGNS)),
    fact: fc.constantFrom(
      ...['was_sent', 'delivered', 'read', 'clicked', 'replied', 'reacted', 'failed', 'skipped'],
    ),
    reason: optional(fc.constantFrom(...REASONS)),
    period: optional(periods(calendar)),
  });

const listFilters = fc.record({
  kind: fc.constant('list'),
  list_id: fc.constantFrom(...LISTS),
  is_in: fc.boolean(),
});

/** Parsed, so that nothing is asked that the contract refuses. */
export function filters(calendar: Calendar): fc.Arbitrary<Filter> {
  const parsed = (leaf: fc.Arbitrary<unknown>) =>
    leaf
      .map((one) => segmentFilter.safeParse({ kind: 'group', match: 'all', filters: [one] }))
      .filter((result) => result.success)
      .map((result) => result.data.filters[0]!);
  const leaf = fc.oneof(
    { weight: 3, arbitrary: parsed(attributeFilters(calendar, PATHS)) },
    { weight: 2, arbitrary: parsed(eventFilters(calendar)) },
    parsed(sequenceFilters(calendar)),
    parsed(messengerFilters(calendar)),
    parsed(campaignFilters(calendar)),
    listFilters as fc.Arbitrary<Filter>,
  );
  const { node } = fc.letrec<{ node: Filter; group: Filter }>((tie) => ({
    node: fc.oneof({ maxDepth: 3, withCrossShrink: true }, { weight: 2, arbitrary: leaf }, tie('group')),
    group: fc.record({
      kind: fc.constant('group' as const),
      match: fc.constantFrom('all', 'any', 'none'),
      filters: fc.array(tie('node'), { maxLength: 3 }),
    }) as fc.Arbitrary<Filter>,
  }));
  return fc.oneof(leaf, node);
}
