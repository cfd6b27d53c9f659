// The Send API beside the message: recipients, options, sender actions, answers, batches (messenger-platform §4.1, §4.4).
import { expect, test } from 'vitest';
import type { Answer } from '../testing/story.ts';
import { expectAccepted, expectRefused, openScene, type Refusal, x } from './scene.ts';

const TEXT = { text: 'Hello' };

test('the answers: PSID and message id; a reusable upload; a sender action; a guest of the checkbox', async () => {
  const scene = await openScene();
  const { psid } = scene;
  const { body } = await scene.send(psid, TEXT);
  expect(body).toEqual({ recipient_id: psid, message_id: expect.stringMatching(/^m_[\w-]{80,}$/) });
  const media = {
    attachment: { type: 'image', payload: { url: 'https://shop.example.org/a.png', is_reusable: true } },
  };
  expect((await scene.send(psid, media)).body).toEqual({
    recipient_id: psid,
    message_id: expect.any(String),
    attachment_id: expect.stringMatching(/^\d+$/),
  });
  const action = { recipient: { id: psid }, sender_action: 'typing_on' };
  expect((await scene.graph('/v26.0/me/messages', action)).body).toEqual({ recipient_id: psid });
  await scene.act(psid, { type: 'optin', kind: 'checkbox', user_ref: 'GUEST', ref: 'R' });
  const guest = { recipient: { user_ref: 'GUEST' }, message: TEXT };
  expect((await scene.graph('/me/messages', guest)).body).toEqual({ message_id: expect.any(String) });
});

test('recipients that are refused', async () => {
  const scene = await openScene();
  const cases: [unknown, Refusal][] = [
    [undefined, [100]],
    [{}, [100]],
    [{ id: scene.psid, user_ref: 'x' }, [100]],
    [{ id: '24000000000000001' }, [100, 2018001]],
    [{ id: Number('24000000000000001') }, [100, 2018001]],
    [{ user_ref: 'nobody' }, [100, 2018001]],
    [{ comment_id: '1_2' }, [100, 2534025]],
    [{ post_id: '1_2' }, [100, 2534025]],
    [{ notification_messages_token: 'x' }, [100]],
    [{ one_time_notif_token: 'x' }, [100]],
    [{ phone_number: '+1(212)555-2368', name: { first_name: 'A', last_name: 'B' } }, [200, 2018027]],
    [{ login_id: 'x' }, [100]],
  ];
  for (const [recipient, refusal] of cases) {
    const { body } = await scene.graph('/v26.0/me/messages', { recipient, message: TEXT });
    expectRefused(body, refusal, JSON.stringify(recipient));
  }
});

