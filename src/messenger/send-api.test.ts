// Which addresses are the Send API, what a body asks for, and every limit at its edge.
import { expect, it } from 'vitest';
import { checkSendBody, describeSend, isGraphUrl, recogniseSendUrl } from './send-api.ts';

const GRAPH = 'http://127.0.0.1:3100';

it.each([
  ['https://graph.facebook.com/v26.0/me/messages', 'me'],
  ['https://graph.facebook.com/me/messages?access_token=T', 'me'],
  ['https://graph.facebook.com/v19.0/24000000000000000001/messages/', '24000000000000000001'],
  ['https://GRAPH.facebook.com./v26.0//me/messages', 'me'],
  ['https://graph.facebook.com/v26.0/%6de/messages', 'me'],
  ['http://127.0.0.1:3100/v26.0/5/messages', '5'],
  ["https://graph.facebook.com/v26.0/me/messages?access_token={{ UserAttribute['t'] }}", 'me'],
])('%s is the Send API of %s', (url, pageId) => {
  expect(recogniseSendUrl(url, GRAPH)).toEqual({ pageId });
});

it.each([
  'https://graph.facebook.com/v26.0/me/messenger_profile',
  'https://graph.facebook.com.evil.example/v26.0/me/messages',
  'https://example.com/v26.0/me/messages',
  'http://127.0.0.1:3101/v26.0/me/messages',
  'not an address',
])('%s is not', (url) => {
  expect(recogniseSendUrl(url, GRAPH)).toBeNull();
});

it('a base path of the Graph address counts', () => {
  expect(recogniseSendUrl('http://proxy/graph/v26.0/me/messages', 'http://proxy/graph')).toEqual({
    pageId: 'me',
  });
  expect(recogniseSendUrl('http://proxy/v26.0/me/messages', 'http://proxy/graph')).toBeNull();
  expect(isGraphUrl('https://graph.facebook.com/me/accounts', GRAPH)).toBe(true);
});

const text = { recipient: { id: '5' }, messaging_type: 'RESPONSE', message: { text: 'hi' } };

it('says what a body asks for', () => {
  expect(describeSend(text)).toEqual({
    psid: '5',
    messagingType: 'RESPONSE',
    tag: null,
    template: null,
    media: null,
    message: { text: 'hi' },
  });
  expect(describeSend({})).toMatchObject({ psid: null, message: null });
});

it.each([
  [
    { attachment: { type: 'video', payload: { url: 'https://x/v' } } },
    { media: 'audio_video', template: null },
  ],
  [{ attachment: { type: 'image', payload: { url: 'https://x/v' } } }, { media: 'other', template: null }],
  [
    {
      attachment: {
        type: 'template',
        payload: { template_type: 'media', elements: [{ media_type: 'video', attachment_id: '1' }] },
      },
    },
    { media: 'audio_video', template: 'media' },
  ],
  [
    { template: { name: 'order', language: { code: 'en' } } },
    { media: null, template: 'utility', messagingType: 'UTILITY' },
  ],
])('%j is %j', (message, expected) => {
  expect(describeSend({ recipient: { id: '5' }, message })).toMatchObject(expected);
});

const template = (payload: object) => ({ ...text, message: { attachment: { type: 'template', payload } } });
const generic = (element: object, count = 1) =>
  template({
    template_type: 'generic',
    elements: Array.from({ length: count }, () => ({ title: 'T', subtitle: 'S', ...element })),
  });
const postback = (title = 'B', payload = 'P') => ({ type: 'postback', title, payload });
const replies = (count: number, more: object = {}) => ({
  ...text,
  message: {
    text: 'q',
    quick_replies: Array.from({ length: count }, () => ({
      content_type: 'text',
      title: 'T',
      payload: 'P',
      ...more,
    })),
  },
});
const E = 'message.attachment.payload';

