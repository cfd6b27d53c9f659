// Dates, numbers and plurals as people of a language and a time zone read them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SAMPLE_CONTENT } from './lacking.ts';
import { compileTemplate, type PersonScope } from './template.ts';

const person = (of: Partial<PersonScope> = {}): PersonScope => ({
  attributes: {
    at: '2026-12-24T22:30:00Z',
    day: '2026-12-24',
    n: 3,
    price: 1234.5,
    share: 0.256,
    text: 'abc',
  },
  customerId: null,
  psid: null,
  ...of,
});
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
function render(text: string, of: Partial<PersonScope> = {}) {
  const rendered = compileTemplate(text, 'none').render(person(of));
  return rendered.ok ? plain(rendered.text) : rendered;
}
const CZECH = { language: 'cs_CZ', zone: 'Europe/Prague' };

test.each<[text: string, of: Partial<PersonScope>, expected: string]>([
  ["{{ at | localdate: 'long' }}", {}, 'December 24, 2026'],
  ["{{ at | localdate: 'long' }}", CZECH, '24. prosince 2026'],
  ["{{ at | localdate: 'time' }}", CZECH, '23:30'],
  ["{{ at | localdate: 'datetime' }}", { ...CZECH, zone: 2 }, '25. 12. 2026 0:30'],
  ["{{ at | localdate: 'short', zone: 'Asia/Tokyo', locale: 'de' }}", CZECH, '25.12.26'],
  ['{{ at | localdate }}', { language: 'de', zone: 'nowhere', workspaceZone: 'Asia/Tokyo' }, '25.12.2026'],
  ["{{ day | localdate: 'weekday' }}", { ...CZECH, zone: 'America/New_York' }, 'čtvrtek'],
  ["{{ 1798151400 | localdate: 'time' }}", CZECH, '23:30'],
  ["{{ 'now' | localdate: 'long' }}", { ...CZECH, now: new Date('2026-12-31T23:30Z') }, '1. ledna 2027'],
  ['{{ price | number }}', CZECH, '1 234,5'],
  ['{{ price | number: 2 }}', {}, '1,234.50'],
  ["{{ '12.5' | number: 1, locale: 'cs' }}", {}, '12,5'],
  ["{{ price | currency: 'CZK' }}", CZECH, '1 234,50 Kč'],
  ["{{ price | currency: 'czk', 0, locale: 'en' }}", CZECH, 'CZK 1,235'],
  ["{{ price | currency: 'JPY', locale: 'ja' }}", {}, '￥1,235'],
  ['{{ share | percent }}', CZECH, '26 %'],
  ['{{ share | percent: 1 }}', {}, '25.6%'],
  ["{{ n }} {{ n | plural: 'bod', 'body', 'bodu', 'bodů' }}", CZECH, '3 body'],
  ["{{ 5 | plural: 'bod', 'body', 'bodu', 'bodů', locale: 'cs' }}", {}, 'bodů'],
  ["{{ 1.5 | plural: 'bod', 'body', 'bodu', 'bodů' }}", CZECH, 'bodu'],
  ["{{ 1 | plural: 'point', 'points' }} {{ n | plural: 'point', 'points' }}", {}, 'point points'],
  ["{{ missing | default: 0 | currency: 'EUR' }}", { language: 'de-DE' }, '0,00 €'],
])('%s', (text, of, expected) => expect(render(text, of)).toBe(expected));

test('whatever a person calls their language, it is one or the default', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (language, zone) => {
      expect(typeof render("{{ at | localdate: 'datetime' }} {{ price | number }}", { language, zone })).toBe(
        'string',
      );
    }),
  );
  for (const language of ['xx_YY', '../../etc', 'cs-u-nu-thai', 'x'.repeat(1000), '__proto__', 'constructor'])
    expect(render('{{ price | number }}', { language })).toMatch(/^1[ ,]234[.,]5$/);
});

test('thousands of languages and zones are no burden that stays', () => {
  for (let index = 0; index < 2_000; index++)
    render("{{ at | localdate: 'time' }}", { language: `en_${index}`, zone: `Etc/${index}` });
  expect(render("{{ at | localdate: 'time' }}", CZECH)).toBe('23:30');
});

describe('a value that is none is this person’s fault', () => {
  test.each([
    ['{{ text | number }}', /"abc" is not a number/],
    ["{{ text | currency: 'EUR' }}", /"abc" is not a number/],
    ["{{ text | localdate: 'long' }}", /"abc" is not a date/],
    ["{{ n | plural: text, text | append: 'x' }}", null],
    ["{% assign style = 'nonsense' %}{{ at | localdate: style }}", /knows full, long/],
    ["{% assign l = 'nonsense!' %}{{ n | number: locale: l }}", /takes a language such as/],
  ])('%s', (text, message) => {
    if (message === null) expect(render(text)).toBe('abcx');
    else
      expect(render(text)).toMatchObject({
        reason: 'template_error',
        message: expect.stringMatching(message),
      });
  });
});

describe('what nobody could get is refused when it is saved', () => {
  test.each([
    ["{{ at | localdate: 'lnog' }}", /line 1: the filter localdate knows full, long/],
    ["{{ 'soon' | localdate }}", /"soon" is not a date/],
    ["{{ '2026-13-45' | localdate }}", /not a day of the calendar/],
    ["{{ price | currency: 'KČ' }}", /takes the code of a currency/],
    ['{{ price | currency }}', /not nothing/],
    ["{{ price | currency: 'XQQ' }}", /takes the code of a currency/],
    ["{{ n | plural: 'point' }}", /takes 2 forms/],
    ["{{ n | number: 'cs' }}", /takes decimals from 0 to 10, not "cs"/],
    ['{{ n | number: 99 }}', /takes decimals/],
    ["{{ n | number: locale: 'klingon!' }}", /takes a language such as/],
    ["{{ at | localdate: 'long', zone: 'Prague' }}", /takes a time zone such as/],
    ["{{ n | number: colour: 'red' }}", /knows locale: and zone:/],
    ["a\nb\n{% assign x = 'abc' | number %}", /line 3: .*not a number/],
  ])('%s', (text, message) => {
    expect(() => compileTemplate(text, 'none', 'f')).toThrowError(
      expect.objectContaining({ kind: 'invalid', field: 'f', message: expect.stringMatching(message) }),
    );
  });
});

test('what stands for a value that is not known yet is no wrong number and no wrong date', () => {
  const text =
    "{{ EventAttribute.at | localdate }} {{ EventAttribute.sum | currency: 'EUR' }} {{ EventAttribute.n | plural: 'one', 'more' }}";
  const event = { at: SAMPLE_CONTENT, sum: SAMPLE_CONTENT, n: SAMPLE_CONTENT };
  expect(render(text, { event })).toBe('Sample Sample Sample');
});
