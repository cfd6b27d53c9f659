// POST /sandbox/people/{psid}/actions: acting as a person. Each action changes the thread and the window as the platform
// would (messenger-platform §5.1) and is followed by a webhook; the answer says whether that webhook was queued, or why not.
import { z } from 'zod';
import type { Publication } from '../webhooks/door.ts';
import { commentChange, personEvent } from '../webhooks/payloads.ts';
import { publishRead } from '../webhooks/receipts.ts';
import type { Page } from '../world/apps.ts';
import { DAY_MS } from '../world/clock.ts';
import type { Person } from '../world/people.ts';
import { addToThread, findLastFromPage } from '../world/threads.ts';
import { addComment, type World } from '../world/world.ts';
import { type Action, actionSchema } from './action.contract.ts';
import type { ControlRequest } from './control.ts';
import { ControlError, getPage, getPerson, parse } from './errors.ts';

/** Who acts, where. */
interface Scene {
  world: World;
  page: Page;
  person: Person;
}

interface Performed {
  mid?: string;
  comment_id?: string;
  webhook: Publication | 'none';
}

const pageIdSchema = z.object({ page_id: z.string().optional() });

export function performAction({ world, params, body }: ControlRequest): unknown {
  const { page_id } = parse(pageIdSchema, body);
  const page = getPage(world, page_id);
  const { page_id: _page, ...rest } = body as Record<string, unknown>;
  const person = getPerson(page, params['psid'] ?? '');
  return {
    psid: person.psid,
    page_id: page.id,
    ...perform({ world, page, person }, parse(actionSchema, rest)),
  };
}

const bulkSchema = z.looseObject({
  page_id: z.string().optional(),
  psids: z.array(z.string()).min(1).max(100_000).optional(),
  /** Without psids: this many, in order of creation, after the given PSID. */
  limit: z.number().int().min(1).max(100_000).default(100_000),
  after: z.string().optional(),
});

/** The same action by many people. People who cannot act (blocked) are counted, not an error. */
export function performActions({ world, body }: ControlRequest): unknown {
  const { page_id, psids, limit, after, ...rest } = parse(bulkSchema, body);
  const page = getPage(world, page_id);
  const action = parse(actionSchema, rest);
  const first = after === undefined ? 0 : getPerson(page, after).index + 1;
  const people = psids
    ? psids.map((psid) => getPerson(page, psid))
    : page.people.list.slice(first, first + limit);
  const webhooks: Record<string, number> = {};
  let refused = 0;
  for (const person of people) {
    if (person.blocked !== null && action.type !== 'unblock') {
      refused++;
      continue;
    }
    const { webhook } = perform({ world, page, person }, action);
    webhooks[webhook] = (webhooks[webhook] ?? 0) + 1;
  }
  return { performed: people.length - refused, refused, webhooks };
}

function perform(scene: Scene, action: Action): Performed {
  const { world, page, person } = scene;
  if (person.blocked !== null && action.type !== 'unblock' && action.type !== 'block') {
    throw new ControlError(409, `This person has blocked ${page.name} and must unblock it first.`);
  }
  switch (action.type) {
    case 'message':
      return say(scene, messageBody(action), action.referral?.ad_id !== undefined);
    case 'quick_reply':
      return say(scene, {
        text: action.title ?? action.text ?? action.payload,
        quick_reply: { payload: action.payload },
      });
    case 'postback':
      return tap(scene, action);
    case 'referral':
      return refer(scene, action);
    case 'optin':
      return emit(scene, 'messaging_optins', { optin: optinBody(world, action) });
    case 'reaction':
      return react(scene, action);
    case 'read':
      return { webhook: publishRead(world, page, person) ? 'queued' : 'none' };
    case 'block':
    case 'unblock':
      person.blocked = action.type === 'block' ? action.variant : null;
      world.changes.person(person);
      world.live.notify({ pageId: page.id, psid: person.psid, kind: 'thread' });
      return { webhook: 'none' };
    case 'comment':
      return comment(scene, action.text);
  }
}

function messageBody(action: Extract<Action, { type: 'message' }>): Record<string, unknown> {
  const attachments = action.attachments?.map(({ type, url, payload }) => ({
    type,
    payload: payload ?? (url === undefined ? null : { url }),
  }));
  return {
    ...(action.text === undefined ? {} : { text: action.text }),
    ...(attachments === undefined ? {} : { attachments }),
    ...(action.reply_to === undefined ? {} : { reply_to: { mid: action.reply_to, is_self_reply: false } }),
    ...(action.referral === undefined ? {} : { referral: referralBody(action.referral) }),
  };
}

function say(scene: Scene, content: Record<string, unknown>, fromAd = false): Performed {
  const { world } = scene;
  const mid = world.ids.mid();
  const message = { mid, ...content };
  openWindow(scene, content['quick_reply'] ? 'quick_reply' : 'message', fromAd);
  keep(scene, mid, { message });
  return { mid, ...emit(scene, 'messages', { message }) };
}