test('options beside the message', async () => {
  const scene = await openScene();
  const { psid } = scene;
  const { message_id: mid } = (await scene.send(psid, TEXT)).body;
  const persona = { name: 'Anna', profile_picture_url: 'https://shop.example.org/a.png' };
  const { id: persona_id } = (await scene.graph('/me/personas', persona)).body;
  const right = [
    {},
    { messaging_type: 'RESPONSE' },
    { messaging_type: 'UPDATE' },
    { notification_type: 'REGULAR' },
    { notification_type: 'SILENT_PUSH' },
    { notification_type: 'NO_PUSH' },
    { reply_to: { mid } },
    { persona_id },
    { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' },
  ];
  for (const more of right) expectAccepted((await scene.send(psid, TEXT, more)).body, JSON.stringify(more));
  const wrong: [Record<string, unknown>, Refusal][] = [
    [{ messaging_type: 'PROMOTION' }, [100]],
    [{ messaging_type: 'MESSAGE_TAG' }, [100]],
    [{ messaging_type: 'RESPONSE', tag: 'HUMAN_AGENT' }, [100]],
    [{ messaging_type: 'UTILITY' }, [100]],
    [{ notification_type: 'LOUD' }, [100]],
    [{ reply_to: { mid: 'm_nothing' } }, [100]],
    [{ persona_id: '1' }, [100]],
    [{ sender_action: 'typing_on' }, [100, 2018014]],
    [{ thread_control: { control_type: 'pass', app_id: 'x' } }, [100, 2018164]],
    [{ thread_control: { control_type: 'take' } }, [100]],
  ];
  for (const [more, refusal] of wrong)
    expectRefused((await scene.send(psid, TEXT, more)).body, refusal, JSON.stringify(more));
});

test('sender actions hold nothing but the recipient, and for reactions a payload', async () => {
  const scene = await openScene();
  const { message_id } = (await scene.send(scene.psid, TEXT)).body;
  const act = async (body: object): Promise<Answer> =>
    (await scene.graph('/v26.0/me/messages', { recipient: { id: scene.psid }, ...body })).body;
  for (const sender_action of ['typing_on', 'typing_off', 'mark_seen'])
    expect(await act({ sender_action })).toEqual({ recipient_id: scene.psid });
  const reaction = { message_id, reaction: '😊' };
  expect(await act({ sender_action: 'react', payload: reaction })).toEqual({ recipient_id: scene.psid });
  expect(await act({ sender_action: 'unreact', payload: { message_id } })).toEqual({
    recipient_id: scene.psid,
  });
  expectRefused(await act({ sender_action: 'dance' }), [100], 'an unknown action');
  expectRefused(await act({ sender_action: 'react' }), [100], 'a reaction without payload');
  expectRefused(await act({ sender_action: 'typing_on', tag: 'HUMAN_AGENT' }), [100], 'a tag beside it');
});

test('JSON, form and multipart bodies mean the same; the token may stand anywhere', async () => {
  const scene = await openScene();
  const { sandbox, page, psid } = scene;
  const url = `${sandbox.url}/v26.0/${page.id}/messages`;
  const recipient = JSON.stringify({ id: psid });
  const message = JSON.stringify({ text: 'Grüße & <b>' });
  const fields = { recipient, message, messaging_type: 'RESPONSE' };
  const multipart = new FormData();
  for (const [name, value] of Object.entries(fields)) multipart.set(name, value);
  const token = page.access_token;
  const bodies: [string, RequestInit][] = [
    [`${url}?access_token=${token}`, { body: new URLSearchParams(fields) }],
    [url, { body: new URLSearchParams({ ...fields, access_token: token }) }],
    [url, { body: multipart, headers: { authorization: `Bearer ${token}` } }],
    [
      `${url}?access_token=${token}`,
      {
        body: `{"recipient":${recipient},"message":${message}}`,
        headers: { 'content-type': 'application/json' },
      },
    ],
  ];
  for (const [address, init] of bodies) {
    const response = await fetch(address, { method: 'POST', ...init });
    expectAccepted(await response.json(), address);
  }
  const { data } = (await scene.control('GET', `/sandbox/messages?page_id=${page.id}&psid=${psid}`)).body;
  expect(data.map((one: Answer) => one.body.message.text)).toEqual(Array(4).fill('Grüße & <b>'));
});

test('a batch: fifty items with string bodies, each with its own answer', async () => {
  const scene = await openScene();
  const { psid } = scene;
  const body = (text: string) =>
    new URLSearchParams({
      recipient: JSON.stringify({ id: psid }),
      message: JSON.stringify({ text }),
    }).toString();
  const send = (text: string, more: object = {}) => ({
    method: 'POST',
    relative_url: 'v26.0/me/messages',
    body: body(text),
    ...more,
  });
  const run = async (batch: unknown, more: object = {}): Promise<Answer> =>
    (await scene.graph('/', { batch: JSON.stringify(batch), ...more })).body;
  const answers = await run(Array.from({ length: 50 }, (_, index) => send(String(index))));
  expect(answers.map((one: Answer) => one.code)).toEqual(Array(50).fill(200));
  expect(answers[0]).toMatchObject({ headers: expect.any(Array), body: expect.any(String) });
  expectRefused(await run(Array(51).fill(send('x'))), [100], '51 items');
  const [long, short] = await run([send(x(2001), { name: 'first' }), send('x', { depends_on: 'first' })], {
    include_headers: false,
  });
  expect(long).toEqual({ code: 400, body: expect.any(String) });
  expectRefused(JSON.parse(long.body), [100], 'an item of a batch');
  expect(short).toBeNull();
  const hang = { match: { kind: 'graph', path: '*/messages' }, action: { type: 'hang' }, times: 1 };
  await scene.control('PUT', '/sandbox/faults', [hang]);
  expect((await run([send('a'), send('b')])).map((one: Answer) => one?.code ?? null)).toEqual([null, 200]);
});
