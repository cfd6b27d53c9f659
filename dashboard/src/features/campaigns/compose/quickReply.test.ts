// The payload of a quick reply follows its words until it is touched.
import { describe, expect, it } from 'vitest';
import { payloadFor, withTitle } from './quickReply.ts';

describe('a payload made from words', () => {
  it.each([
    ['Yes, please!', 'YES_PLEASE'],
    ['Größe 42', 'GRÖSSE_42'],
    ["{{ UserAttribute['first_name'] }} says no", 'SAYS_NO'],
    ['👍', ''],
  ])('%s → %s', (title, payload) => expect(payloadFor(title)).toBe(payload));
});

describe('other words', () => {
  it('take an untouched payload along', () =>
    expect(withTitle({ content_type: 'text', title: 'Yes', payload: 'YES' }, 'Yes please')).toEqual({
      content_type: 'text',
      title: 'Yes please',
      payload: 'YES_PLEASE',
    }));

  it('may be none beside a picture', () =>
    expect(withTitle({ title: 'Yes', payload: 'YES', image_url: 'https://a.example/' }, '')).toEqual({
      payload: '',
      image_url: 'https://a.example/',
    }));

  it('leave a payload of its own, and everything else', () =>
    expect(withTitle({ title: 'Yes', payload: 'ANSWER:1', image_url: 'https://a.example/' }, 'Sure')).toEqual(
      {
        title: 'Sure',
        payload: 'ANSWER:1',
        image_url: 'https://a.example/',
      },
    ));
});
