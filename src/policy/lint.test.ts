// The linter, case by case: what it finds, where, how grave, and what it leaves in peace.
import { describe, expect, test } from 'vitest';
import { LINT_RULES, type LintInput, lintMessage } from './lint.ts';
import { PROMOTIONAL_WORDS } from './lint-words.ts';

const ON = new Date('2026-11-22T12:00:00Z');
const lint = (body: object, more: Partial<LintInput> = {}) =>
  lintMessage({ body: body as LintInput['body'], on: ON, ...more });
const found = (body: object, more: Partial<LintInput> = {}) =>
  lint(body, more).map(({ rule, field, severity }) => `${severity} ${rule} ${field}`);

const says = (text: string) => ({ messaging_type: 'RESPONSE', message: { text } });
const button = (url: string) => ({
  message: {
    attachment: {
      type: 'template',
      payload: { template_type: 'button', text: 'x', buttons: [{ type: 'web_url', title: 'x', url }] },
    },
  },
});
const BUTTON = 'message.attachment.payload.buttons.0.url';
const utility = (...values: string[]) => ({
  messaging_type: 'UTILITY',
  message: {
    template: {
      name: 'order',
      language: { code: 'en' },
      components: [{ type: 'body', parameters: values.map((text) => ({ type: 'text', text })) }],
    },
  },
});

test('a plain message has nothing to find', () => {
  expect(
    lint(says("Hi {{ UserAttribute['first_name'] | default: 'there' }}, 5 < 6 and 2*3*4 = 24 & more #1")),
  ).toEqual([]);
  expect(lint({ messaging_type: 'RESPONSE', ...button('https://shop.talaria.dev/a%20b?x=1') })).toEqual([]);
});

test('every finding says where it is written and what to do', () => {
  const findings = lint({ ...button('ftp://x'), tag: 'ACCOUNT_UPDATE', messaging_type: 'MESSAGE_TAG' });
  expect(findings).toHaveLength(2);
  for (const finding of findings) {
    expect(finding.message).toMatch(/\w/);
    expect(finding.remedy).toMatch(/\w/);
    expect(finding.source).toMatch(/\w/);
  }
  expect(findings[0]).toEqual({
    field: 'tag',
    severity: 'error',
    rule: 'purpose',
    message: 'The message tag was switched off by Facebook on 2026-04-27.',
    remedy: 'Remove the tag and send within the window, or use an approved utility template.',
    source: LINT_RULES.purpose.source,
  });
});

describe('the purpose, by the rules of the day', () => {
  const tagged = (tag?: string) => ({ ...says('hi'), messaging_type: 'MESSAGE_TAG', ...(tag && { tag }) });
  test.each<[string, object, string[], Partial<LintInput>?]>([
    ['a retired tag', tagged('CONFIRMED_EVENT_UPDATE'), ['error purpose tag']],
    ['… when it lived', tagged('CONFIRMED_EVENT_UPDATE'), [], { on: new Date('2026-04-26') }],
    ['a tag of 2019', tagged('SHIPPING_UPDATE'), ['error purpose tag']],
    ['no tag', tagged(), ['error purpose tag']],
    ['HUMAN_AGENT by a campaign', tagged('HUMAN_AGENT'), ['error purpose tag']],
    ['… by a person', tagged('HUMAN_AGENT'), [], { author: 'person' }],
    ['feedback on a text', tagged('CUSTOMER_FEEDBACK'), ['error purpose tag']],
    ['news', tagged('NON_PROMOTIONAL_SUBSCRIPTION'), ['error purpose tag']],
    ['UTILITY on a text', { ...says('hi'), messaging_type: 'UTILITY' }, ['error purpose messaging_type']],
    ['an invented type', { ...says('hi'), messaging_type: 'PROMO' }, ['error purpose messaging_type']],
    [
      'a one-time token',
      { ...says('hi'), recipient: { one_time_notif_token: 'T' } },
      ['error purpose recipient'],
    ],
    [
      'a phone number',
      { ...says('hi'), recipient: { phone_number: '+1', name: {} } },
      ['error purpose recipient'],
    ],
    ['a PSID', { ...says('hi'), recipient: { id: '5' } }, []],
    ['a comment', { ...says('hi'), recipient: { comment_id: '5' } }, []],
  ])('%s', (_what, body, expected, more) => expect(found(body, more)).toEqual(expected));
});

