// Every form of a person's message on command, compared key by key with the payloads of messenger-platform §3.6.
import { expect, test } from 'vitest';
import { newest, openScene } from '../testing/scene.ts';

const any = expect.any(String);
const number = expect.any(Number);
const URL = 'https://cdn.example/x.jpg';

const MESSAGES: [string, Record<string, unknown>, Record<string, unknown>][] = [
  ['text', { text: 'hello, world!' }, { text: 'hello, world!' }],
  [
    'reply',
    { text: 'yes', reply_to: 'm_1' },
    { text: 'yes', reply_to: { mid: 'm_1', is_self_reply: false } },
  ],
  ['command', { text: 'find LAX', commands: ['find'] }, { text: 'find LAX', commands: [{ name: 'find' }] }],
  ['image', one('image', URL), { attachments: [{ type: 'image', payload: { url: URL } }] }],
  ['audio', one('audio', URL), { attachments: [{ type: 'audio', payload: { url: URL } }] }],
  ['video', one('video', URL), { attachments: [{ type: 'video', payload: { url: URL } }] }],
  ['file', one('file', URL), { attachments: [{ type: 'file', payload: { url: URL } }] }],
  [
    'sticker',
    one('sticker', URL),
    { attachments: [{ type: 'sticker', payload: { url: URL, sticker_id: 369239263222822 } }] },
  ],
  [
    'reel',
    one('reel', URL),
    { attachments: [{ type: 'reel', payload: { url: URL, title: any, reel_video_id: number } }] },
  ],
  [
    'post',
    one('post', URL),
    { attachments: [{ type: 'post', payload: { url: URL, title: any, id: number } }] },
  ],
  [
    'fallback',
    { text: 'see', ...one('fallback', URL) },
    { text: 'see', attachments: [{ type: 'fallback', payload: { url: URL, title: any } }] },
  ],
  [
    'fallback without payload',
    { attachments: [{ type: 'fallback', payload: null }] },
    { attachments: [{ type: 'fallback', payload: null }] },
  ],
  [
    'appointment',
    one('appointment_booking'),
    {
      attachments: [
        {
          type: 'appointment_booking',
          payload: {
            booking_id: any,
            status: 'requested',
            start_time: number,
            end_time: number,
            timezone: 'America/Los_Angeles',
          },
        },
      ],
    },
  ],
  [
    'product',
    one('template'),
    {
      attachments: [
        {
          type: 'template',
          payload: {
            product: {
              elements: [{ id: any, retailer_id: any, image_url: any, title: any, subtitle: any }],
            },
          },
        },
      ],
    },
  ],
  [
    'shop referral',
    { text: 'hi', referral: { product: { id: 'P1' } } },
    { text: 'hi', referral: { product: { id: 'P1' } } },
  ],
  [
    'ad referral',
    { text: 'hi', referral: { ref: 'REF', ad_id: '6302', ads_context_data: { ad_title: 'T' } } },
    {
      text: 'hi',
      referral: {
        ref: 'REF',
        ad_id: '6302',
        source: 'ADS',
        type: 'OPEN_THREAD',
        ads_context_data: { ad_title: 'T' },
      },
    },
  ],
];

function one(type: string, url?: string): Record<string, unknown> {
  return { attachments: [{ type, ...(url === undefined ? {} : { url }) }] };
}

test.each(MESSAGES)('message: %s', async (_name, act, expected) => {
  const scene = await openScene();
  await scene.act(scene.psid, { type: 'message', ...act });
  expect((await newest(scene)).messaging).toEqual([
    {
      sender: { id: scene.psid },
      recipient: { id: scene.page.id },
      timestamp: number,
      message: { mid: expect.stringMatching(/^m_.{60,}/), ...expected },
    },
  ]);
});
