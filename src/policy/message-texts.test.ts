// Which addresses of a message are the same for everybody, and so can be tried once before it is sent.
import { expect, test } from 'vitest';
import { listLinks, readMessageTexts } from './message-texts.ts';

const body = {
  recipient: { id: '5' },
  message: {
    attachment: {
      type: 'template',
      payload: {
        template_type: 'generic',
        elements: [
          {
            title: 'See https://talaria.dev/a.',
            subtitle: 'or (https://talaria.dev/b), https://talaria.dev/{{ c }} and http://talaria.dev/a?x=1!',
            image_url: 'https://talaria.dev/i.png',
            default_action: { type: 'web_url', url: 'https://talaria.dev/a' },
            buttons: [
              { type: 'web_url', title: 'x', url: 'https://talaria.dev/{{ id }}' },
              { type: 'web_url', title: 'x', url: 'not an address' },
              { type: 'postback', title: 'x', payload: 'https://talaria.dev/payload' },
            ],
          },
        ],
      },
    },
  },
};
const AT = 'message.attachment.payload.elements.0';

test('static addresses, each once, with the first place they stand at', () => {
  expect(listLinks(body)).toEqual([
    { field: `${AT}.image_url`, text: 'https://talaria.dev/i.png' },
    { field: `${AT}.default_action.url`, text: 'https://talaria.dev/a' },
    { field: `${AT}.subtitle`, text: 'https://talaria.dev/b' },
    { field: `${AT}.subtitle`, text: 'http://talaria.dev/a?x=1' },
  ]);
});

test('texts and addresses apart', () => {
  const { texts, urls } = readMessageTexts(body);
  expect(texts.map(({ field }) => field.replace(`${AT}.`, ''))).toEqual([
    'title',
    'subtitle',
    'buttons.0.title',
    'buttons.1.title',
    'buttons.2.title',
  ]);
  expect(urls).toHaveLength(4);
});

test('at most 200', () => {
  const text = Array.from({ length: 300 }, (_, n) => `https://talaria.dev/${n}`).join(' ');
  expect(listLinks({ message: { text } })).toHaveLength(200);
  expect(listLinks(null)).toEqual([]);
});
