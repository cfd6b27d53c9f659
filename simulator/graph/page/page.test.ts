// Personas, labels, insights and the standing of a Page.
import { expect, test } from 'vitest';
import { openStory, someoneWhoWrote } from '../../testing/story.ts';

test('personas are made, listed, sent under and softly deleted', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  const persona = { name: 'Anna', profile_picture_url: 'https://e.org/a.png' };
  const { id } = (await story.graph('/me/personas', persona)).body;
  expect((await story.graph(`/${id}`)).body).toEqual({ id, ...persona });
  expect((await story.graph('/me/personas')).body.data).toEqual([{ id, ...persona }]);
  const send = () => story.send(psid, { text: 'x' }, { persona_id: id });
  expect((await send()).status).toBe(200);
  expect((await story.graph(`/${id}`, undefined, { method: 'DELETE' })).body).toEqual({ success: true });
  expect((await send()).body.error.code).toBe(100);
  expect((await story.graph('/me/personas')).body.data).toEqual([]);
  expect((await story.graph(`/${id}`)).body.error.error_subcode).toBe(33);
  for (const wrong of [{ name: 'x'.repeat(51) }, { profile_picture_url: 'x' }, { name: '' }])
    expect((await story.graph('/me/personas', { ...persona, ...wrong })).body.error.code).toBe(100);
});

test('labels are put on people and taken off, once the terms are accepted', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, { setup: { label_terms_accepted: false } });
  expect((await story.graph('/me/custom_labels')).body.error).toMatchObject({
    code: 2,
    error_subcode: 2018344,
  });
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, { setup: { label_terms_accepted: true } });
  const { id } = (await story.graph('/me/custom_labels', { page_label_name: 'VIP' })).body;
  expect((await story.graph('/me/custom_labels', { page_label_name: 'VIP' })).body.error.code).toBe(100);
  const put = (method: string, user = psid) =>
    story.graph(`/${id}/label?user=${user}`, undefined, { method });
  expect((await put('POST')).body).toEqual({ success: true });
  expect((await put('POST', '1')).body.error.error_subcode).toBe(2018001);
  const ofPerson = async () => (await story.graph(`/${psid}/custom_labels?fields=page_label_name`)).body.data;
  expect(await ofPerson()).toEqual([{ page_label_name: 'VIP', id }]);
  await put('DELETE');
  expect(await ofPerson()).toEqual([]);
  await put('POST');
  expect((await story.graph(`/${id}`, undefined, { method: 'DELETE' })).body).toEqual({ success: true });
  expect(await ofPerson()).toEqual([]);
  expect((await story.graph('/me/custom_labels')).body.data).toEqual([]);
});

test('insights count conversations, blocks and reports of the asked time', async () => {
  const story = await openStory();
  const [first, second, third] = await story.people(3);
  for (const psid of [first, second, third]) await story.act(psid!, { type: 'message', text: 'hi' });
  await story.act(first!, { type: 'block' });
  await story.act(second!, { type: 'report' });
  await story.advance(3600);
  const values = async (metric: string, more = '') =>
    (await story.graph(`/me/insights?metric=${metric}&period=total_over_range${more}`)).body.data.map(
      (one: { name: string; values: { value: number }[] }) => [one.name, one.values[0]!.value],
    );
  const names = [
    'total_messaging_connections',
    'new_conversations_unique',
    'blocked_conversations_unique',
    'reported_conversations_unique',
  ];
  expect(await values(names.map((name) => `page_messages_${name}`).join(','))).toEqual([
    ['page_messages_total_messaging_connections', 1],
    ['page_messages_new_conversations_unique', 3],
    ['page_messages_blocked_conversations_unique', 2],
    ['page_messages_reported_conversations_unique', 1],
  ]);
  expect(
    await values('page_messages_blocked_conversations_unique', '&since=2020-01-01&until=2020-01-05'),
  ).toEqual([['page_messages_blocked_conversations_unique', 0]]);
  const days = (
    await story.graph('/me/insights?metric=page_messages_sent&period=day&since=2026-01-01&until=2026-01-08')
  ).body;
  expect(days.data[0].values).toHaveLength(7);
  for (const wrong of ['metric=page_fans', 'period=day', 'metric=page_messages_sent&period=hour'])
    expect((await story.graph(`/me/insights?${wrong}`)).body.error.code).toBe(100);
});

test('page_status follows the restriction', async () => {
  const story = await openStory();
  expect((await story.graph('/me/page_status')).body).toMatchObject({ status: 'ok', restrictions: [] });
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, { barred: true });
  expect((await story.graph('/me/page_status')).body).toMatchObject({
    status: 'restricted',
    restrictions: [{ feature: 'page_messaging_api' }],
  });
});

test('the sticker catalogue answers an app token, and its stickers can be sent inside the window', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  const token = `${story.page.app_id}|${story.page.app_secret}`;
  const read = async (path: string) => (await story.graph(path, undefined, { token })).body;
  const [pack] = (await read('/sticker_packs')).data;
  const { data } = await read(`/sticker_packs/${pack.id}/stickers`);
  expect(data).toHaveLength(pack.sticker_count);
  expect((await read('/sticker_search?q=thanks')).data).toHaveLength(1);
  expect((await read('/sticker_search?q=thanks&locale=vi_VN')).data).toEqual([]);
  expect((await story.graph('/sticker_packs')).body.error.code).toBe(15);
  const send = (sticker_id: unknown) => story.send(psid, { sticker_id });
  expect((await send(data[0].id)).status).toBe(200);
  expect((await send(369239263222822)).status).toBe(200);
  expect((await send('1')).body.error.code).toBe(100);
  await story.advance(86_410);
  expect((await send(data[0].id)).body.error.error_subcode).toBe(2018278);
});
