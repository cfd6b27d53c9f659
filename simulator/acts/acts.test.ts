// Acts with more than one event or with a memory: opt-ins, lead forms, templates that are answered, links, edits; and what
// is refused.
import { expect, test } from 'vitest';
import { newest, openScene } from '../testing/scene.ts';
import type { Answer, Story } from '../testing/story.ts';

const any = expect.any(String);
const number = expect.any(Number);

test('a checkbox opt-in names no sender', async () => {
  const scene = await openScene();
  const act = { type: 'optin', kind: 'checkbox', ref: 'PASS_THROUGH', user_ref: 'UNIQUE_REF' };
  await scene.act(scene.psid, act);
  expect((await newest(scene)).messaging).toEqual([
    {
      recipient: { id: scene.page.id },
      timestamp: number,
      optin: { ref: 'PASS_THROUGH', user_ref: 'UNIQUE_REF' },
    },
  ]);
});

test('stopping and resuming name the token of the opt-in; opting in again refreshes it', async () => {
  const scene = await openScene();
  const { token } = await scene.act(scene.psid, { type: 'optin', payload: 'INFO' });
  await scene.act(scene.psid, { type: 'optin', kind: 'stop' });
  await scene.act(scene.psid, { type: 'optin', kind: 'resume' });
  await scene.act(scene.psid, { type: 'optin', payload: 'INFO' });
  await scene.receiver.until(() => scene.receiver.received.length === 5);
  const told = scene.receiver.events('optin').map((event) => (event as Answer).optin);
  expect(new Set(told.map((optin) => optin.notification_messages_token))).toEqual(new Set([token]));
  expect(told.map((optin) => [optin.notification_messages_status, optin.user_token_status])).toEqual([
    [undefined, 'NOT_REFRESHED'],
    ['STOP NOTIFICATIONS', 'NOT_REFRESHED'],
    ['RESUME NOTIFICATIONS', 'NOT_REFRESHED'],
    [undefined, 'REFRESHED'],
  ]);
});

test('whoever writes after an ad is subscribed to marketing messages, without an event', async () => {
  const scene = await openScene();
  await scene.act(scene.psid, { type: 'message', text: 'hi', referral: { ad_id: '6302' } });
  await scene.receiver.until(() => scene.receiver.received.length === 2);
  const tokens = await scene.graph(`/v26.0/${scene.page.id}/notification_message_tokens`);
  expect(tokens.body.data).toMatchObject([{ recipient_id: scene.psid }]);
  await scene.act(scene.psid, { type: 'optin', kind: 'stop' });
  expect(await newest(scene, 3)).toMatchObject({
    messaging: [{ optin: { notification_messages_status: 'STOP NOTIFICATIONS' } }],
  });
});

test('a lead form of an ad is told in seconds, and then its summary', async () => {
  const scene = await openScene();
  await scene.act(scene.psid, { type: 'lead_ad', summary: 'City: Menlo Park' });
  await scene.receiver.until(() => scene.receiver.received.length === 3);
  const [lead] = scene.receiver.events('lead') as Answer[];
  expect(lead).toMatchObject({
    referral: { source: 'ADS', type: 'LEAD_COMPLETE', ad_id: '6302000000000' },
    lead: { data: [{ question: 'City?', answer: 'Menlo Park' }] },
  });
  expect(lead.timestamp).toBeLessThan(1e11);
  expect(scene.receiver.events('hop_context')).toMatchObject([
    {
      message: { text: 'City: Menlo Park' },
      hop_context: { app_id: 413038776280800, metadata: 'messenger_lead_gen_complete' },
    },
  ]);
});

test('feedback and coupons answer the template that the Page sent', async () => {
  const scene = await openScene();
  const template = (payload: Record<string, unknown>) => ({ attachment: { type: 'template', payload } });
  const question = {
    id: 'q1',
    type: 'csat',
    title: 'How was it?',
    score_label: 'neg_pos',
    score_option: 'five_stars',
  };
  await scene.send(
    scene.psid,
    template({
      template_type: 'customer_feedback',
      title: 'Rate us',
      subtitle: 'Please',
      button_title: 'Rate',
      feedback_screens: [{ questions: [question] }],
      business_privacy: { url: 'https://example.com/privacy' },
    }),
  );
  await scene.act(scene.psid, { type: 'feedback', answer: '5', follow_up: 'good' });
  expect((await newest(scene)).messaging[0].messaging_feedback).toEqual({
    feedback_screens: [
      {
        screen_id: 0,
        questions: { q1: { type: 'csat', payload: '5', follow_up: { type: 'free_form', payload: 'good' } } },
      },
    ],
  });
  await scene.send(
    scene.psid,
    template({ template_type: 'coupon', title: '10%', coupon_code: '10PERCENT', payload: 'P' }),
  );
  await scene.act(scene.psid, { type: 'coupon' });
  expect((await newest(scene, 3)).messaging[0].template).toEqual({
    type: 'coupon',
    payload: 'P',
    coupon_code: '10PERCENT',
  });
});