it.each<[string, object, string[]]>([
  ['a text', text, []],
  ['1999 characters', { ...text, message: { text: 'x'.repeat(1999) } }, []],
  ['1999 emoji', { ...text, message: { text: '😀'.repeat(1999) } }, []],
  ['2000 characters', { ...text, message: { text: 'x'.repeat(2000) } }, ['message.text']],
  ['an empty text', { ...text, message: { text: '' } }, ['message.text']],
  ['no message', { recipient: { id: '5' } }, ['message']],
  [
    'text and attachment',
    { ...text, message: { text: 'x', attachment: { type: 'image', payload: { url: 'https://x' } } } },
    ['message'],
  ],
  ['metadata of 999', { ...text, message: { text: 'x', metadata: 'm'.repeat(999) } }, []],
  ['metadata of 1000', { ...text, message: { text: 'x', metadata: 'm'.repeat(1000) } }, ['message.metadata']],
  ['no recipient', { message: { text: 'x' } }, ['recipient']],
  ['two recipients', { ...text, recipient: { id: '5', user_ref: 'u' } }, ['recipient']],
  ['a number as PSID', { ...text, recipient: { id: 5 } }, ['recipient.id']],
  ['an odd type', { ...text, messaging_type: 'PROMO' }, ['messaging_type']],
  ['a tag without its type', { ...text, tag: 'HUMAN_AGENT' }, ['tag']],
  ['a type without its tag', { ...text, messaging_type: 'MESSAGE_TAG' }, ['tag']],
  ['a feedback tag on a text', { ...text, messaging_type: 'MESSAGE_TAG', tag: 'CUSTOMER_FEEDBACK' }, ['tag']],
  ['a human agent', { ...text, messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }, []],
  ['13 quick replies', replies(13), []],
  ['14 quick replies', replies(14), ['message.quick_replies']],
  ['a quick reply of 21', replies(1, { title: 'x'.repeat(21) }), ['message.quick_replies.0.title']],
  ['a payload of 1001', replies(1, { payload: 'x'.repeat(1001) }), ['message.quick_replies.0.payload']],
  [
    'an e-mail chip',
    { ...text, message: { text: 'q', quick_replies: [{ content_type: 'user_email' }] } },
    [],
  ],
  [
    'an old chip',
    { ...text, message: { text: 'q', quick_replies: [{ content_type: 'location' }] } },
    ['message.quick_replies.0.content_type'],
  ],
  ['10 elements', generic({}, 10), []],
  ['11 elements', generic({}, 11), [`${E}.elements`]],
  ['a title of 81', generic({ title: 'x'.repeat(81) }), [`${E}.elements.0.title`]],
  ['a title alone', generic({ subtitle: undefined }), [`${E}.elements.0`]],
  [
    '4 buttons',
    generic({ buttons: [postback(), postback(), postback(), postback()] }),
    [`${E}.elements.0.buttons`],
  ],
  [
    'a default action with a title',
    generic({ default_action: { type: 'web_url', url: 'https://x', title: 'T' } }),
    [`${E}.elements.0.default_action.title`],
  ],
  [
    'a button template',
    template({ template_type: 'button', text: 'x'.repeat(640), buttons: [postback()] }),
    [],
  ],
  [
    'its text of 641',
    template({ template_type: 'button', text: 'x'.repeat(641), buttons: [postback()] }),
    [`${E}.text`],
  ],
  [
    'a button title of 21',
    template({ template_type: 'button', text: 'x', buttons: [postback('x'.repeat(21))] }),
    [`${E}.buttons.0.title`],
  ],
  [
    'a button without an address',
    template({ template_type: 'button', text: 'x', buttons: [{ type: 'web_url', title: 'x' }] }),
    [`${E}.buttons.0.url`],
  ],
  [
    'a phone number without +',
    template({
      template_type: 'button',
      text: 'x',
      buttons: [{ type: 'phone_number', title: 'x', payload: '123' }],
    }),
    [`${E}.buttons.0.payload`],
  ],
  [
    'media from elsewhere',
    template({ template_type: 'media', elements: [{ media_type: 'image', url: 'https://example.com/x' }] }),
    [`${E}.elements.0.url`],
  ],
  [
    'media by id',
    template({ template_type: 'media', elements: [{ media_type: 'image', attachment_id: '1' }] }),
    [],
  ],
  ['a list template', template({ template_type: 'list' }), [`${E}.template_type`]],
  ['a key of every object', template({ template_type: 'constructor' }), [`${E}.template_type`]],
  [
    'media with both',
    {
      ...text,
      message: { attachment: { type: 'image', payload: { url: 'https://x', attachment_id: '1' } } },
    },
    ['message.attachment.payload'],
  ],
  [
    '30 images',
    {
      ...text,
      message: {
        attachments: Array.from({ length: 30 }, () => ({ type: 'image', payload: { url: 'https://x' } })),
      },
    },
    [],
  ],
  [
    'a video among images',
    { ...text, message: { attachments: [{ type: 'video', payload: { url: 'https://x' } }] } },
    ['message.attachments.0.type'],
  ],
  ['typing', { recipient: { id: '5' }, sender_action: 'typing_on' }, []],
  ['typing with a message', { ...text, sender_action: 'typing_on' }, ['message']],
  [
    'a reaction without its message',
    { recipient: { id: '5' }, sender_action: 'react', payload: { reaction: '😊' } },
    ['payload.message_id'],
  ],
])('%s', (_what, body, fields) => {
  expect(checkSendBody(body).map((problem) => problem.field)).toEqual(fields);
});

it.each(['CONFIRMED_EVENT_UPDATE', 'ACCOUNT_UPDATE', 'POST_PURCHASE_UPDATE'])(
  'the tag %s is dead, and since when',
  (tag) => {
    const [problem] = checkSendBody({ ...text, messaging_type: 'MESSAGE_TAG', tag });
    expect(problem).toEqual({ field: 'tag', message: expect.stringContaining('2026-04-27') });
  },
);

it('anything at all is answered with problems, never with an exception', () => {
  for (const odd of [
    null,
    5,
    [],
    'x',
    { message: [] },
    { message: { quick_replies: {} } },
    {
      recipient: [],
      message: { attachment: { type: 'template', payload: { template_type: 'generic', elements: [null] } } },
    },
  ])
    expect(checkSendBody(odd).length).toBeGreaterThan(0);
});
