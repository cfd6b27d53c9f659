// Utility templates: what is refused at creation, what the review rejects, when it decides, and what a send must bring.
import { expect, test } from 'vitest';
import { type Answer, openStory, openStoryWithReceiver, type Story } from '../../testing/story.ts';

const BODY = 'Your order {{1}} has left our house.';
const body = (text = BODY, samples: unknown = [['566701']]) => ({
  type: 'BODY',
  text,
  example: { body_text: samples },
});
const create = async (story: Story, fields: Record<string, unknown> = {}): Promise<Answer> =>
  (
    await story.graph('/v26.0/me/message_templates', {
      name: 'order_update',
      language: 'en',
      category: 'UTILITY',
      components: [body()],
      ...fields,
    })
  ).body;
const send = async (story: Story, psid: string, components: unknown[]): Promise<Answer> =>
  (
    await story.send(
      psid,
      { template: { name: 'order_update', language: { code: 'en' }, components } },
      { messaging_type: 'UTILITY' },
    )
  ).body;

test('creation refuses wrong names, categories, missing samples and quick replies', async () => {
  const story = await openStory();
  const wrong: [Record<string, unknown>, string][] = [
    [{ name: 'Order Update' }, 'snake_case'],
    [{ language: 'English' }, 'language'],
    [{ category: 'MARKETING' }, 'category'],
    [{ components: [] }, 'components'],
    [{ components: [{ type: 'HEADER', format: 'TEXT', text: 'x' }] }, 'BODY'],
    [{ components: [body('x'.repeat(1025))] }, '1024'],
    [{ components: [{ type: 'BODY', text: BODY }] }, 'TEMPLATE_VARIABLES_MISSING_SAMPLE_VALUES'],
    [{ components: [body(BODY, [[]])] }, 'TEMPLATE_VARIABLES_MISSING_SAMPLE_VALUES'],
    [
      { components: [body(), { type: 'BUTTONS', buttons: Array(4).fill({ type: 'POSTBACK', text: 'x' }) }] },
      'at most 3',
    ],
    [{ components: [body(), { type: 'HEADER', format: 'IMAGE' }] }, 'MISSING_SAMPLE'],
  ];
  for (const [fields, words] of wrong) {
    const { error } = await create(story, fields);
    expect(error, words).toMatchObject({ code: 100 });
    expect(error.message).toContain(words);
  }
  const quick = [body(), { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Yes' }] }];
  expect((await create(story, { components: quick })).error).toMatchObject({
    error_subcode: 2018416,
    message: 'Fatal',
  });
});

test('the review rejects with the documented codes', async () => {
  const story = await openStory();
  const cases: [string, string][] = [
    ['Order {{2}} was sent today', 'INCORRECT_PARAMS'],
    ['{{1}} was sent today', 'INCORRECT_PARAMS'],
    ['We have sent {{1}}', 'INCORRECT_PARAMS'],
    ['Dear {{1}} {{2}} {{3}} hello', 'PARAMS_TO_WORD_RATIO_EXCEED_LIMIT'],
    ['Big sale for order {{1}} today only', 'TAG_SHOULD_BE_MARKETING'],
  ];
  for (const [index, [text, reason]] of cases.entries()) {
    const name = `case_${index}`;
    const samples = [['1', '2', '3']];
    expect(await create(story, { name, components: [body(text, samples)] })).toMatchObject({
      status: 'REJECTED',
    });
    const listed = (await story.graph(`/me/message_templates?name=${name}&fields=status,rejected_reason`))
      .body;
    expect(listed.data).toMatchObject([{ status: 'REJECTED', rejected_reason: reason }]);
  }
});

test('a delayed review decides later, tells the app, and only then may be sent', async () => {
  const story = await openStoryWithReceiver();
  const { page, receiver } = story;
  await story.control('PUT', `/sandbox/pages/${page.id}`, {
    callback_url: receiver.url,
    subscribed_fields: ['message_template_status_update'],
  });
  await story.control('PUT', '/sandbox/settings', {
    platform: { template_review: 'delayed', template_review_seconds: 60 },
  });
  const [psid] = await story.people(1);
  const parameters = [{ type: 'text', text: '566701' }];
  const { id, status } = await create(story);
  expect(status).toBe('PENDING');
  expect((await send(story, psid!, [{ type: 'body', parameters }])).error.message).toContain('PENDING');
  await story.advance(61);
  await receiver.until(() => receiver.received.length > 0);
  const { changes } = JSON.parse(receiver.received[0]!.raw.toString()).entry[0];
  expect(changes).toEqual([
    {
      field: 'message_template_status_update',
      value: {
        event: 'APPROVED',
        message_template_id: id,
        message_template_name: 'order_update',
        message_template_language: 'en',
      },
    },
  ]);
  expect((await send(story, psid!, [{ type: 'body', parameters }])).recipient_id).toBe(psid);
});

test('named and positional parameters, images and buttons are matched at each send', async () => {
  const story = await openStory();
  const [psid] = await story.people(1);
  const named = 'Your order {{order_id}} leaves on {{day}} this week.';
  const samples = [
    { param_name: 'order_id', example: '1' },
    { param_name: 'day', example: 'Monday' },
  ];
  const buttons = [
    { type: 'POSTBACK', text: 'OK' },
    { type: 'URL', text: 'Track', url: 'https://e.org/{{1}}', example: ['1'] },
  ];
  await create(story, {
    parameter_format: 'NAMED',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Order' },
      { type: 'BODY', text: named, example: { body_text_named_params: samples } },
      { type: 'BUTTONS', buttons },
    ],
  });
  const text = (parameter_name: string | undefined) => ({ type: 'text', text: 'x', parameter_name });
  const filled = { type: 'body', parameters: [text('day'), text('order_id')] };
  const url = { type: 'URL', url: '1234' };
  const wrong = [
    [],
    [filled],
    [
      { type: 'body', parameters: [text('day')] },
      { type: 'buttons', parameters: [url] },
    ],
    [
      { type: 'body', parameters: [text('day'), text('day')] },
      { type: 'buttons', parameters: [url] },
    ],
    [
      { type: 'body', parameters: [text('day'), text(undefined)] },
      { type: 'buttons', parameters: [url] },
    ],
    [filled, { type: 'buttons', parameters: [url, url] }],
    [filled, { type: 'buttons', parameters: [url] }, { type: 'header', parameters: [text(undefined)] }],
  ];
  for (const components of wrong)
    expect((await send(story, psid!, components)).error, JSON.stringify(components)).toMatchObject({
      code: 100,
    });
  const right = [
    [filled, { type: 'buttons', parameters: [{ type: 'POSTBACK', payload: 'OK' }, url] }],
    [
      filled,
      { type: 'button', sub_type: 'url', index: 1, parameters: [{ type: 'text', text: '1234' }] },
      { type: 'button', sub_type: 'postback', index: 0, parameters: [{ type: 'text', text: 'ref' }] },
    ],
  ];
  for (const components of right)
    expect((await send(story, psid!, components)).error, JSON.stringify(components)).toBeUndefined();
});

test('the library is searched and cloned; lists are filtered and paged; deletion by name and by language', async () => {
  const story = await openStory();
  const library = (await story.graph('/message_template_library?name_or_content=appointment&language=en'))
    .body;
  expect(library.data[0]).toMatchObject({ category: 'UTILITY', body_param_types: expect.any(Array) });
  const clone = {
    components: undefined,
    library_template_name: 'order_shipped',
    library_template_button_inputs: [
      { type: 'URL', url: { base_url: 'https://e.org/{{1}}', url_suffix_example: '7' } },
    ],
  };
  expect(await create(story, { name: 'cloned', ...clone })).toMatchObject({ status: 'APPROVED' });
  expect((await create(story, { library_template_name: 'nothing' })).error.code).toBe(100);
  const ids: Record<string, string> = {};
  for (const language of ['en', 'en_US', 'de']) ids[language] = (await create(story, { language })).id;
  expect((await create(story, { language: 'de' })).error.message).toContain('already content');
  const names = async (query: string): Promise<Answer> =>
    (await story.graph(`/me/message_templates?fields=name,language&${query}`)).body.data.map(
      (one: Answer) => `${one.name}/${one.language}`,
    );
  expect(await names('language=de')).toEqual(['order_update/de']);
  expect(await names('name_or_content=clon')).toEqual(['cloned/en']);
  expect(await names('status=PENDING')).toEqual([]);
  const first = (await story.graph('/me/message_templates?limit=3')).body;
  expect(first.data).toHaveLength(3);
  expect((await (await fetch(first.paging.next)).json()) as Answer).toMatchObject({
    data: [{ language: 'de' }],
  });
  expect((await story.graph(`/${ids['de']}?fields=language_count,status`)).body).toMatchObject({
    language_count: 3,
  });
  const remove = (query: string) =>
    story.graph(`/me/message_templates?${query}`, undefined, { method: 'DELETE' });
  expect((await remove(`name=order_update&hsm_id=${ids['de']}`)).body).toEqual({ success: true });
  expect(await names('name=order_update')).toEqual(['order_update/en', 'order_update/en_US']);
  await remove('name=order_update');
  expect(await names('')).toEqual(['cloned/en']);
  expect((await remove('name=order_update')).body.error.code).toBe(100);
});
