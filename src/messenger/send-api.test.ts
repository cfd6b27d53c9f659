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
it.each<[string, object, string[]]>([
  ['a text', text, []],
  ['1999 characters', { ...text, message: { text: 'x'.repeat(1999) } }, []],
  ['999 emoji, which count twice', { ...text, message: { text: '😀'.repeat(999) } }, []],
  ['1000 emoji', { ...text, message: { text: '😀'.repeat(1000) } }, ['message.text']],
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
  ['a comment', { ...text, recipient: { comment_id: '1_2' } }, []],
  ['a comment without its id', { ...text, recipient: { comment_id: '' } }, ['recipient.comment_id']],
  ['a number as PSID', { ...text, recipient: { id: 5 } }, ['recipient.id']],
  ['an odd type', { ...text, messaging_type: 'PROMO' }, ['messaging_type']],
  ['a tag without its type', { ...text, tag: 'HUMAN_AGENT' }, ['tag']],
  ['a type without its tag', { ...text, messaging_type: 'MESSAGE_TAG' }, ['tag']],
  ['a feedback tag on a text', { ...text, messaging_type: 'MESSAGE_TAG', tag: 'CUSTOMER_FEEDBACK' }, ['tag']],
  ['a human agent', { ...text, messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }, []],
  ['UTILITY on a text', { ...text, messaging_type: 'UTILITY' }, ['messaging_type']],
  ['a notification nobody knows', { ...text, notification_type: 'LOUD' }, ['notification_type']],
  ['a persona', { ...text, persona_id: '123' }, []],
  ['a persona by name', { ...text, persona_id: 'Ada' }, ['persona_id']],
  ['a quotation', { ...text, reply_to: { mid: 'm_1' } }, []],
  ['a quotation of nothing', { ...text, reply_to: {} }, ['reply_to.mid']],
  ['the thread passed on', { ...text, thread_control: { control_type: 'pass', app_id: '1' } }, []],
  ['… to nobody', { ...text, thread_control: { control_type: 'pass' } }, ['thread_control.app_id']],
  ['… taken', { ...text, thread_control: { control_type: 'take' } }, ['thread_control.control_type']],
  ['a sticker', { ...text, message: { sticker_id: 369239263222822 } }, []],
  ['a sticker by name', { ...text, message: { sticker_id: 'like' } }, ['message.sticker_id']],
  ['a sticker with a text', { ...text, message: { text: 'x', sticker_id: '1' } }, ['message']],
  ['a key the platform does not know', { ...text, message: { text: 'x', buttons: [] } }, ['message.buttons']],
  ['13 quick replies', replies(13), []],
  ['14 quick replies', replies(14), ['message.quick_replies']],
  ['a quick reply of 21', replies(1, { title: 'x'.repeat(21) }), ['message.quick_replies.0.title']],
  ['a payload of 1001', replies(1, { payload: 'x'.repeat(1001) }), ['message.quick_replies.0.payload']],
  ['a quick reply without a payload', replies(1, { payload: '' }), ['message.quick_replies.0.payload']],
  ['… without a title', replies(1, { title: undefined }), ['message.quick_replies.0.title']],
  ['… with blanks for a title', replies(1, { title: '  ' }), ['message.quick_replies.0.title']],
  ['… with an image in its place', replies(1, { title: undefined, image_url: 'https://x' }), []],
  ['… with a key of a button', replies(1, { type: 'text' }), ['message.quick_replies.0.type']],
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
    'typing with a tag',
    { recipient: { id: '5' }, sender_action: 'typing_on', tag: 'HUMAN_AGENT' },
    ['tag', 'tag'],
  ],
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
