// What a template of one's own must be before Facebook sees it, and the fields it is handed in with.
import { describe, expect, test } from 'vitest';
import type { OwnTemplate } from './utility-template.contract.ts';
import { checkOwnTemplate, composeClone, composeOwnTemplate } from './utility-template.rules.ts';
import { explainRejection, explainTemplateState, TEMPLATE_STATES } from './utility-template.states.ts';

const OWN: OwnTemplate = {
  kind: 'own',
  name: 'order_update',
  language: 'en',
  parameter_format: 'NAMED',
  header: { text: 'Your {{what}}', sample: 'Order' },
  body: { text: 'Order {{order_id}} is on its way.', samples: [{ name: 'order_id', sample: '566701' }] },
  buttons: [
    { type: 'POSTBACK', text: 'Where is it?' },
    { type: 'URL', text: 'Track', url: 'https://shop.example/t/{{1}}', sample: '42' },
    { type: 'PHONE_NUMBER', text: 'Call us', phone_number: '+15105551234' },
  ],
};
const body = (text: string, ...names: string[]): Partial<OwnTemplate> => ({
  body: { text, samples: names.map((name) => ({ name, sample: 'x' })) },
});

test('a template of one’s own is handed in as the guide writes it', () => {
  expect(checkOwnTemplate(OWN)).toEqual([]);
  expect(composeOwnTemplate(OWN)).toEqual({
    name: 'order_update',
    language: 'en',
    category: 'UTILITY',
    parameter_format: 'NAMED',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Your {{what}}', example: { header_text: ['Order'] } },
      {
        type: 'BODY',
        text: 'Order {{order_id}} is on its way.',
        example: { body_text_named_params: [{ param_name: 'order_id', example: '566701' }] },
      },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'POSTBACK', text: 'Where is it?' },
          {
            type: 'URL',
            text: 'Track',
            url: 'https://shop.example/t/{{1}}',
            example: ['https://shop.example/t/42'],
          },
          { type: 'PHONE_NUMBER', text: 'Call us', phone_number: '+15105551234' },
        ],
      },
    ],
  });
});

test('samples of numbered placeholders go in their order', () => {
  const samples = [
    { name: '2', sample: 'Monday' },
    { name: '1', sample: '566701' },
  ];
  const template: OwnTemplate = {
    ...OWN,
    parameter_format: 'POSITIONAL',
    header: null,
    body: { text: 'On {{2}} we send {{1}} to you.', samples },
    buttons: [],
  };
  expect(checkOwnTemplate(template)).toEqual([]);
  expect(composeOwnTemplate(template).components).toEqual([
    { type: 'BODY', text: 'On {{2}} we send {{1}} to you.', example: { body_text: [['566701', 'Monday']] } },
  ]);
});

describe('what is refused', () => {
  test.each<[string, Partial<OwnTemplate>, string, RegExp]>([
    ['no sample', { body: { text: 'A {{b}} c', samples: [] } }, 'body.samples', /\{\{b\}\} needs a sample/],
    ['a placeholder first', body('{{a}} is here', 'a'), 'body.text', /must not begin/],
    ['a placeholder last', body('Here is {{a}}', 'a'), 'body.text', /must not end/],
    ['odd characters', body('Pay {{a$}} now'), 'body.text', /cannot be read/],
    ['braces that do not close', body('Pay {{a now'), 'body.text', /cannot be read/],
    ['capital names', body('Pay {{Sum}} now', 'Sum'), 'body.text', /small letters/],
    [
      'a gap in the numbers',
      { ...body('A {{1}} b {{3}} c', '1', '3'), parameter_format: 'POSITIONAL' },
      'body.text',
      /without gaps/,
    ],
    [
      'two in the header',
      { header: { text: 'A {{a}} and {{b}}', sample: 'x' } },
      'header.text',
      /one placeholder/,
    ],
    ['no sample of the header', { header: { text: 'A {{a}}', sample: null } }, 'header.sample', /sample/],
    [
      'a placeholder in mid-address',
      { buttons: [{ type: 'URL', text: 'Go', url: 'https://a.example/{{1}}/b', sample: 'x' }] },
      'buttons.0.url',
      /very end/,
    ],
  ])('%s', (_name, changes, field, message) => {
    expect(checkOwnTemplate({ ...OWN, ...changes })).toContainEqual({
      field,
      message: expect.stringMatching(message),
    });
  });
});

test('a clone of the library carries our addresses', () => {
  expect(
    composeClone({
      kind: 'library',
      name: 'mine',
      language: 'en',
      library_name: 'order_update_1',
      buttons: [{ type: 'URL', url: 'https://shop.example/{{1}}', sample: '42' }],
    }),
  ).toEqual({
    name: 'mine',
    language: 'en',
    category: 'UTILITY',
    library_template_name: 'order_update_1',
    library_template_button_inputs: [
      {
        type: 'URL',
        url: { base_url: 'https://shop.example/{{1}}', url_suffix_example: 'https://shop.example/42' },
      },
    ],
  });
});

test('only an approved template can be sent; words nobody knows are shown as they are', () => {
  expect(Object.entries(TEMPLATE_STATES).filter(([, { isSendable }]) => isSendable)).toHaveLength(1);
  expect(explainTemplateState('APPROVED').isSendable).toBe(true);
  expect(explainTemplateState('PENDING').isUndecided).toBe(true);
  expect(explainTemplateState('ODD')).toMatchObject({ title: 'ODD', isSendable: false });
  expect(explainRejection('TAG_SHOULD_BE_MARKETING').remedy).toMatch(/Leave out offers/);
  expect(explainRejection('Something new')).toMatchObject({
    code: 'Something new',
    title: 'Something new',
  });
});