test('an m.me link into a new thread comes with Get Started', async () => {
  const scene = await openScene();
  const [stranger] = await scene.people(1);
  await scene.act(stranger!, { type: 'm_me', ref: 'QR', text: 'Hi!' });
  await scene.receiver.until(() => scene.receiver.received.length === 3);
  expect(scene.receiver.events('postback')).toMatchObject([
    { postback: { title: 'Get Started', referral: { ref: 'QR', source: 'SHORTLINK' } } },
  ]);
  expect(scene.receiver.events('referral')).toEqual([]);
});

test('a guest of a plugin taps with a user_ref instead of a PSID', async () => {
  const scene = await openScene();
  await scene.act(scene.psid, { type: 'postback', user_ref: 'GUEST' });
  expect((await newest(scene)).messaging[0].sender).toEqual({ user_ref: 'GUEST' });
});

test('comments and posts come as changes of the feed, in seconds', async () => {
  const scene = await openScene();
  const { comment_id } = await scene.act(scene.psid, { type: 'comment', text: 'How much?' });
  const entry = await newest(scene);
  expect(entry.changes).toEqual([
    {
      field: 'feed',
      value: {
        item: 'comment',
        verb: 'add',
        post_id: any,
        comment_id,
        parent_id: any,
        from: { id: scene.psid, name: any },
        message: 'How much?',
        created_time: number,
        post: { id: any, page_id: scene.page.id },
      },
    },
  ]);
  expect(entry.changes[0].value.created_time).toBeLessThan(1e11);
  await scene.act(scene.psid, { type: 'comment', verb: 'remove', comment_id });
  expect((await newest(scene, 3)).changes[0].value).not.toHaveProperty('message');
  await scene.act(scene.psid, { type: 'post' });
  expect((await newest(scene, 4)).changes[0].value).toMatchObject({ item: 'post', verb: 'add' });
});

const REFUSED: [string, Record<string, unknown>, string | undefined, number][] = [
  ['nothing to edit', { type: 'edit', text: 'x', mid: 'm_none' }, 'mid', 400],
  ['no menu', { type: 'postback', via: 'menu' }, 'payload', 400],
  ['no coupon', { type: 'coupon' }, 'mid', 400],
  ['no link', { type: 'click' }, 'url', 400],
  ['no opt-in', { type: 'optin', kind: 'stop' }, 'token', 400],
  ['an unknown key', { type: 'message', text: 'x', colour: 'red' }, 'body', 400],
  ['an unknown place', { type: 'raw', field: 'x', event: {}, place: 'nowhere' }, 'place', 400],
];

test.each(REFUSED)('refused with the field: %s', async (_name, act, field, status) => {
  const scene = await openScene();
  const path = `/sandbox/people/${scene.psid}/actions`;
  const answer = await scene.control('POST', path, act);
  expect([answer.status, answer.body.error.field]).toEqual([status, field]);
});

test('a message can be edited five times', async () => {
  const scene = await openScene();
  for (let i = 1; i <= 5; i++) await scene.act(scene.psid, { type: 'edit', text: `v${i}` });
  const sixth = await scene.act(scene.psid, { type: 'edit', text: 'v6' });
  expect(sixth.error.field).toBe('mid');
  await scene.receiver.until(() => scene.receiver.events('message_edit').length === 5);
  const numbers = scene.receiver
    .events('message_edit')
    .map((event) => (event as Answer).message_edit.num_edit);
  expect(numbers).toEqual([1, 2, 3, 4, 5]);
  expect(await textOf(scene, scene.psid, scene.mid)).toBe('v5');
});

async function textOf(story: Story, psid: string, mid: string): Promise<string> {
  const { messages } = (await story.control('GET', `/sandbox/people/${psid}/thread`)).body;
  return messages.find((message: Answer) => message.mid === mid).body.message.text;
}
