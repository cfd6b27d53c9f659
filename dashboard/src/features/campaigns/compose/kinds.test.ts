// Kinds of message: which one a message is, and what survives a change of kind.
import { describe, expect, test } from 'vitest';
import type { Json } from './json.ts';
import { changeKind, KINDS, kindOf } from './kinds.ts';

const template = (template_type: string, payload: Json = {}): Json => ({
  attachment: { type: 'template', payload: { template_type, ...payload } },
});
const button = { type: 'web_url', title: 'Look', url: 'https://shop.example/a' };

describe('the kind of a message', () => {
  test.each<[string, Json]>([
    ['text', { text: 'Hello' }],
    ['text', { text: '' }],
    ['media', { attachment: { type: 'video', payload: { url: 'https://a.example/v.mp4' } } }],
    ['images', { attachments: [] }],
    ['button', template('button')],
    ['generic', template('generic')],
    ['media_template', template('media')],
    ['image_grid', template('image_grid')],
    ['receipt', template('receipt')],
    ['coupon', template('coupon')],
    ['customer_feedback', template('customer_feedback')],
    ['other', template('product')],
    ['other', template('toString')],
    ['other', { sticker_id: '369239263222822' }],
    ['other', {}],
    ['other', { attachment: 'nonsense' }],
  ])('is %s', (kind, message) => {
    expect(kindOf(message)).toBe(kind);
  });
});

describe('another kind', () => {
  test.each(KINDS.filter(({ kind }) => kind !== 'other').map(({ kind }) => kind))(
    'can be made of any message: %s',
    (kind) => {
      for (const message of [
        { text: 'Hello' },
        {},
        template('generic', { elements: [] }),
        template('product'),
      ])
        expect(kindOf(changeKind(message, kind))).toBe(kind);
    },
  );

  test('takes text and buttons along, from a text with buttons to a card and back', () => {
    const message = template('button', { text: 'Hello', buttons: [button] });
    const card = changeKind(message, 'generic');
    expect(card).toEqual(template('generic', { elements: [{ title: 'Hello', buttons: [button] }] }));
    expect(changeKind(card, 'button')).toEqual(message);
  });

  test('takes a picture along, by address and from the library', () => {
    const byAddress = { attachment: { type: 'image', payload: { url: 'https://a.example/p.jpg' } } };
    expect(changeKind(byAddress, 'images')).toEqual({ attachments: [byAddress.attachment] });
    const ours = { attachments: [{ type: 'image', payload: { attachment_id: 'med_3' } }] };
    expect(changeKind(ours, 'media_template')).toEqual(
      template('media', { elements: [{ media_type: 'image', attachment_id: 'med_3' }] }),
    );
  });

  test('keeps what stands beside the content', () => {
    const beside = { quick_replies: [{ content_type: 'user_email' }], metadata: 'mine' };
    expect(changeKind({ text: 'Hello', ...beside }, 'coupon')).toMatchObject(beside);
  });
});
