// The Liquid that the menu puts in, and how a text reads before it is rendered.
import { expect, test } from 'vitest';
import { personalise, withPlaces } from './personalise.ts';
import { answerPlaces, eventPlaces, type Place, personPlaces, placeName, typedKeys } from './places.ts';
import { newWay, type Way, wayFault, writePlace, writeValue } from './write.ts';

test.each([
  ['first_name', "{{ UserAttribute['first_name'] | default: 'friend' }}"],
  ["mother's name", `{{ UserAttribute["mother's name"] | default: 'friend' }}`],
  ['city', "{{ UserAttribute['city'] | default: '' }}"],
  ['ps_id', "{{ UserAttribute['ps_id'] }}"],
])('%s', (attribute, liquid) => expect(personalise(attribute)).toBe(liquid));

const place = (type: Place['type'], ...keys: Place['keys']): Place => ({
  ...{ root: 'UserAttribute', keys, type, values: [] },
});

test.each<[type: Place['type'], way: Partial<Way>, liquid: string]>([
  ['string', { word: 'you' }, "{{ @ | default: 'you' }}"],
  ['string', { word: "l'été" }, `{{ @ | default: "l'été" }}`],
  ['string', { word: `a "b" 'c'` }, `{{ @ | default: "a ”b” 'c'" }}`],
  ['string', { lacking: 'skip' }, '{{ @ }}'],
  [
    'string',
    { lacking: 'skip', reason: 'no city' },
    "{% if @ == nil %}{% do_not_send 'no city' %}{% endif %}{{ @ }}",
  ],
  ['string', { style: 'upper', word: 'you' }, "{{ @ | default: 'you' | upcase }}"],
  ['string', { style: 'short', length: 20 }, "{{ @ | default: '' | truncate: 20 }}"],
  ['number', { style: 'number', decimals: 2 }, "{{ @ | default: '' | number: 2 }}"],
  ['number', { style: 'number', language: 'cs', lacking: 'skip' }, "{{ @ | number: locale: 'cs' }}"],
  [
    'number',
    { style: 'currency', currency: 'CZK', word: 'a good price' },
    "{{ @ | default: '' | currency: 'CZK' | default: 'a good price' }}",
  ],
  [
    'number',
    { style: 'plural', one: 'point', others: 'points' },
    "{{ @ | default: 0 | number }} {{ @ | default: 0 | plural: 'point', 'points' }}",
  ],
  [
    'number',
    { style: 'plural', one: 'bod', few: 'body', others: 'bodů', language: 'cs', lacking: 'skip' },
    "{{ @ | number: locale: 'cs' }} {{ @ | plural: 'bod', 'body', 'bodů', locale: 'cs' }}",
  ],
  [
    'datetime',
    { lacking: 'skip', date: 'time', language: 'de', zone: 'Europe/Berlin' },
    "{{ @ | localdate: 'time', locale: 'de', zone: 'Europe/Berlin' }}",
  ],
  ['array', { word: 'nothing' }, "{{ @ | default: '' | join: ', ' | default: 'nothing' }}"],
  ['array', { style: 'count' }, "{{ @ | default: '' | size }}"],
  ['boolean', { yes: 'a member', no: '' }, '{% if @ %}a member{% else %}{% endif %}'],
])('a %s, %j', (type, way, liquid) => {
  const city = place(type, 'address', 'city');
  const written = writePlace(city, { ...newWay(city), ...way });
  expect(written.replaceAll("UserAttribute['address']['city']", '@')).toBe(liquid);
});

test('values of events, of answers and of the campaign', () => {
  const [total] = eventPlaces([
    { keys: ['total'], type: 'number', events: ['Cart left'], is_always: false, values: [80] },
  ]);
  expect(writePlace(total!, newWay(total!))).toBe("{{ EventAttribute['total'] }}");
  expect(total).toMatchObject({ carriedBy: ['Cart left'], values: [80] });
  expect(writeValue(80, { ...newWay(total!), style: 'currency' })).toBe("{{ 80 | currency: 'EUR' }}");
  const today: Place = { root: 'now', keys: [], type: 'datetime', values: [] };
  expect(writePlace(today, newWay(today))).toBe("{{ 'now' | localdate: 'long' }}");
  const answer = { price: 9.5, until: '2026-12-24', items: [{ title: 'Hat' }], tags: ['a', 'b'], none: null };
  const found = answerPlaces('offer', answer);
  expect(found.map((one) => [placeName(one), one.type])).toEqual([
    ['offer.price', 'number'],
    ['offer.until', 'datetime'],
    ['offer.items.0.title', 'string'],
    ['offer.tags', 'array'],
  ]);
  expect(writePlace(found[2]!, newWay(found[2]!))).toBe("{{ Content['offer']['items'][0]['title'] }}");
  expect(typedKeys(' items.0. title')).toEqual(['items', 0, 'title']);
});

test('of an object, and of a place on the map, one says what is in it', () => {
  const places = personPlaces([
    { name: 'address', type: 'object', paths: [{ path: 'city', type: 'string' }] },
    { name: 'home', type: 'geo', paths: [] },
  ]);
  expect(places.map(placeName)).toEqual(['address.city', 'home.lat', 'home.lon', 'customer_id']);
});

test('what is still missing is said', () => {
  const way = newWay(place('number', 'points'));
  expect(wayFault({ ...way, style: 'plural', one: 'point' })).toMatch('words');
  expect(wayFault({ ...way, style: 'plural', one: 'a', others: 'b', word: 'many' })).toMatch('a number');
  expect(wayFault({ ...way, style: 'plural', one: 'a', others: 'b' })).toBeNull();
});

test.each([
  ["Hi {{ UserAttribute['first_name'] | default: 'you' }}!", 'Hi ‹first_name›!'],
  ['Hi {{ UserAttribute["mother\'s name"] }}', "Hi ‹mother's name›"],
  [
    "{{ UserAttribute['address']['city'] }}, {{ UserAttribute.address.zip }}",
    '‹address.city›, ‹address.zip›',
  ],
  ['{{ UserAttribute.city }} {{ ps_id }}', '‹city› ‹ps_id›'],
  ["{{ EventAttribute['total'] | currency: 'EUR' }} {{ Content.shop[0].name }}", '‹total› ‹shop.0.name›'],
  ["{{ ContentBlock['Legal note'] }} {{ 'now' | localdate }}", '‹Legal note› ‹date›'],
  ["{{ n | number }} {{ n | plural: 'point', 'points', locale: 'en' }}", '‹n› points'],
  ['{% if vip %}Thanks{% else %}Hello{% endif %}', 'Thanks'],
])('%s reads %s', (text, read) => {
  expect(withPlaces(text)).toBe(read);
});
