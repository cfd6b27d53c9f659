// What is read out of a call: the message and whose it is, and nothing of calls to other addresses.
import { expect, test } from 'vitest';
import { readSent } from './sent.ts';

const call = (url: string, body: string | null) => readSent({ method: 'POST', url, headers: {}, body });
const body = JSON.stringify({ recipient: { id: '1' }, message: { text: 'Hi' } });

test.each([
  ['https://graph.facebook.com/v26.0/123/messages', { message: { text: 'Hi' }, pageId: '123' }],
  ['https://graph.facebook.com/v26.0/me/messages?access_token=x', { message: { text: 'Hi' }, pageId: null }],
  ['https://example.org/hook', null],
])('%s', (url, sent) => {
  expect(call(url, body)).toEqual(sent);
});

test.each([null, '', '{"message": "text"}', '{"recipient": {}}', '{"message": {"te', '[]'])(
  'a body of %s',
  (other) => {
    expect(call('https://graph.facebook.com/v26.0/123/messages', other)).toBeNull();
  },
);