describe('addresses', () => {
  test.each([
    ['https://shop.talaria.dev/{{ path }}', []],
    ['{{ UserAttribute["link"] }}', []],
    ['https://{{ shop }}/x', []],
    ['https://example.com.{{ tld }}/x', []],
    ['https://talaria.dev/?q={{ a | default: "x y" }}', []],
    ['https://testing.dev/example.com', []],
    ['http://8.8.8.8/x', []],
    ['javascript:alert(1)', ['error link_scheme']],
    ['tel:+15105551234', ['error link_scheme']],
    ['shop.talaria.dev/x', ['error link_scheme']],
    ['{{ a }}://x', []],
    ['https://talaria.dev/a b', ['error link_space']],
    [' https://talaria.dev', ['error link_space']],
    ['https://talaria.dev/{{ a }} b', ['error link_space']],
    ['https://example.com', ['warning link_placeholder']],
    ['https://www.example.org/{{ a }}', ['warning link_placeholder']],
    ['https://user@example.net:8443/x', ['warning link_placeholder']],
    ['https://shop.example/x', ['warning link_placeholder']],
    ['http://localhost:3000/x', ['warning link_placeholder']],
    ['http://127.0.0.1/x', ['warning link_placeholder']],
    ['http://172.20.1.1/x', ['warning link_placeholder']],
    ['http://[::1]:80/x', ['warning link_placeholder']],
    ['https://yourdomain.com/x', ['warning link_placeholder']],
  ])('%s: %j', (url, expected) => {
    expect(found(button(url))).toEqual(expected.map((one) => `${one} ${BUTTON}`));
  });
});

