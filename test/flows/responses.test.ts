// What people do with a message, tied to the delivery that caused it: reactions, replies, taps, and links they follow.
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { many } from '../../src/kit/db.ts';
import { until } from '../support/until.ts';
import {
  createCampaign,
  everybodyWithPsid,
  peopleWrite,
  publishAndFinish,
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

const BUTTONS = {
  attachment: {
    type: 'template',
    payload: {
      template_type: 'button',
      text: 'Your order {{ ps_id }} is here',
      buttons: [
        { type: 'web_url', title: 'Track it', url: 'http://127.0.0.1:9/track/{{ ps_id }}?a=1&b=2' },
        { type: 'postback', title: 'Call me', payload: 'CALL_{{ ps_id }}' },
        { type: 'web_url', title: 'Shop', url: 'https://shop.example/žluťoučký/漢字' },
      ],
    },
  },
  quick_replies: [{ content_type: 'text', title: 'Thanks', payload: 'THANKS' }],
};

async function send(more: object = {}): Promise<void> {
  const definition = {
    segment_id: await everybodyWithPsid(world),
    page_id: world.page.id,
    message: { message: BUTTONS, ...more },
  };
  await publishAndFinish(world, await createCampaign(world, definition));
}

interface Sent {
  psid: string;
  mid: string;
  body: { message: typeof BUTTONS };
}
const sent = async () =>
  (await world.sand<{ data: Sent[] }>('GET', `/sandbox/messages?page_id=${world.page.id}&limit=100`)).data;

const responses = () =>
  many<{ kind: string; psid: string; detail: string | null }>(
    world.database.db,
    sql`select r.kind, d.psid, r.detail from responses r join deliveries d using (workspace_id, delivery_id)
         order by r.kind, d.psid`,
  );
const responded = (count: number) =>
  until(`${count} responses`, async () => (await world.count('responses')) === count);

describe('answers in the thread', () => {
  test('belong to the delivery they answer, once, whatever else is written', async () => {
    const [one, other, third] = await peopleWrite(world, 3);
    expect(await world.count('responses')).toBe(0); // what came before it is no answer to it
    await send();
    const ofOther = (await sent()).find(({ psid }) => psid === other)!;
    await act(one!, 'quick_reply', { payload: 'THANKS', title: 'Thanks' });
    await act(other!, 'reaction', { mid: ofOther.mid, emoji: '❤' });
    await act(third!, 'message', { text: 'When will it come?' });
    await act(third!, 'postback', { payload: `CALL_${third}`, title: 'Call me' });
    await act(third!, 'postback', { payload: 'GET_STARTED', title: 'Get Started' });
    await responded(4);
    expect(await responses()).toEqual([
      { kind: 'postback', psid: third, detail: `CALL_${third}` },
      { kind: 'quick_reply', psid: one, detail: 'THANKS' },
      { kind: 'reaction', psid: other, detail: '❤' },
      { kind: 'reply', psid: third, detail: 'When will it come?' },
    ]);
  });
});

describe('a link in a button', () => {
  const urlOf = ({ body }: Sent): string => body.message.attachment.payload.buttons[0]!.url!;
  const PHONE = {
    'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 Safari/604.1',
  };
  const open = (url: string, init: RequestInit = {}) =>
    fetch(url, { redirect: 'manual', headers: PHONE, ...init });

  test('leads on to its target and is counted for the person, at most once a minute', async () => {
    const [one] = await peopleWrite(world, 1);
    await send();
    const [message] = await sent();
    const answer = await open(urlOf(message!));
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(`http://127.0.0.1:9/track/${one}?a=1&b=2`);
    await responded(1);
    await open(urlOf(message!));
    await until(
      'it is on the timeline',
      async () => (await world.count("events where name = 'messenger_link_click'")) >= 1,
    );
    const clicks = await world.count("responses where kind = 'click'");
    expect(clicks).toBeLessThanOrEqual(2); // the minute may have turned
    expect(await world.count("events where name = 'messenger_link_click'")).toBe(clicks);
  });

  test('leads to an address in any letters', async () => {
    await peopleWrite(world, 1);
    await send();
    const { body } = (await sent())[0]!;
    const answer = await open(body.message.attachment.payload.buttons[2]!.url!);
    expect(answer.headers.get('location')).toBe(new URL(BUTTONS.attachment.payload.buttons[2]!.url!).href);
    await responded(1);
  });

  test('is not counted when a machine looks at it', async () => {
    await peopleWrite(world, 1);
    await send();
    const [message] = await sent();
    const url = urlOf(message!);
    const machines: RequestInit[] = [
      { method: 'HEAD' },
      {
        headers: {
          'user-agent': 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
        },
      },
      { headers: { ...PHONE, 'sec-purpose': 'prefetch' } },
      { headers: { 'user-agent': 'curl/8.0' } },
    ];
    for (const init of machines) expect((await open(url, init)).status).toBe(302);
    await open(url); // a person, and with them everything before has been seen to
    await responded(1);
  });

  test('that was tampered with leads nowhere', async () => {
    await peopleWrite(world, 1);
    await send();
    const [message] = await sent();
    const url = new URL(urlOf(message!));
    const evil = new URL(url);
    evil.searchParams.set('to', 'https://evil.example/');
    const [, , workspace, delivery, signature] = url.pathname.split('/');
    const elsewhere = new URL(`/l/other/${delivery}/${signature}${url.search}`, url);
    const another = new URL(`/l/${workspace}/zz/${signature}${url.search}`, url);
    const script = new URL(`/l/${workspace}/${delivery}/${signature}?to=javascript:alert(1)`, url);
    for (const wrong of [evil, elsewhere, another, script])
      expect((await open(wrong.href)).status, wrong.href).toBe(404);
    expect(await world.count('responses')).toBe(0);
  });

  test('stays as it is when the campaign wants no tracking', async () => {
    const [one] = await peopleWrite(world, 1);
    await send({ track_links: false });
    expect(urlOf((await sent())[0]!)).toBe(`http://127.0.0.1:9/track/${one}?a=1&b=2`);
  });
});

test('STOP is no reply to the message before it', async () => {
  const [one] = await peopleWrite(world, 1);
  await send();
  await act(one!, 'message', { text: 'STOP' });
  await until('it is known', async () => (await world.count('consents')) === 1);
  expect(await world.count('responses')).toBe(0);
});
