// What a message is looked at with, when something happens before it.
import { expect, test } from 'vitest';
import type { EventPlace } from '../../../api/types.ts';
import { eventOf, offeredNames, usedNames, withRows } from './happening.ts';

const place = (name: string, type: EventPlace['type'], ...values: EventPlace['values']): EventPlace => ({
  ...{ keys: name.split('.'), type, values, events: ['Cart left'], is_always: true },
});
const places = [
  place('total', 'number', 80),
  place('items', 'array', 'hat', 'shoe'),
  place('shop.city', 'string', 'Brno'),
  place('code', 'string', '0017'),
];

test('what texts use is found wherever it stands', () => {
  const definition = {
    message: { message: { text: "{{ EventAttribute['total'] }} {{ EventAttribute.shop.city }}" } },
    content: [{ url: 'https://x.test/{{ EventAttribute["order no"] | url_encode }}' }],
    routes: [{ body: [{ value: "{{ EventAttribute['items'][0] }}" }] }],
  };
  expect(usedNames(definition)).toEqual(['total', 'shop.city', 'order no', 'items.0']);
});

test('a form has what texts use, what every event carries, and what was added', () => {
  const names = offeredNames(['order'], [...places, { ...place('note', 'string'), is_always: false }]);
  expect(names).toEqual(['order', 'total', 'items', 'shop.city', 'code']);
  const rows = withRows(
    [
      { name: 'total', value: '5' },
      { name: 'mine', value: 'x' },
    ],
    names,
    places,
  );
  expect(rows).toEqual([
    { name: 'order', value: '' },
    { name: 'total', value: '5' },
    { name: 'items', value: 'hat, shoe' },
    { name: 'shop.city', value: 'Brno' },
    { name: 'code', value: '0017' },
    { name: 'mine', value: 'x' },
  ]);
  const event = { total: 5, items: ['hat', 'shoe'], shop: { city: 'Brno' }, code: '0017', mine: 'x' };
  expect(eventOf({ by: 'own', rows }, { places, events: [] })).toEqual(event);
});

test('of what nobody has sent, numbers are those that look like one', () => {
  const rows = [
    { name: 'sum', value: ' 49.9 ' },
    { name: 'code', value: '0017' },
    { name: 'paid', value: 'true' },
  ];
  expect(eventOf({ by: 'own', rows }, { places: [], events: [] })).toEqual({
    sum: 49.9,
    code: '0017',
    paid: true,
  });
});

test('one of the latest, and one that is not among them any more', () => {
  const events = [
    {
      id: '7',
      name: 'Cart left',
      happened_at: '',
      person_id: null,
      person_name: null,
      attributes: { total: 3 },
    },
  ];
  expect(eventOf({ by: 'event', id: '7' }, { places, events })).toEqual({ total: 3 });
  expect(eventOf({ by: 'event', id: '8' }, { places, events })).toBeNull();
  expect(eventOf({ by: 'latest' }, { places, events })).toBeNull();
});
