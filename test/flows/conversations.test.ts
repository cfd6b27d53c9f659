// A first chatbot without code: Get Started, buttons that lead to answers, words, a human, STOP; and two machines that talk.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MOST_ANSWERS } from '../../src/campaigns/conversations.ts';
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
let psid: string;
beforeEach(async () => {
  world = await startWorld();
  [psid = ''] = await peopleWrite(world, 1);
});
afterEach(() => world?.close());

interface Answer {
  name: string;
  text: string;
  start?: object;
  quickReplies?: { title: string; payload: string }[];
}
/** A live answer. Returns the payload that leads to it. */
async function answer({ name, text, start = {}, quickReplies = [] }: Answer): Promise<string> {
  const definition = {
    delivery_type: 'conversation',
    page_id: world.page.id,
    message: {
      message: {
        text,
        ...(quickReplies.length > 0 && {
          quick_replies: quickReplies.map((one) => ({ content_type: 'text', ...one })),
        }),
      },
    },
    trigger: { conversation: start },
  };
  const id = await createCampaign(world, definition, name);
  await world.api('POST', `/api/campaigns/${id}/publish`);
  return `talaria:${id}`;
}

const HEARD = "events where name in ('messenger_message', 'messenger_quick_reply', 'messenger_postback')";
/** Returns when the service has heard of it. */
async function act(action: object): Promise<void> {
  const before = await world.count(HEARD);
  await world.sand('POST', `/sandbox/people/${psid}/actions`, { page_id: world.page.id, ...action });
  await until('it is heard', async () => (await world.count(HEARD)) > before);
}
const write = (text: string) => act({ type: 'message', text });
const tap = (payload: string) => act({ type: 'quick_reply', text: 'A button', payload });

/** What the Page said to the person, oldest first. */
async function said(): Promise<string[]> {
  const { data } = await world.sand<{ data: { body: { message?: { text?: string } } }[] }>(
    'GET',
    `/sandbox/messages?page_id=${world.page.id}&psid=${psid}&limit=200`,
  );
  return data.map(({ body }) => body.message?.text ?? '');
}
const hear = (count: number) => until(`${count} answers`, async () => (await said()).length >= count);
/** Every message of theirs was looked at. */
const settled = () =>
  until(
    'everything is looked at',
    async () =>
      (await world.count('inbox')) === 0 &&
      (await world.count('noticed_events')) === 0 &&
      (await world.count("deliveries where state in ('pending', 'sending')")) === 0,
  );

test('Get Started leads on by buttons, words are found as people write them, and everything else has an answer too', async () => {
  const hours = await answer({
    name: 'Hours',
    text: 'From 9 to 17',
    start: { keywords: ['otevírací doba'] },
  });
  const order = await answer({ name: 'Order', text: 'It is on its way, {{ first_name | default: "you" }}' });
  await answer({
    name: 'Hello',
    text: 'What would you like to know?',
    start: { payloads: ['GET_STARTED'] },
    quickReplies: [
      { title: 'Opening hours', payload: hours },
      { title: 'My order', payload: order },
    ],
  });
  await answer({ name: 'Anything', text: 'Sorry, I did not get that', start: { any_message: true } });

  await act({ type: 'postback', title: 'Get Started', payload: 'GET_STARTED' });
  await hear(1);
  await tap(hours);
  await hear(2);
  await tap(order);
  await hear(3);
  await write('Jaká je OTEVIRACI DOBA?');
  await hear(4);
  await write('asdf');
  await hear(5);
  await settled();
  expect(await said()).toEqual([
    'What would you like to know?',
    'From 9 to 17',
    expect.stringContaining('on its way'),
    'From 9 to 17',
    'Sorry, I did not get that',
  ]);
  const { answers } = await world.api<{ answers: { name: string; answered: number }[] }>(
    'GET',
    '/api/conversations',
  );
  expect(Object.fromEntries(answers.map((one) => [one.name, one.answered]))).toEqual({
    Anything: 1,
    Hello: 1,
    Hours: 2,
    Order: 1,
  });
});

test('a human: one answer, then quiet until an operator lets it go on; STOP ends everything', async () => {
  await answer({ name: 'Anything', text: 'An answer', start: { any_message: true } });
  await answer({ name: 'Human', text: 'Somebody will write to you', start: { asked_human: true } });
  await write('I want to talk to a human');
  await hear(1);
  await write('hello?');
  await settled();
  expect(await said()).toEqual(['Somebody will write to you']);
  const pauses = () =>
    world.api<{ pauses: { psid: string; because: string }[] }>('GET', '/api/conversations/pauses');
  expect(await pauses()).toMatchObject({ pauses: [{ psid, because: 'asked_human' }] });

  await world.api('POST', '/api/conversations/pauses/end', { page_id: world.page.id, psid });
  await write('hello again');
  await hear(2);
  await write('STOP');
  await settled();
  await write('are you there?');
  await settled();
  expect(await said()).toEqual(['Somebody will write to you', 'An answer']);
});