describe('promotion in a utility message', () => {
  test.each(Object.entries(PROMOTIONAL_WORDS))('%s', (_language, words) => {
    for (const word of words)
      expect([word, found(utility(`— ${word.toUpperCase()}! —`))]).toEqual([
        word,
        ['warning utility_promotion message.template.components.0.parameters.0.text'],
      ]);
  });

  test.each(['20% off everything', 'jetzt 20 % Rabatt', 'jusqu’à 30 % de réduction'])('%s', (text) => {
    expect(found(utility('7', text))).toEqual([
      'warning utility_promotion message.template.components.0.parameters.1.text',
    ]);
  });

  test.each([
    'Your order 566701 is on its way.',
    'Date of sale: 2026-11-22',
    'La remise de votre colis est prévue demain.',
    'تم خصم المبلغ من حسابك',
    'Battery at 20%',
    'The coupons-department is closed',
    "{{ x | default: 'discount' }}",
  ])('not in: %s', (text) => expect(found(utility(text))).toEqual([]));

  test('in the template itself', () => {
    const components = [
      { type: 'BODY', text: 'Order {{1}} and a special offer' },
      { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Shop now', url: 'https://talaria.dev' }] },
    ];
    expect(found(utility('7'), { components })).toEqual([
      'warning utility_promotion template.components.0.text',
      'warning utility_promotion template.components.1.buttons.0.text',
    ]);
  });

  test('in the window it is allowed', () => expect(found(says('Discount! Shop now!'))).toEqual([]));
});

describe('disclosure', () => {
  const opens = { opensConversation: true };
  test.each<[string, Partial<LintInput>, string[]]>([
    ['Hello!', opens, ['warning disclosure message']],
    ['Hello!', { ...opens, country: 'DE' }, ['warning disclosure message']],
    ['Hello!', { ...opens, country: 'US' }, ['warning disclosure message']],
    ['Hello!', { ...opens, country: 'BR' }, []],
    ['Hello!', {}, []],
    ['Hello!', { ...opens, author: 'person' }, []],
    ['Hello, this is an automated message.', opens, []],
    ['Dies ist eine automatische Nachricht.', opens, []],
    ['I am a bot 🤖', opens, []],
    ['これは自動メッセージです', opens, []],
    ['The bottle is empty', opens, ['warning disclosure message']],
  ])('%s %j: %j', (text, more, expected) => expect(found(says(text), more)).toEqual(expected));
});

test('personalisation without a fallback, and what becomes of people who lack it', () => {
  const uses = [
    { attribute: 'first_name', hasFallback: false },
    { attribute: 'city', hasFallback: true },
    { attribute: 'ps_id', hasFallback: false },
  ];
  expect(lint(says('x'), { uses }).map(({ message, remedy }) => [message, remedy])).toEqual([
    [
      '“first_name” has no fallback: people who lack it get no message.',
      "Write {{ UserAttribute['first_name'] | default: '…' }}.",
    ],
  ]);
  expect(lint(says('x'), { uses, missing: 'blank' })[0]?.message).toContain('a gap in its place');
});

test.each([
  ['**Sale** today', '**bold**'],
  ['<b>Sale</b>', 'HTML'],
  ['line<br/>line', 'HTML'],
  ['see [us](https://talaria.dev)', '[a link]'],
  ['# Hello', '# heading'],
  ['Fish &amp; chips', '&amp;'],
])('markup: %s', (text, what) => {
  const [finding, ...others] = lint(says(text));
  expect(finding).toMatchObject({
    rule: 'markup',
    field: 'message.text',
    message: expect.stringContaining(what),
  });
  expect(others).toEqual([]);
});

test.each([
  [1990, 0],
  [1991, 1],
  [1999, 1],
  [2000, 0], // an error of the limits
])('a text of %i characters: %i warnings', (length, count) => {
  expect(found(says('x'.repeat(length)))).toEqual(Array(count).fill('warning text_near_limit message.text'));
});

describe('parts that disappoint', () => {
  const attachment = (type: string, payload: object) => ({ message: { attachment: { type, payload } } });
  const media = attachment('template', {
    template_type: 'media',
    elements: [
      {
        media_type: 'video',
        attachment_id: 'med_1',
        buttons: [{ type: 'account_link', url: 'https://talaria.dev' }],
      },
    ],
  });
  const P = 'message.attachment.payload';
  test.each<[string, object, string[], Partial<LintInput>?]>([
    [
      'media by an id of Facebook',
      attachment('image', { attachment_id: '123' }),
      [`warning attachment_age ${P}.attachment_id`],
    ],
    ['media of the library', attachment('image', { attachment_id: 'med_123' }), []],
    [
      'uploaded with every message',
      attachment('image', { url: 'https://talaria.dev/x.png', is_reusable: true }),
      [`warning reusable ${P}.is_reusable`],
    ],
    [
      'a one-time opt-in',
      attachment('template', { template_type: 'one_time_notif_req', title: 'x', payload: 'x' }),
      [`warning one_time ${P}.template_type`],
    ],
    ['a sticker', { message: { sticker_id: '369239263222822' } }, ['warning unverified message.sticker_id']],
    [
      'products',
      attachment('template', { template_type: 'product', elements: [{ id: '1' }] }),
      [`warning unverified ${P}.elements`],
    ],
    [
      'a form',
      attachment('template', { template_type: 'instant_form', form_id: '1' }),
      [`warning unverified ${P}.form_id`],
    ],
    [
      'an opt-in',
      attachment('template', { template_type: 'notification_messages', payload: 'x' }),
      [`warning optin_request ${P}.template_type`],
    ],
    [
      'video and log-in, for a Page in France',
      media,
      [`warning europe ${P}.elements.0.media_type`, `warning europe ${P}.elements.0.buttons.0`],
      { country: 'FR' },
    ],
    ['… in Brazil', media, [], { country: 'BR' }],
    ['… nobody knows where', media, []],
  ])('%s', (_what, body, expected, more) => expect(found(body, more)).toEqual(expected));
});

test('anything at all is read without an exception, and the list has an end', () => {
  for (const odd of [
    {},
    { message: null },
    { message: [[[]]] },
    { recipient: 5, tag: 7, message: { text: 5 } },
  ])
    expect(Array.isArray(lint(odd))).toBe(true);
  const deep = Array.from({ length: 3000 }).reduce<unknown>((inner) => [inner], 'x');
  expect(lint({ message: deep as object })).toEqual([]);
  const many = Array.from({ length: 500 }, () => ({ title: '**x**' }));
  expect(lint({ message: { quick_replies: many } })).toHaveLength(100);
});
