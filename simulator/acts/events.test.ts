// Every other kind of event on command, compared key by key with the payloads of messenger-platform §3.6.
import { expect, test } from 'vitest';
import { newest, openScene } from '../testing/scene.ts';

const any = expect.any(String);
const number = expect.any(Number);

/** Acts, and the event's body beside its head. `PSID`, `MID`, `SENT` and `PAGE` stand for the scene's own. */
const EVENTS: [string, Record<string, unknown>, Record<string, unknown>][] = [
  [
    'quick_reply',
    { title: 'Green', payload: 'PICK_GREEN' },
    { message: { mid: any, text: 'Green', quick_reply: { payload: 'PICK_GREEN' } } },
  ],
  ['edit', { text: 'new' }, { message_edit: { mid: 'MID', text: 'new', num_edit: 1 } }],
  ['reaction', {}, { reaction: { reaction: 'love', emoji: '❤️', action: 'react', mid: 'SENT' } }],
  [
    'reaction',
    { action: 'unreact', reaction: 'wow' },
    { reaction: { reaction: 'wow', emoji: '😮', action: 'unreact', mid: 'SENT' } },
  ],
  [
    'postback',
    { referral: { ref: 'summer' } },
    {
      postback: {
        mid: any,
        title: 'Get Started',
        payload: 'GET_STARTED',
        referral: { ref: 'summer', source: 'SHORTLINK', type: 'OPEN_THREAD' },
      },
    },
  ],
  ['postback', { via: 'ice_breaker' }, { postback: { mid: any, title: 'Where are you?', payload: 'WHERE' } }],
  ['postback', { via: 'menu' }, { postback: { mid: any, title: 'Shop', payload: 'SHOP' } }],
  ['referral', { ref: 'REF' }, { referral: { ref: 'REF', source: 'SHORTLINK', type: 'OPEN_THREAD' } }],
  ['m_me', { ref: 'REF' }, { referral: { ref: 'REF', source: 'SHORTLINK', type: 'OPEN_THREAD' } }],
  [
    'referral',
    { ref: 'REF', ad_id: '6302' },
    {
      referral: {
        ref: 'REF',
        ad_id: '6302',
        source: 'ADS',
        type: 'OPEN_THREAD',
        ads_context_data: { ad_title: any, post_id: any },
      },
    },
  ],
  ['optin', { ref: 'PASS_THROUGH' }, { optin: { ref: 'PASS_THROUGH' } }],
  [
    'optin',
    { kind: 'one_time', payload: 'NOTIFY' },
    { optin: { type: 'one_time_notif_req', payload: 'NOTIFY', one_time_notif_token: any } },
  ],
  [
    'optin',
    { payload: 'INFO', timezone: 'Asia/Bangkok' },
    {
      optin: {
        type: 'notification_messages',
        payload: 'INFO',
        title: 'Updates and promotions',
        notification_messages_token: any,
        notification_messages_timezone: 'Asia/Bangkok',
        token_expiry_timestamp: number,
        user_token_status: 'NOT_REFRESHED',
      },
    },
  ],
  ['account_link', {}, { account_linking: { status: 'linked', authorization_code: any } }],
  ['account_link', { status: 'unlinked' }, { account_linking: { status: 'unlinked' } }],
  [
    'handover',
    { metadata: 'x' },
    { pass_thread_control: { previous_owner_app_id: null, new_owner_app_id: any, metadata: 'x' } },
  ],
  [
    'handover',
    { kind: 'request', app_id: '123456789', metadata: 'x' },
    { request_thread_control: { requested_owner_app_id: 123456789, metadata: 'x' } },
  ],
  ['handover', { kind: 'app_roles', app_id: '1' }, { app_roles: { 1: ['primary_receiver'] } }],
  ['response_feedback', {}, { response_feedback: { feedback: 'Good response', mid: 'SENT' } }],
  [
    'customer_information',
    {},
    {
      messaging_customer_information: {
        screens: [{ screen_id: 'Add address', responses: [{ key: 'country', value: 'US' }] }],
      },
    },
  ],
  ['lead_form', { form_id: 'FORM' }, { form: { id: 'FORM' } }],
  [
    'order',
    { note: 'x' },
    {
      order: {
        products: [{ id: 123, retailer_id: any, name: any, unit_price: 11, currency: 'USD', quantity: 1 }],
        note: 'x',
      },
    },
  ],
  ['raw', { field: 'messaging_game_plays', event: { game_play: { x: 1 } } }, { game_play: { x: 1 } }],
];

test.each(EVENTS)('%s %o', async (type, act, expected) => {
  const scene = await openScene();
  await scene.control('PUT', '/sandbox/settings', { limits: { profile_calls_per_10_minutes: 100 } });
  await scene.graph('/v26.0/me/messenger_profile', {
    get_started: { payload: 'GET_STARTED' },
    ice_breakers: [
      { locale: 'default', call_to_actions: [{ question: 'Where are you?', payload: 'WHERE' }] },
    ],
    persistent_menu: [
      { locale: 'default', call_to_actions: [{ type: 'postback', title: 'Shop', payload: 'SHOP' }] },
    ],
  });
  expect(await scene.act(scene.psid, { type, ...act })).toMatchObject({ webhook: 'queued' });
  const told = JSON.stringify((await newest(scene)).messaging)
    .replaceAll(scene.mid, 'MID')
    .replaceAll(scene.sent, 'SENT');
  expect(JSON.parse(told)).toEqual([
    { sender: { id: scene.psid }, recipient: { id: scene.page.id }, timestamp: number, ...expected },
  ]);
});