test('whatever a machine at the other end writes, it gets so many answers and no more', async () => {
  await answer({ name: 'Echo', text: 'echo', start: { any_message: true } });
  for (let i = 0; i < MOST_ANSWERS.times + 10; i++) await write(`message ${i}`);
  await settled();
  expect(await said()).toHaveLength(MOST_ANSWERS.times);
  const { answer: chosen } = await world.api<{ answer: { name: string } }>('POST', '/api/conversations/try', {
    page_id: world.page.id,
    text: 'message',
  });
  expect(chosen.name).toBe('Echo');
});

test('a button in a chat goes on working when its answer is changed, and gets the answer to anything when it is stopped', async () => {
  const hours = await answer({ name: 'Hours', text: 'From 9 to 17' });
  await answer({ name: 'Anything', text: 'Sorry, I did not get that', start: { any_message: true } });
  await tap(hours);
  await hear(1);
  const id = hours.slice('talaria:'.length);
  const { definition, name, revision } = await world.api<{
    definition: { message: { message: object } };
    name: string;
    revision: number;
  }>('GET', `/api/campaigns/${id}`);
  const message = { ...definition.message, message: { text: 'From 8 to 18' } };
  await world.api('PUT', `/api/campaigns/${id}`, {
    name,
    revision,
    definition: { ...definition, message },
  });
  await world.api('POST', `/api/campaigns/${id}/publish`);
  await tap(hours);
  await hear(2);
  await world.api('POST', `/api/campaigns/${id}/stop`);
  await tap(hours);
  await hear(3);
  await tap('OF_ANOTHER_PROGRAM');
  await settled();
  expect(await said()).toEqual(['From 9 to 17', 'From 8 to 18', 'Sorry, I did not get that']);
  const { check } = await world
    .api<{ problems: { field: string; message: string }[] }>('POST', '/api/campaigns/check', {
      definition: {
        delivery_type: 'conversation',
        page_id: world.page.id,
        message: {
          message: {
            text: 'Hello',
            quick_replies: [{ content_type: 'text', title: 'Hours', payload: hours }],
          },
        },
        trigger: { conversation: { keywords: ['hello'] } },
      },
    })
    .then((checked) => ({ check: checked.problems }));
  expect(check).toMatchObject([
    {
      field: 'message.message.quick_replies.0.payload',
      message: 'It leads to “Hours”, which does not answer any more.',
    },
  ]);
});

test('a human in the Page’s inbox keeps answers quiet; campaigns go on', async () => {
  await answer({ name: 'Anything', text: 'An answer', start: { any_message: true } });
  const human = { type: 'inbox_message', psid, text: 'Hello, this is Eva' };
  await world.sand('POST', `/sandbox/pages/${world.page.id}/actions`, human);
  await until('the human is noticed', async () => (await world.count('conversation_pauses')) === 1);
  await write('thank you');
  await settled();
  expect(await world.count("entries where outcome = 'human_talks'")).toBe(1);
  const campaign = await createCampaign(world, {
    segment_id: await everybodyWithPsid(world),
    page_id: world.page.id,
    message: { message: { text: 'News for everybody' } },
  });
  await publishAndFinish(world, campaign);
  expect(await said()).toContain('News for everybody');
  expect(await said()).not.toContain('An answer');
});

test('a webhook that comes several times is answered once, and a paused answer leaves its turn to the next', async () => {
  const times = { type: 'duplicate', times: 3 };
  await world.sand('PUT', '/sandbox/faults', [
    { match: { kind: 'webhook', field: 'messages' }, probability: 1, action: times },
  ]);
  const hours = await answer({ name: 'Hours', text: 'From 9 to 17', start: { keywords: ['hours'] } });
  await answer({ name: 'Anything', text: 'Sorry', start: { any_message: true } });
  await write('your hours?');
  await hear(1);
  await settled();
  await world.api('POST', `/api/campaigns/${hours.slice('talaria:'.length)}/pause`);
  await write('your hours?');
  await hear(2);
  await settled();
  expect(await said()).toEqual(['From 9 to 17', 'Sorry']);
});
