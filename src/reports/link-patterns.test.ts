// Personalised links become patterns that their addresses fit.
import { expect, test } from 'vitest';
import { listLinkPatterns } from './link-patterns.ts';

const button = (url: string) => ({ type: 'web_url', title: 'Open', url });
const message = (...urls: string[]) => ({
  message: { attachment: { type: 'template', payload: { buttons: urls.map(button) } } },
});

test('each value and each condition may be anything; what means something to like does not', () => {
  expect(
    listLinkPatterns(
      message(
        'https://a.example/orders/{{ id }}?from=100%25_off&n={{n}}',
        'https://a.example/{% if vip %}vip{% else %}all{% endif %}/start',
      ),
    ),
  ).toEqual([
    {
      url: 'https://a.example/orders/{{ id }}?from=100%25_off&n={{n}}',
      pattern: 'https://a.example/orders/%?from=100\\%25\\_off&n=%',
    },
    {
      url: 'https://a.example/{% if vip %}vip{% else %}all{% endif %}/start',
      pattern: 'https://a.example/%/start',
    },
  ]);
});

test('the most specific is first; links that are the same for everybody need none', () => {
  const found = listLinkPatterns(
    message('https://a.example/{{ x }}', 'https://a.example/shop/{{ x }}', 'https://a.example/about'),
  );
  expect(found.map(({ pattern }) => pattern)).toEqual(['https://a.example/shop/%', 'https://a.example/%']);
});

test('a host that is personalised says nothing', () => {
  expect(
    listLinkPatterns(message('{{ link }}', 'https://{{ shop }}.example/x', 'https://a.{{ tld }}/x')),
  ).toEqual([]);
});

test('messages without links, and no message at all, have none', () => {
  expect(listLinkPatterns(null)).toEqual([]);
  expect(listLinkPatterns({ message: { text: 'https://a.example/{{ x }}' } })).toEqual([]);
});
