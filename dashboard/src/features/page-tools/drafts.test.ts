// What is edited becomes what the service wants, and comes back as it was.
import { describe, expect, test } from 'vitest';
import type { MessengerProfile, UtilityTemplate } from '../../api/page-tools.ts';
import { emptyLanguage, toDraft, toProfile } from './profileDraft.ts';
import { draftFrom, EMPTY_TEMPLATE, filled, findGaps, NEW_BUTTON, toOwnTemplate } from './templateDraft.ts';

describe('a template', () => {
  const draft = {
    ...EMPTY_TEMPLATE,
    name: ' order_update ',
    header: { text: 'Your {{what}}', sample: 'order' },
    body: { text: 'Order {{order_id}} left us.' },
    samples: { order_id: '566701', gone: 'of a placeholder that was deleted' },
    buttons: [
      { ...NEW_BUTTON, text: 'Where?' },
      {
        ...NEW_BUTTON,
        type: 'URL' as const,
        text: 'Track',
        url: 'https://a.example/{{1}}',
        sample: '42',
        phone_number: 'of another kind',
      },
      { ...NEW_BUTTON, type: 'PHONE_NUMBER' as const, text: 'Call', phone_number: '+1 (510) 555-1234' },
    ],
  };

  test('is handed in with what belongs to it, and nothing that was typed on the way', () => {
    expect(toOwnTemplate(draft)).toEqual({
      kind: 'own',
      name: 'order_update',
      language: 'en',
      parameter_format: 'NAMED',
      header: { text: 'Your {{what}}', sample: 'order' },
      body: { text: 'Order {{order_id}} left us.', samples: [{ name: 'order_id', sample: '566701' }] },
      buttons: [
        { type: 'POSTBACK', text: 'Where?' },
        { type: 'URL', text: 'Track', url: 'https://a.example/{{1}}', sample: '42' },
        { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+15105551234' },
      ],
    });
    expect(findGaps(draft)).toEqual({});
    expect(Object.keys(findGaps({ ...draft, name: '', samples: {} }))).toEqual(['name', 'body.samples']);
  });

  test('is duplicated with the samples the platform keeps', () => {
    const template = {
      name: 'order_update',
      language: 'th',
      parameter_format: 'POSITIONAL',
      components: [
        { type: 'HEADER', format: 'TEXT', text: 'Your {{1}}', example: { header_text: ['order'] } },
        { type: 'BODY', text: '{{2}} of {{1}}', example: { body_text: [['566701', 'Monday']] } },
        {
          type: 'BUTTONS',
          buttons: [
            { type: 'URL', text: 'Track', url: 'https://a.example/{{1}}', example: ['https://a.example/42'] },
            { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+15105551234' },
          ],
        },
      ],
      shape: {
        header: { format: 'TEXT', text: 'Your {{1}}', placeholders: ['1'] },
        body: { text: '{{2}} of {{1}}', placeholders: ['1', '2'] },
        buttons: [
          { type: 'URL', text: 'Track', url: 'https://a.example/{{1}}', takesValue: true },
          { type: 'PHONE_NUMBER', text: 'Call', url: null, takesValue: false },
        ],
      },
    } as unknown as UtilityTemplate;
    const copy = draftFrom(template);
    expect(copy).toMatchObject({
      name: 'order_update_2',
      language: 'th',
      header: { text: 'Your {{1}}', sample: 'order' },
      samples: { 1: '566701', 2: 'Monday' },
      buttons: [{ sample: '42' }, { phone_number: '+15105551234' }],
    });
    expect(filled(copy.body.text, copy.samples)).toBe('Monday of 566701');
  });
});

describe('a Messenger profile', () => {
  const PROFILE: MessengerProfile = {
    get_started: { payload: 'GO' },
    greeting: [
      { locale: 'default', text: 'Hello' },
      { locale: 'th_TH', text: 'สวัสดี' },
    ],
    ice_breakers: [{ locale: 'th_TH', call_to_actions: [{ question: 'Q', payload: 'p' }] }],
    persistent_menu: [
      {
        locale: 'default',
        composer_input_disabled: true,
        call_to_actions: [
          { type: 'postback', title: 'Talk', payload: 'TALK' },
          { type: 'web_url', title: 'Shop', url: 'https://a.example/', webview_height_ratio: 'tall' },
        ],
      },
    ],
    commands: [{ locale: 'default', commands: [{ name: 'orders', description: 'Mine' }] }],
  };

  test('goes language by language and comes back the same', () => {
    const draft = toDraft(PROFILE);
    expect(draft.languages.map(({ locale }) => locale)).toEqual(['default', 'th_TH']);
    expect(toProfile(draft)).toEqual(PROFILE);
  });

  test('leaves out what is empty', () => {
    expect(
      toProfile({ getStarted: ' ', languages: [emptyLanguage('default'), emptyLanguage('th_TH')] }),
    ).toEqual({ get_started: null, greeting: [], ice_breakers: [], persistent_menu: [], commands: [] });
  });
});
