// Utility messages: the three shapes exactly as the platform's description prints them, and what a wrong filling is told.
import { describe, expect, test } from 'vitest';
import { checkUtilityParameters, composeUtility, type UtilityFilling } from './utility-message.ts';
import {
  fillPlaceholders,
  findPlaceholders,
  readParameterFormat,
  readUtilityShape,
} from './utility-shape.ts';

const FILLING: UtilityFilling = {
  name: 'order_update_us',
  header: 'Order',
  body: [{ name: 'order_id', value: '566701' }],
  buttons: [{ type: 'POSTBACK', value: '12345' }],
};
const COMPONENTS = [
  { type: 'HEADER', format: 'TEXT', text: 'Your {{1}}', example: { header_text: ['Order'] } },
  { type: 'BODY', text: 'Order {{order_id}} has left us.' },
  { type: 'BUTTONS', buttons: [{ type: 'POSTBACK', text: 'Where is it?' }] },
];

describe('composing', () => {
  test('the documented shape: message.template', () => {
    expect(composeUtility(FILLING, 'en', 'message')).toEqual({
      messaging_type: 'UTILITY',
      message: {
        template: {
          name: 'order_update_us',
          language: { code: 'en' },
          components: [
            { type: 'header', parameters: [{ type: 'text', text: 'Order' }] },
            { type: 'body', parameters: [{ type: 'text', parameter_name: 'order_id', text: '566701' }] },
            { type: 'buttons', parameters: [{ type: 'POSTBACK', payload: '12345' }] },
          ],
        },
      },
    });
  });

  test('the shape with the template beside the recipient', () => {
    const bare = { name: 'order_update_us', header: null, body: [], buttons: [] };
    expect(composeUtility(bare, 'en', 'top_level')).toEqual({
      template: { name: 'order_update_us', language: { code: 'en' }, components: [] },
    });
  });

  test('the attachment shape names each button by its place', () => {
    const buttons: UtilityFilling['buttons'] = [
      { type: 'URL', value: '' },
      { type: 'POSTBACK', value: 'ref' },
    ];
    const bare = { name: 'order_update_us', header: null, body: [], buttons };
    expect(composeUtility(bare, 'en_US', 'attachment')).toEqual({
      messaging_type: 'UTILITY',
      message: {
        attachment: {
          type: 'template',
          payload: {
            template_type: 'utility_messages',
            name: 'order_update_us',
            language: { code: 'en_US' },
            components: [
              {
                type: 'button',
                sub_type: 'postback',
                index: 1,
                parameters: [{ type: 'text', text: 'ref' }],
              },
            ],
          },
        },
      },
    });
  });

  test('positional values carry no name; the value of a URL button is the end of its address', () => {
    const body = composeUtility(
      {
        ...FILLING,
        header: null,
        body: [{ name: null, value: '{{ person.order }}' }],
        buttons: [{ type: 'URL', value: '1234' }],
      },
      'en',
      'message',
    );
    expect(body['message']).toMatchObject({
      template: {
        components: [
          { type: 'body', parameters: [{ type: 'text', text: '{{ person.order }}' }] },
          { type: 'buttons', parameters: [{ type: 'URL', url: '1234' }] },
        ],
      },
    });
  });
});

describe('checking a filling', () => {
  const check = (changes: Partial<UtilityFilling>) =>
    checkUtilityParameters({ ...FILLING, ...changes }, COMPONENTS, 'NAMED').map(
      ({ field, message }) => `${field} ${message}`,
    );

  test('a right one has no problem', () => expect(check({})).toEqual([]));

  test.each<[string, Partial<UtilityFilling>, string]>([
    ['a header left out', { header: null }, 'header is missing: the header asks for {{1}}'],
    ['no value', { body: [] }, 'body has no value for {{order_id}}'],
    [
      'an empty value',
      { body: [{ name: 'order_id', value: ' ' }] },
      'body.0.value is empty: {{order_id}} needs a value',
    ],
    [
      'a number for a name',
      { body: [{ name: null, value: '1' }] },
      'body.0.name is missing: this template has named parameters',
    ],
    [
      'an unknown name',
      { body: [...FILLING.body, { name: 'total', value: '1' }] },
      'body.1.name {{total}} is not in the template: it asks for {{order_id}}',
    ],
    ['a name twice', { body: [...FILLING.body, ...FILLING.body] }, 'body.1.name {{order_id}} is given twice'],
    ['no payload', { buttons: [] }, 'buttons.0.value is missing: the button “Where is it?” needs a payload'],
    [
      'another kind of button',
      { buttons: [{ type: 'URL', value: 'x' }] },
      'buttons.0.type must be POSTBACK, as in the template',
    ],
    [
      'a button too many',
      { buttons: [...FILLING.buttons, ...FILLING.buttons] },
      'buttons.1 must be left out: the template has 1 button',
    ],
  ])('%s', (_name, changes, problem) => expect(check(changes)).toContain(problem));

  test('numbered parameters are counted', () => {
    const components = [{ type: 'BODY', text: 'Order {{2}} of {{1}} comes.' }];
    const fill = (values: (string | null)[]) =>
      checkUtilityParameters(
        { name: 't', header: null, body: values.map((name) => ({ name, value: 'x' })), buttons: [] },
        components,
        'POSITIONAL',
      );
    expect(fill([null, null])).toEqual([]);
    expect(fill([null])).toEqual([
      { field: 'body', message: 'must have 2 values, has 1: it asks for {{1}}, {{2}}' },
    ]);
    expect(fill([null, 'day'])).toEqual([
      { field: 'body.1.name', message: 'must be left out: this template numbers its parameters' },
    ]);
  });

  test('a button that takes nothing must be given nothing', () => {
    const components = [
      { type: 'BODY', text: 'Hello.' },
      { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Shop', url: 'https://shop.example/' }] },
    ];
    const fill = (value: string) =>
      checkUtilityParameters(
        { name: 't', header: null, body: [], buttons: [{ type: 'URL', value }] },
        components,
        'POSITIONAL',
      );
    expect(fill('')).toEqual([]);
    expect(fill('x')).toEqual([
      { field: 'buttons.0.value', message: 'must be empty: the button “Shop” takes no value' },
    ]);
  });
});

test('the shape of a template is read from its components, whatever else is in them', () => {
  const shape = readUtilityShape([
    ...COMPONENTS,
    { type: 'FOOTER', text: 'x' },
    null,
    'text',
    { type: 'BUTTONS' },
  ]);
  expect(shape.header?.placeholders).toEqual(['1']);
  expect(shape.body.placeholders).toEqual(['order_id']);
  expect(shape.buttons).toEqual([{ type: 'POSTBACK', text: 'Where is it?', url: null, takesValue: true }]);
  expect(readParameterFormat(null, shape)).toBe('NAMED');
  expect(readParameterFormat('POSITIONAL', shape)).toBe('POSITIONAL');
  expect(readUtilityShape([])).toEqual({ header: null, body: { text: '', placeholders: [] }, buttons: [] });
});

test('placeholders are found once each and filled', () => {
  expect(findPlaceholders('{{1}} and {{ 2 }} and {{1}}')).toEqual(['1', '2']);
  expect(fillPlaceholders('{{1}} to {{ 2 }}', new Map([['1', 'A']]))).toBe('A to {{ 2 }}');
});
