// What people did with a campaign and by which way it reached them, as its report, a recipient and a timeline tell it.
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { many } from '../../src/kit/db.ts';
import { until } from '../support/until.ts';
import {
  createCampaign,
  everybodyWithPsid,
  peopleWrite,
  publishAndFinish,
  report,
  startWorld,
  type World,
} from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world?.close());

const act = (psid: string, type: string, more: object = {}) =>
  world.sand('POST', `/sandbox/people/${psid}/actions`, { page_id: world.page.id, type, ...more });

const button = (type: string, more: object) => ({ type, title: 'Open', ...more });
const MESSAGE = {
  attachment: {
    type: 'template',
    payload: {
      template_type: 'button',
      text: 'Your order is here',
      buttons: [
        button('web_url', { url: 'http://127.0.0.1:9/orders/{{ ps_id }}?from=messenger' }),
        button('web_url', { url: 'http://127.0.0.1:9/help' }),
        button('postback', { payload: 'CALL_ME' }),
      ],
    },
  },
};

const campaign = async (over: object = {}) =>
  createCampaign(world, {
    segment_id: await everybodyWithPsid(world),
    page_id: world.page.id,
    message: { message: MESSAGE },
    ...over,
  });

interface Sent {
  psid: string;
  mid: string;
  body: { message: typeof MESSAGE };
}
const sent = async () =>
  (await world.sand<{ data: Sent[] }>('GET', `/sandbox/messages?page_id=${world.page.id}&limit=100`)).data;

const urlIn = (messages: Sent[], psid: string, place: number): string => {
  const { buttons } = messages.find((one) => one.psid === psid)!.body.message.attachment.payload;
  return (buttons[place] as unknown as { url: string }).url;
};
const follow = (url: string) =>
  fetch(url, { redirect: 'manual', headers: { 'user-agent': 'Mozilla/5.0 (iPhone) Mobile Safari/604.1' } });

const deliveriesOf = async (id: string) =>
  (
    await world.api<{ deliveries: { id: string; psid: string; person: { id: string } }[] }>(
      'GET',
      `/api/campaigns/${id}/deliveries`,
    )
  ).deliveries;

test('a report counts people once, a reaction taken back not at all, and a personalised link as one', async () => {
  const [one, other, third] = await peopleWrite(world, 4);
  const id = await campaign();
  expect(await publishAndFinish(world, id)).toMatchObject({
    responses: { responded: 0, reacted: 0, replied: 0, tapped: 0, clicked: 0, links: [] },
    accepted_by_route: [{ kind: 'message', template: null, was_held: false, count: 4 }],
  });
  const messages = await sent();
  const midOf = (psid: string) => messages.find((message) => message.psid === psid)!.mid;
  await act(one!, 'message', { text: 'Thanks' });
  await act(one!, 'message', { text: 'And when?' });
  await act(one!, 'postback', { payload: 'CALL_ME', title: 'Open' });
  await act(other!, 'reaction', { mid: midOf(other!), emoji: '❤' });
  await act(third!, 'reaction', { mid: midOf(third!), emoji: '👍' });
  await until('the reactions are kept', async () => (await world.count('responses')) === 5);
  await act(third!, 'reaction', { mid: midOf(third!), action: 'unreact' });
  for (const psid of [one!, other!]) await follow(urlIn(messages, psid, 0));
  await follow(urlIn(messages, one!, 1));
  await until('all of it is kept', async () => (await world.count('responses')) === 9);
  expect((await report(world, id)).responses).toEqual({
    ...{ responded: 2, reacted: 1, replied: 1, tapped: 1, clicked: 2 },
    links: [
      { url: 'http://127.0.0.1:9/orders/{{ ps_id }}?from=messenger', clicks: 2, people: 2 },
      { url: 'http://127.0.0.1:9/help', clicks: 1, people: 1 },
    ],
  });
  const { id: deliveryId, person } = (await deliveriesOf(id)).find(({ psid }) => psid === other)!;
  expect(await world.api('GET', `/api/deliveries/${deliveryId}`)).toMatchObject({
    route: { kind: 'message', template: null, held_at: null },
    responses: [
      { kind: 'click', detail: `http://127.0.0.1:9/orders/${other}?from=messenger` },
      { kind: 'reaction', detail: '❤' },
    ],
  });
  const { entries } = await world.api<{ entries: { kind: string; name: string; details: object }[] }>(
    'GET',
    `/api/people/${person.id}/timeline`,
  );
  expect(entries.find(({ kind }) => kind === 'delivery')?.details).toMatchObject({
    responses: ['click', 'reaction'],
  });
  expect(entries.find(({ name }) => name === 'messenger_link_click')?.details).toMatchObject({
    url: `http://127.0.0.1:9/orders/${other}?from=messenger`,
    campaign: Number(id.slice(4)),
  });
});

test('what was accepted is told by its route, and apart where it was held first', async () => {
  const [closed] = await peopleWrite(world, 3);
  await world.sand('PUT', '/sandbox/clock', { advance_seconds: 25 * 3600 });
  const id = await campaign({ routes: [{ kind: 'message' }, { kind: 'hold', hours: 24 }] });
  await world.api('POST', `/api/campaigns/${id}/publish`);
  await until('all are held', async () => (await report(world, id)).held === 3);
  const [waiting] = await deliveriesOf(id);
  expect(await world.api('GET', `/api/deliveries/${waiting!.id}`)).toMatchObject({
    route: { kind: 'hold', template: null, held_at: expect.any(String) },
  });
  await act(closed!, 'message', { text: 'Here I am' });
  await until('one left', async () => (await report(world, id)).accepted === 1);
  expect((await report(world, id)).accepted_by_route).toEqual([
    { kind: 'message', template: null, was_held: true, count: 1 },
  ]);
  const kept = await many(
    world.database.db,
    sql`select 1 from deliveries where held_at is not null and (state = 'held' or psid = ${closed})`,
  );
  expect(kept).toHaveLength(3);
});

test('a utility template is named', async () => {
  await peopleWrite(world, 2);
  await world.sand(
    'POST',
    `/v26.0/${world.page.id}/message_templates?access_token=${world.page.access_token}`,
    {
      name: 'order_update',
      language: 'en',
      category: 'UTILITY',
      components: [
        { type: 'BODY', text: 'Your order {{1}} has left.', example: { body_text: [['566701']] } },
      ],
    },
  );
  await world.api('POST', `/api/pages/${world.page.id}/templates/sync`);
  const template = { name: 'order_update', language: 'en', body: [{ value: '1' }] };
  const id = await campaign({ message: null, routes: [{ kind: 'utility', template }] });
  expect((await publishAndFinish(world, id)).accepted_by_route).toEqual([
    { kind: 'utility', template: 'order_update', was_held: false, count: 2 },
  ]);
});
