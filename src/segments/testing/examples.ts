// One filter of every kind, op and fact: for the SQL and the sentences that stand in the repository.

const x = (rest: object) => ({ kind: 'attribute', attribute: 'city', ...rest });
const event = (rest: object) => ({ kind: 'event', event: 'purchase', did: true, ...rest });
const messenger = (fact: string, rest: object = {}) => ({
  kind: 'messenger',
  is: true,
  page_id: null,
  fact,
  ...rest,
});
const campaign = (fact: string, rest: object = {}) => ({
  kind: 'campaign',
  is: true,
  campaign_id: 'cmp_7',
  fact,
  ...rest,
});
const sequence = (then: boolean, rest: object = {}) => ({
  kind: 'sequence',
  did: true,
  first: { event: 'added_to_cart' },
  then,
  next: { event: 'purchase' },
  within: { amount: 2, unit: 'days' },
  ...rest,
});
const group = (match: string, ...filters: object[]) => ({ kind: 'group', match, filters });
const all = (...filters: object[]) => group('all', ...filters);
const price = (op: string, value: unknown) => ({ kind: 'attribute', attribute: 'price', op, value });

const ATTRIBUTES: [string, object][] = [
  ['exists', x({ op: 'exists' })],
  ['does not exist', x({ op: 'not_exists' })],
  ['is blank', x({ op: 'blank' })],
  ['is a text', x({ op: 'is', value: 'Brno' })],
  ['is a text, whatever its case', x({ op: 'is', value: 'Brno', ignore_case: true })],
  ['is not a number', x({ op: 'is_not', value: 5 })],
  ['is a customer', x({ attribute: 'customer_id', op: 'is', value: 'c1' })],
  ['is within an object', x({ attribute: 'address.geo.lat', op: 'is', value: 49 })],
  ['any of', x({ op: 'any_of', values: ['Brno', 'Praha', 5] })],
  ['any of, whatever their case', x({ op: 'any_of', values: ['Brno', 'Praha', true], ignore_case: true })],
  ['none of', x({ op: 'none_of', values: ['Brno', 'Praha'] })],
  ['contains', x({ op: 'contains', value: 'rn' })],
  ['contains these letters', x({ op: 'contains', value: 'rn', ignore_case: false })],
  ['does not contain', x({ op: 'not_contains', value: 'rn' })],
  ['starts with', x({ op: 'starts_with', value: 'Br' })],
  ['ends with', x({ op: 'ends_with', value: 'no' })],
  ['matches', x({ op: 'matches', value: 'B?n*' })],
  ['does not match', x({ op: 'not_matches', value: '100%*' })],
  ['has any', x({ op: 'has_any', values: ['a', 'b', 5] })],
  ['has all', x({ op: 'has_all', values: ['a', 'b'] })],
  ['has none', x({ op: 'has_none', values: ['a'] })],
  ['greater than a number', x({ op: 'greater', value: 5 })],
  ['at least a number', x({ op: 'greater_or_equal', value: 5 })],
  ['less than a number', x({ op: 'less', value: 5 })],
  ['at most a number', x({ op: 'less_or_equal', value: 5 })],
  ['after an instant', x({ op: 'greater', value: '2026-11-01T00:00:00+01:00' })],
  ['at or before an instant', x({ op: 'less_or_equal', value: '2026-11-01T00:00:00+01:00' })],
  ['between numbers', x({ op: 'between', from: 1, to: 2 })],
  ['between instants', x({ op: 'between', from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' })],
  ['not between numbers', x({ op: 'not_between', from: 1, to: 2 })],
  ['in the last days', x({ op: 'in_last_days', days: 7 })],
  ['not in the last days', x({ op: 'not_in_last_days', days: 1 })],
  ['in the last months', x({ op: 'in_last', amount: 3, unit: 'months' })],
  ['not in the last hours', x({ op: 'not_in_last', amount: 12, unit: 'hours' })],
  ['in the next weeks', x({ op: 'in_next', amount: 2, unit: 'weeks' })],
  ['not in the next minutes', x({ op: 'not_in_next', amount: 30, unit: 'minutes' })],
  ['this month', x({ op: 'in_period', period: { kind: 'this', unit: 'month' } })],
  ['not on a day', x({ op: 'not_in_period', period: { kind: 'on', day: '2026-10-25' } })],
  ['anniversary', x({ op: 'anniversary', within_days: 2 })],
  ['hour of day', x({ op: 'hour_of_day', from: 22, to: 5 })],
  ['weekday', x({ op: 'weekday', days: [6, 7] })],
  ['within a distance', x({ op: 'within_distance', latitude: 49.2, longitude: 16.6, kilometres: 10 })],
  [
    'not within a distance',
    x({ op: 'not_within_distance', latitude: 49.2, longitude: 16.6, kilometres: 10 }),
  ],
];

const EVENTS: [string, object][] = [
  ['did', event({})],
  ['did not ever', event({ did: false })],
  ['did at least 5 times', event({ at_least: 5 })],
  ['did exactly twice', event({ at_least: 2, at_most: 2 })],
  ['did at most twice', event({ at_least: 0, at_most: 2 })],
  ['did in 30 days', event({ within_days: 30 })],
  ['did not in 30 days', event({ did: false, within_days: 30 })],
  ['did yesterday', event({ period: { kind: 'previous', unit: 'day' } })],
  ['did before an instant', event({ period: { kind: 'before', at: '2026-01-01T00:00:00Z' } })],
  [
    'did at least twice in 30 days with price > 100',
    event({ at_least: 2, within_days: 30, where: [price('greater', 100)] }),
  ],
  [
    'did with any of two conditions',
    event({
      where: [{ ...price('is', 5), attribute: 'sku' }, price('is_not', 5)],
      where_match: 'any',
    }),
  ],
  ['for the first time in 7 days', event({ occasion: 'first', within_days: 7 })],
  [
    'for the last time more than 3 months ago, dear ones',
    event({
      occasion: 'last',
      period: { kind: 'more_than_ago', amount: 3, unit: 'months' },
      where: [price('greater', 100)],
    }),
  ],
  ['sum ever', event({ aggregate: { of: 'price', fn: 'sum', op: 'at_least', value: 1000 } })],
  [
    'average in 30 days',
    event({ within_days: 30, aggregate: { of: 'price', fn: 'average', op: 'less', value: 50.5 } }),
  ],
  [
    'greatest of another attribute',
    event({ aggregate: { of: 'items', fn: 'max', op: 'greater', value: 3 } }),
  ],
  ['least ever', event({ aggregate: { of: 'price', fn: 'min', op: 'at_most', value: 3 } })],
  ['different values', event({ aggregate: { of: 'sku', fn: 'distinct', op: 'exactly', value: 3 } })],
  ['this and then that', sequence(true)],
  ['this and then not that', sequence(false, { period: { kind: 'last', amount: 7, unit: 'days' } })],
  [
    'this and then that within months, not',
    sequence(true, {
      did: false,
      within: { amount: 1, unit: 'months' },
      next: { event: 'purchase', where: [price('greater', 100)] },
    }),
  ],
];

const FACTS: [string, object][] = [
  ['has a PSID', messenger('has_psid')],
  ['has no PSID on a Page', messenger('has_psid', { is: false, page_id: '101' })],
  ['in the window', messenger('in_window')],
  ['window closes within', messenger('window_closes_within', { within: { amount: 3, unit: 'hours' } })],
  ['reachable', messenger('reachable')],
  ['blocked', messenger('blocked', { page_id: '101' })],
  ['opted out', messenger('opted_out')],
  ['opted in', messenger('opted_in')],
  ['wrote', messenger('wrote')],
  ['read this week', messenger('read', { period: { kind: 'this', unit: 'week' } })],
  ['came by a link', messenger('came_from', { link_id: 'lnk_3' })],
  ['came with a ref', messenger('came_from', { ref: 'spring' })],
  ['was sent', campaign('was_sent')],
  [
    'was not sent anything this year',
    campaign('was_sent', { is: false, campaign_id: null, period: { kind: 'this', unit: 'year' } }),
  ],
  ['delivered', campaign('delivered')],
  ['read', campaign('read')],
  ['clicked', campaign('clicked', { period: { kind: 'last', amount: 2, unit: 'weeks' } })],
  ['replied', campaign('replied')],
  ['reacted', campaign('reacted', { campaign_id: null })],
  ['failed with a code', campaign('failed', { reason: '10/2018278' })],
  ['skipped', campaign('skipped', { reason: null })],
  ['on a list', { kind: 'list', list_id: 'lst_4', is_in: true }],
  ['not on a list', { kind: 'list', list_id: 'lst_4', is_in: false }],
];

const GROUPS: [string, object][] = [
  ['everybody', all()],
  ['nobody', group('any')],
  ['none of nothing', group('none')],
  ['either attribute', group('any', x({ op: 'is', value: 'Brno' }), x({ op: 'is', value: 'Praha' }))],
  [
    'an attribute, or an event',
    group(
      'any',
      x({ op: 'is', value: 'Brno' }),
      event({}),
      event({ did: false, at_least: 3, within_days: 7 }),
    ),
  ],
  [
    'none of an attribute and an event',
    group('none', x({ op: 'exists' }), event({ at_least: 2, within_days: 7 })),
  ],
  ['an event and not a list', all(event({ at_least: 2 }), { kind: 'list', list_id: 'lst_4', is_in: false })],
  [
    'nested',
    all(
      x({ op: 'exists' }),
      group(
        'any',
        x({ op: 'is', value: true }),
        all(event({}), group('none', sequence(true), campaign('clicked'))),
      ),
    ),
  ],
];

/** By name. */
export const EXAMPLES: [string, object][] = [
  ...GROUPS,
  ...[...ATTRIBUTES, ...EVENTS, ...FACTS].map(([name, filter]): [string, object] => [name, all(filter)]),
];
