// Generated people with everything a filter can ask about, hostile values included.
import fc from 'fast-check';
import { HOUR_MS } from '../../kit/clock.ts';
import type { FilteredDelivery, FilteredEvent, FilteredIdentity, FilteredPerson } from '../evaluate.ts';
import type { Calendar } from '../instants.ts';
import { FAR_INSTANTS, instants, NEARLY_INSTANTS } from './moments.ts';

export const ATTRIBUTES = [
  'city',
  'points',
  'joined',
  'tags',
  'home',
  'address',
  'odd name"\'%',
  '__proto__',
  'ps_id',
];
/** What filters ask for; the last ones nobody has, or nobody could. */
export const PATHS = [
  ...ATTRIBUTES,
  ...[
    'address.city',
    'address.geo',
    'address.geo.lat',
    'address.city.length',
    'customer_id',
    'never',
    'a..b',
  ],
];
export const EVENTS = ['purchase', 'visit', 'odd name"\'%'];
export const EVENT_ATTRIBUTES = ['price', 'sku', 'at', 'items', '__proto__'];
/** purchase has its price in events.value. */
export const VALUE_ATTRIBUTES = new Map([['purchase', 'price']]);
export const PAGES = ['101', '102'];
export const LINKS = [
  { id: 'lnk_1', pageId: '101', ref: 'spring' },
  { id: 'lnk_2', pageId: '102', ref: 'summer%' },
];
export const REFS = ['spring', 'summer%', 'autumn\\'];
export const LISTS = ['lst_1', 'lst_2'];
export const CAMPAIGNS = ['cmp_1', 'cmp_2'];
export const REASONS = ['blocked', '10/2018278'];
const STATES = ['pending', 'held', 'accepted', 'failed', 'skipped'];
const RESPONSES = ['click', 'reply', 'quick_reply', 'postback', 'reaction'];

/** Few enough to meet: in whole, in part, in another case, and what a pattern would take for a sign. */
const WORDS = [
  'Brno',
  'brno',
  'BRNO',
  'rn',
  'no',
  'Žďár',
  'žďár',
  'ΑΣ',
  'ας',
  'İ',
  'i',
  'ß',
  'a_b%c\\d*e?',
  '%',
  '_',
  '\\',
];

export const texts: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...WORDS) },
  fc.constantFrom('', ' ', '\u00a0\t\ufeff', '5', 'true', 'null', '[]', '\u{1d518}x', '👍🏽'),
  fc.constantFrom(...NEARLY_INSTANTS),
  fc.string({ maxLength: 6, unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
);
export const numbers = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 2, 5, 5.5, -1, 0.1, 0.2, 0.3) },
  fc.constantFrom(100, 1e300, -1.5e308, 5e-324, 2 ** 53 - 1, 1e21, -0),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const geo = fc.record({
  lat: fc.oneof(fc.double({ min: -90, max: 90, noNaN: true }), fc.constantFrom(49.2, 90, 91, -1e300, 1e-300)),
  lon: fc.oneof(fc.double({ min: -180, max: 180, noNaN: true }), fc.constantFrom(16.6, -180, 180, 181, '16')),
});

function values(calendar: Calendar): fc.Arbitrary<unknown> {
  const moments = instants(calendar).map((at) => new Date(at).toISOString());
  const scalars = fc.oneof(texts, numbers, fc.boolean(), moments, fc.constantFrom(null, ...FAR_INSTANTS));
  const list = fc.array(fc.oneof(texts, numbers, fc.boolean(), fc.constantFrom(null, ['Brno'])), {
    maxLength: 3,
  });
  const city = fc.oneof(scalars, list);
  const address = fc.record({ city, geo: fc.oneof(geo, scalars) }, { requiredKeys: [] });
  return fc.oneof({ weight: 4, arbitrary: scalars }, list, geo, address);
}

const record = (
  names: readonly string[],
  value: fc.Arbitrary<unknown>,
): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .array(fc.tuple(fc.constantFrom(...names), value), { maxLength: names.length })
    .map((pairs) => JSON.parse(JSON.stringify(ownProperties(pairs))) as Record<string, unknown>);

/** Object.fromEntries defines own properties, __proto__ among them. */
const ownProperties = (pairs: [string, unknown][]): object => Object.fromEntries(pairs);

const maybe = (calendar: Calendar): fc.Arbitrary<Date | null> =>
  fc.option(instants(calendar).map((at) => new Date(at)));

const events = (calendar: Calendar): fc.Arbitrary<FilteredEvent> =>
  fc.record({
    name: fc.constantFrom(...EVENTS),
    occurredAt: instants(calendar).map((at) => new Date(at)),
    attributes: record(EVENT_ATTRIBUTES, values(calendar)),
  });

/** The window as the generated column makes it of the last action. */
const identities = (calendar: Calendar): fc.Arbitrary<FilteredIdentity> =>
  fc
    .record({
      pageId: fc.constantFrom(...PAGES),
      blockedAt: maybe(calendar),
      optedOutAt: maybe(calendar),
      saidYes: fc.boolean(),
      lastWroteAt: maybe(calendar),
      lastReadAt: maybe(calendar),
      links: fc.uniqueArray(fc.constantFrom(...LINKS.map((link) => link.id)), { maxLength: 2 }),
      refs: fc.uniqueArray(fc.constantFrom(...REFS), { maxLength: 2 }),
    })
    .map((one) => {
      const opened = LINKS.filter((link) => link.pageId === one.pageId && one.links.includes(link.id));
      const closesAt = one.lastWroteAt && new Date(one.lastWroteAt.getTime() + 24 * HOUR_MS);
      const links = opened.map((link) => link.id);
      return {
        ...one,
        links,
        refs: [...one.refs, ...opened.map((link) => link.ref)],
        windowClosesAt: closesAt,
      };
    });

const deliveries = (calendar: Calendar): fc.Arbitrary<FilteredDelivery> =>
  fc.record({
    campaign: fc.constantFrom(...CAMPAIGNS),
    state: fc.constantFrom(...STATES),
    reason: fc.option(fc.constantFrom(...REASONS)),
    settledAt: maybe(calendar),
    deliveredAt: maybe(calendar),
    readAt: maybe(calendar),
    responses: fc.array(
      fc.record({
        kind: fc.constantFrom(...RESPONSES),
        at: instants(calendar).map((at) => new Date(at)),
        detail: fc.option(fc.constant('❤'), { freq: 2 }),
      }),
      { maxLength: 3 },
    ),
  });

export const people = (calendar: Calendar): fc.Arbitrary<FilteredPerson> =>
  fc.record({
    customerId: fc.option(fc.oneof(fc.constantFrom('c1', ' ', '\u00a0', 'Praha', '5'), texts)),
    attributes: record(ATTRIBUTES, values(calendar)),
    events: fc.array(events(calendar), { maxLength: 6 }),
    identities: fc.array(identities(calendar), { maxLength: 2 }),
    deliveries: fc.array(deliveries(calendar), { maxLength: 3 }),
    lists: fc.uniqueArray(fc.constantFrom(...LISTS), { maxLength: 2 }),
  });