function tap(scene: Scene, action: Extract<Action, { type: 'postback' }>): Performed {
  const { world, page } = scene;
  const started = page.messengerProfile['get_started'] as { payload?: string } | undefined;
  const payload = action.payload ?? started?.payload;
  if (payload === undefined)
    throw new ControlError(
      400,
      'payload: the Page has no Get Started button, so a payload must be given',
      'payload',
    );
  const mid = world.ids.mid();
  const postback = {
    mid,
    title: action.title,
    payload,
    ...(action.referral === undefined ? {} : { referral: referralBody(action.referral) }),
  };
  openWindow(scene, 'postback');
  keep(scene, mid, { postback });
  return { mid, ...emit(scene, 'messaging_postbacks', { postback }) };
}

interface Referral {
  ref?: string | undefined;
  source?: string | undefined;
  type?: string | undefined;
  ad_id?: string | undefined;
}

function referralBody({ ref, source, type, ad_id }: Referral): Record<string, unknown> {
  return {
    ...(ref === undefined ? {} : { ref }),
    ...(ad_id === undefined ? {} : { ad_id }),
    source: source ?? (ad_id === undefined ? 'SHORTLINK' : 'ADS'),
    type: type ?? 'OPEN_THREAD',
  };
}

/** An m.me link into an existing thread opens the window; an ad click does only once the person writes. */
function refer(scene: Scene, action: Extract<Action, { type: 'referral' }>): Performed {
  const { person } = scene;
  if (action.ad_id === undefined && person.thread !== null) openWindow(scene, 'referral');
  return emit(scene, 'messaging_referrals', {
    referral: referralBody({ ...action, type: undefined }),
  });
}

/** With `payload` a marketing opt-in, otherwise the plain one with `ref`. */
function optinBody(world: World, action: Extract<Action, { type: 'optin' }>): Record<string, unknown> {
  if (action.payload === undefined) return { ref: action.ref ?? '' };
  return {
    type: 'notification_messages',
    payload: action.payload,
    title: action.title ?? 'Updates and promotions',
    notification_messages_token: world.ids.secret(),
    notification_messages_timezone: 'UTC',
    token_expiry_timestamp: world.clock.now() + 180 * DAY_MS,
    user_token_status: 'NOT_REFRESHED',
  };
}

function react(scene: Scene, action: Extract<Action, { type: 'reaction' }>): Performed {
  const { person } = scene;
  const message =
    action.mid === undefined
      ? findLastFromPage(person)
      : person.thread?.find((item) => item.mid === action.mid);
  if (!message)
    throw new ControlError(400, 'mid: there is no such message in this thread to react to', 'mid');
  const emoji = action.emoji ?? EMOJI[action.reaction];
  message.reaction = action.action === 'react' ? emoji : null;
  scene.world.changes.message(message);
  if (action.action === 'react') openWindow(scene, 'reaction');
  const reaction = { reaction: action.reaction, emoji, action: action.action, mid: message.mid };
  return { mid: message.mid, ...emit(scene, 'message_reactions', { reaction }) };
}

const EMOJI = {
  smile: '😆',
  angry: '😠',
  sad: '😢',
  wow: '😮',
  love: '❤️',
  like: '👍',
  dislike: '👎',
  other: '🎉',
} as const;

function comment(scene: Scene, text: string): Performed {
  const { world, page, person } = scene;
  const at = world.clock.now();
  const postId = `${page.id}_${page.id.slice(2)}`;
  const id = `${page.id.slice(2)}_${world.ids.numeric('12')}`;
  addComment(world, { id, pageId: page.id, psid: person.psid, at, replied: false });
  const event = commentChange(page, person, { id, postId, text, at });
  return { comment_id: id, webhook: world.outbox.publish({ page, field: 'feed', person, event }) };
}

function openWindow(scene: Scene, type: string, fromAd = false): void {
  const { world, person } = scene;
  person.lastActionAt = world.clock.now();
  person.lastActionType = type;
  person.windowMs = fromAd ? world.settings.ad_window_hours * 3_600_000 : DAY_MS;
  world.changes.person(person);
}

function keep(scene: Scene, mid: string, body: Record<string, unknown>): void {
  const { world, page, person } = scene;
  const at = world.clock.now();
  addToThread(world, page, person, {
    mid,
    pageId: page.id,
    psid: person.psid,
    from: 'person',
    at,
    body: JSON.stringify(body),
    metadata: null,
    reaction: null,
    receipts: null,
  });
}

function emit(scene: Scene, field: string, body: Record<string, unknown>): Performed {
  const { world, page, person } = scene;
  world.live.notify({ pageId: page.id, psid: person.psid, kind: 'thread' });
  return {
    webhook: world.outbox.publish({
      page,
      field,
      person,
      event: personEvent(page, person, world.clock.now(), body),
    }),
  };
}
