// Which addresses of a message become links of ours, and that nothing a person is called can stop a message.
import { expect, test } from 'vitest';
import { createClickLinks, wrapLinks } from './click-links.ts';

const links = createClickLinks({ deriveKey: () => Buffer.alloc(32, 1) }, 'https://go.example');
const wrapped = (url: string, more: object = {}): string => {
  const message = {
    attachment: { payload: { buttons: [{ type: 'web_url', title: 'Open', url, ...more }] } },
  };
  const wrap = (target: string) => links.wrap(target, { workspaceId: 'w', deliveryId: 36 });
  return (wrapLinks(message, wrap) as typeof message).attachment.payload.buttons[0]!.url;
};
const targetOf = (url: string): string | null => new URL(url).searchParams.get('to');

test.each([
  'https://shop.example/a?b=1&c=2#d',
  'HTTP://shop.example',
  'https://shop.example/žluťoučký kůň',
  'https://shop.example/\r\nset-cookie: a=b',
])('%j leads through us', (url) => {
  expect(wrapped(url)).toMatch(/^https:\/\/go\.example\/l\/w\/10\/[\w-]{20}\?to=[\x21-\x7e]+$/);
  expect(targetOf(wrapped(url))).toBe(url);
});

test('half a character, of a name that was cut, is no reason not to send', () => {
  expect(targetOf(wrapped(`https://shop.example/${'👋'.slice(0, 1)}`))).toBe('https://shop.example/\ufffd');
});

test.each([
  ['a telephone number', 'tel:+420123456789', {}],
  ['what is no address', 'https://', {}],
  ['what a browser could not open any more', `https://shop.example/${'漢'.repeat(1_000)}`, {}],
  ['what opens within Messenger', 'https://shop.example/', { messenger_extensions: true }],
])('%s stays as it is', (_name, url, more) => {
  expect(wrapped(url, more)).toBe(url);
});
