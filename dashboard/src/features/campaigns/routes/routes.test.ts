// The chain of ways: its words, and the changes to it.
import { describe, expect, test } from 'vitest';
import type { RouteStep } from '../../../api/types.ts';
import { addHold, addMessage, addUtility, hoursWords, routesWords, visibleRoutes } from './routes.ts';
import { fillTemplate, inLanguage, takeTemplate, valuesOf } from './template.ts';

const MESSAGE: RouteStep = { kind: 'message' };
const HOLD: RouteStep = { kind: 'hold', hours: 72 };
const use = {
  name: 'order_update',
  language: 'en',
  language_attribute: null,
  header: null,
  body: [],
  buttons: [],
};
const UTILITY: RouteStep = { kind: 'utility', template: use };

test.each([
  [1, '1 hour'],
  [23, '23 hours'],
  [24, '1 day'],
  [36, '1 day 12 hours'],
  [168, '7 days'],
])('%i hours are %s', (hours, words) => {
  expect(hoursWords(hours)).toBe(words);
});

test('a chain reads as a sentence', () => {
  expect(routesWords([MESSAGE, UTILITY, HOLD])).toBe(
    'Send the message within the window → send the utility template order_update (en) → wait until they next write, for up to 3 days → otherwise not sent',
  );
});

describe('a step is added where it makes sense', () => {
  test('a template before the wait at the end, the message first, a wait last', () => {
    expect(addUtility([MESSAGE, HOLD], use, true)).toEqual([MESSAGE, UTILITY, HOLD]);
    expect(addUtility([MESSAGE], use, true)).toEqual([MESSAGE, UTILITY]);
    expect(addMessage([UTILITY])).toEqual([MESSAGE, UTILITY]);
    expect(addHold([MESSAGE])).toEqual([MESSAGE, HOLD]);
  });

  test('a template alone needs no step for a message', () => {
    expect(addUtility([MESSAGE], use, false)).toEqual([UTILITY]);
    expect(visibleRoutes({ message: null, request: null, routes: [MESSAGE] })).toEqual([]);
  });
});

const template = {
  name: 'order_update',
  language: 'en',
  id: '1',
  status: 'APPROVED',
  title: 'Approved',
  meaning: '',
  remedy: null,
  tone: 'good' as const,
  sendable: true,
  parameter_format: 'NAMED' as const,
  components: [],
  shape: {
    header: null,
    body: { text: 'Hi {{first_name}}, order {{order_id}} left.', placeholders: ['first_name', 'order_id'] },
    buttons: [
      { type: 'PHONE_NUMBER', text: 'Call', url: null, takesValue: false },
      { type: 'URL', text: 'Track', url: 'https://t.example/{{1}}', takesValue: true },
    ],
  },
  rejections: [],
  library_name: null,
  synced_at: '2026-11-22T00:00:00Z',
};

describe('a template in use', () => {
  test('has a place for all it asks for, filled from attributes of the same name', () => {
    const taken = takeTemplate(template, new Set(['first_name']));
    expect(taken.body).toEqual([
      { name: 'first_name', value: "{{ UserAttribute['first_name'] | default: 'friend' }}" },
      { name: 'order_id', value: '' },
    ]);
    expect(taken.buttons).toEqual([
      { type: 'POSTBACK', value: '' },
      { type: 'URL', value: '' },
    ]);
  });

  test('keeps its values in another language, by name', () => {
    const taken = { ...takeTemplate(template, new Set()), language_attribute: 'locale' };
    const filled = {
      ...taken,
      body: [
        { name: 'first_name', value: 'Ana' },
        { name: 'order_id', value: '7' },
      ],
    };
    const german = {
      ...template,
      language: 'de',
      shape: { ...template.shape, body: { text: '', placeholders: ['order_id', 'first_name'] } },
    };
    expect(inLanguage(filled, german)).toMatchObject({
      language: 'de',
      language_attribute: 'locale',
      body: [
        { name: 'order_id', value: '7' },
        { name: 'first_name', value: 'Ana' },
      ],
    });
  });

  test('reads with its values, and with its places where there is none', () => {
    const values = valuesOf([
      { name: null, value: 'Ana' },
      { name: null, value: '' },
    ]);
    expect(fillTemplate('Hi {{1}}, {{ 2 }} and {{3}}', values)).toBe('Hi Ana, {{ 2 }} and {{3}}');
  });
});
