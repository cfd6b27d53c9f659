// Opting in, stopping and resuming (messenger-platform §3.6, §5.5, §5.6): each right to message becomes an item of the world,
// under the token that the event brings; the Graph side honours it.
import { type EventObject, present } from '../webhooks/payloads.ts';
import { DAY_MS } from '../world/clock.ts';
import type { Optin } from '../world/item.contract.ts';
import type { ActOf } from './act.contract.ts';
import { ActError, emit, emitAs, type Performed, type Scene } from './scene.ts';

/** Life of a token: a year for one-time ones, half a year for marketing (6, 9 or 12 months are typical). */
const ONE_TIME_LIFE_MS = 365 * DAY_MS;
const MARKETING_LIFE_MS = 180 * DAY_MS;
const DEFAULT_TITLE = 'Updates and promotions';

/** Without `kind`: a marketing opt-in when there is a payload, else the plain one of the plugin. */
export function optin(scene: Scene, act: ActOf<'optin'>): Performed {
  const kind = act.kind ?? (act.payload === undefined ? 'plugin' : 'marketing');
  switch (kind) {
    case 'plugin':
      return emit(scene, 'messaging_optins', { optin: { ref: act.ref ?? '' } });
    case 'checkbox':
      return checkbox(scene, act);
    case 'one_time':
      return oneTime(scene, act);
    case 'marketing':
      return marketing(scene, act);
    default:
      return stopOrResume(scene, act, kind);
  }
}

/** The event names no person: what the app may write to is the `user_ref`. */
function checkbox(scene: Scene, act: ActOf<'optin'>): Performed {
  const { world, page, person } = scene;
  const user_ref = act.user_ref ?? world.ids.secret();
  world.items.put({ kind: 'user_ref', id: user_ref, pageId: page.id, psid: person.psid });
  const event = {
    recipient: { id: page.id },
    timestamp: world.clock.now(),
    optin: { ref: act.ref ?? '', user_ref },
  };
  return { token: user_ref, ...emitAs(scene, 'messaging_optins', event) };
}

function oneTime(scene: Scene, act: ActOf<'optin'>): Performed {
  const payload = act.payload ?? 'NOTIFY';
  const { id } = grant(scene, { type: 'one_time', topic: act.title ?? '', payload, timezone: act.timezone });
  const optin = { type: 'one_time_notif_req', payload, one_time_notif_token: id };
  return { token: id, ...emit(scene, 'messaging_optins', { optin }) };
}

/** Accepting the request of a topic again refreshes its token. */
function marketing(scene: Scene, act: ActOf<'optin'>): Performed {
  const { world, person } = scene;
  const title = act.title ?? DEFAULT_TITLE;
  const topic = act.topic ?? title;
  const right = grant(scene, {
    type: 'notification_messages',
    topic,
    payload: act.payload ?? '',
    timezone: act.timezone,
  });
  for (const request of world.items.list('optin_request', person.psid))
    if (request.topic === topic) world.items.remove(request);
  const optin = present({
    ...tokenBody(right),
    payload: right.payload,
    title,
    ref: act.ref,
    source: act.topic === undefined ? undefined : 'SHORTLINK',
    notification_messages_topic: act.topic,
  });
  return { token: right.id, ...emit(scene, 'messaging_optins', { optin }) };
}

function tokenBody(right: Optin): EventObject {
  return {
    type: 'notification_messages',
    notification_messages_token: right.id,
    notification_messages_timezone: right.timezone,
    token_expiry_timestamp: right.expiresAt,
    user_token_status: right.refreshed ? 'REFRESHED' : 'NOT_REFRESHED',
  };
}

function stopOrResume(scene: Scene, act: ActOf<'optin'>, kind: 'stop' | 'resume'): Performed {
  const { world, person } = scene;
  const rights = world.items
    .list('optin', person.psid)
    .filter((right) => right.type === 'notification_messages');
  const right =
    act.token === undefined ? rights.at(-1) : rights.find((candidate) => candidate.id === act.token);
  if (!right) throw new ActError('this person has no marketing opt-in to stop or resume', 'token');
  const changed = { ...right, stopped: kind === 'stop' };
  world.items.put(changed);
  const optin = {
    ...tokenBody(changed),
    notification_messages_status: kind === 'stop' ? 'STOP NOTIFICATIONS' : 'RESUME NOTIFICATIONS',
  };
  return { token: right.id, ...emit(scene, 'messaging_optins', { optin }) };
}

/** Whoever answers a Click-to-Messenger ad is subscribed to marketing messages without being asked (§5.5). No event tells. */
export function subscribeFromAd(scene: Scene): void {
  const { world, person } = scene;
  const known = world.items.list('optin', person.psid).some(({ type }) => type === 'notification_messages');
  if (known) return;
  grant(scene, { type: 'notification_messages', topic: DEFAULT_TITLE, payload: '', timezone: 'UTC' });
}

function grant(
  { world, page, person }: Scene,
  wanted: Pick<Optin, 'type' | 'topic' | 'payload' | 'timezone'>,
): Optin {
  const now = world.clock.now();
  const known = world.items
    .list('optin', person.psid)
    .find((right) => right.type === wanted.type && right.topic === wanted.topic);
  const again = wanted.type === 'notification_messages' ? known : undefined;
  const right: Optin = {
    kind: 'optin',
    id: again?.id ?? world.ids.numeric('12'),
    pageId: page.id,
    psid: person.psid,
    ...wanted,
    createdAt: again?.createdAt ?? now,
    expiresAt: now + (wanted.type === 'one_time' ? ONE_TIME_LIFE_MS : MARKETING_LIFE_MS),
    refreshed: again !== undefined,
    stopped: false,
    firstSentAt: again?.firstSentAt ?? null,
    lastSentAt: again?.lastSentAt ?? null,
    paidSentAt: again?.paidSentAt ?? null,
  };
  world.items.put(right);
  return right;
}
