// What looks like Jinja, and what is Liquid all the same.
import { expect, test } from 'vitest';
import type { CampaignDefinition } from '../../../api/types.ts';
import { isForeign, listForeignTexts, replaceTexts } from './foreign.ts';

test.each([
  ["{{UserAttribute['First Name']|default('there')}}", true],
  ['{{ name|upper }}', true],
  ['{% set x = 1 %}', true],
  ['{% if x is defined %}', true],
  ['MOE_NOT_SEND', true],
  ["{{ name | default: 'there (you)' }}", false],
  ['{{ at | date: "%d" }} {% if a == b %}{% endif %}', false],
  ['Hello (all) | of you', false],
])('%s: %s', (text, expected) => expect(isForeign(text)).toBe(expected));

test('texts are found in a message and a call, and changed where they stand', () => {
  const said = {
    message: { message: { text: '{{ a|upper }}', quick_replies: [{ title: 'x' }] } },
    request: null,
  } as unknown as Pick<CampaignDefinition, 'message' | 'request'>;
  expect(listForeignTexts(said)).toEqual(['{{ a|upper }}']);
  expect(replaceTexts(said, (text) => `${text}!`).message?.message).toEqual({
    text: '{{ a|upper }}!',
    quick_replies: [{ title: 'x!' }],
  });
});
