// What a Send API request becomes on its way out: whatever was typed, it is one send to one person with the Page's own token.
import { describe, expect, test } from 'vitest';
import { NO_ASSETS } from './page-assets.ts';
import { readBody, toSendRequest } from './send-request.ts';

const to = {
  graphUrl: 'https://graph.facebook.com',
  pageId: '104',
  psid: '901',
  credentials: { accessToken: 'EAApagetoken', appSecret: 'appsecret' },
  metadata: 'talaria:abc:1:2:1',
  wrapLink: null,
  assets: { ...NO_ASSETS, attachments: new Map([['med_7', '1857777774821032']]) },
};
const JSON_TYPE = { 'content-type': 'application/json' };

function send(body: unknown, over: { url?: string; headers?: Record<string, string> } = {}) {
  const request = {
    method: 'POST' as const,
    url: over.url ?? 'https://graph.facebook.com/v26.0/104/messages',
    headers: over.headers ?? JSON_TYPE,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
  const read = readBody(request);
  if (read === null) throw new Error('not a Send API body');
  const made = toSendRequest(request, read, to);
  if (!made.ok) throw new Error(`lacks ${made.lacks}`);
  return made.request;
}
const MESSAGE = { recipient: { id: '901' }, message: { text: 'Hi' } };

describe('the address', () => {
  test.each([
    ['https://graph.facebook.com/v26.0/104/messages', '/v26.0/104/messages'],
    ['https://graph.facebook.com/104/messages', '/104/messages'],
    ['https://graph.facebook.com/v25.0/me/messages', '/v25.0/104/messages'],
    ['https://graph.facebook.com:8443/v26.0/104/messages', '/v26.0/104/messages'],
    [
      'https://graph.facebook.com/v26.0/104/messages?method=delete&tag=HUMAN_AGENT&access_token=x#y',
      '/v26.0/104/messages',
    ],
  ])('%s is built anew', (url, path) => {
    const sent = new URL(send(MESSAGE, { url }).url);
    expect(sent.origin).toBe('https://graph.facebook.com');
    expect(sent.pathname).toBe(path);
    expect([...sent.searchParams.keys()]).toEqual(['appsecret_proof']);
  });
});

describe('media of our library', () => {
  const image = (id: string) => ({
    recipient: { id: '901' },
    message: { attachment: { type: 'image', payload: { attachment_id: id } } },
  });
  test('go out under the id the Page has at the platform', () => {
    const sent = JSON.parse(send(image('med_7')).body ?? '');
    expect(sent.message.attachment.payload.attachment_id).toBe('1857777774821032');
    expect(JSON.parse(send(image('99')).body ?? '').message.attachment.payload.attachment_id).toBe('99');
  });
  test('that the Page lacks are named, and nothing is sent', () => {
    expect(() => send(image('med_8'))).toThrow('lacks med_8');
  });
});

describe('the body', () => {
  test('carries our metadata and nothing that would make it another call', () => {
    const sent = send({
      ...MESSAGE,
      access_token: 'EAAother',
      appsecret_proof: 'x',
      method: 'delete',
      batch: [],
    });
    expect(JSON.parse(sent.body ?? '')).toEqual({
      recipient: { id: '901' },
      message: { text: 'Hi', metadata: 'talaria:abc:1:2:1' },
    });
    expect(sent.headers['authorization']).toBe('Bearer EAApagetoken');
  });

  test('is addressed to the person alone', () => {
    const sent = send({ ...MESSAGE, recipient: { id: '901', comment_id: '7' } });
    expect(JSON.parse(sent.body ?? '').recipient).toEqual({ id: '901' });
  });

  test('stays a form when it was one', () => {
    const form = new URLSearchParams({ recipient: '{"id":"901"}', message: '{"text":"a & b"}' }).toString();
    const sent = send(form, { headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    const fields = new URLSearchParams(sent.body ?? '');
    expect(JSON.parse(fields.get('message') ?? '')).toEqual({ text: 'a & b', metadata: 'talaria:abc:1:2:1' });
  });

  test('keeps the digits of ids that were written as numbers', () => {
    const sent = send('{"recipient":{"id":"901"},"message":{"text":"Hi"},"persona_id":24881986359814700123}');
    expect(JSON.parse(sent.body ?? '').persona_id).toBe('24881986359814700123');
  });
});
