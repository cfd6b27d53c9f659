// Carries out what happens to a Page: its standing, its own comments, what is done at the Page Inbox, decisions about
// templates, events of paid marketing messages.
import { changeStatus } from '../graph/templates/review.ts';
import { type EventObject, echoEvent, exactNumber, present } from '../webhooks/payloads.ts';
import type { Page } from '../world/apps.ts';
import { DAY_MS } from '../world/clock.ts';
import type { Person } from '../world/people.ts';
import { addToThread } from '../world/threads.ts';
import type { World } from '../world/world.ts';
import type { PageAct, PageActOf } from './page-act.contract.ts';
import { ActError } from './scene.ts';
import { restrict, unrestrict, warn } from './standing.ts';

/** The Page Inbox as the sender of an echo (messenger-platform §3.6). */
const INBOX_APP_ID = 263902037430900;

/** @throws ActError */
export function performPageAct(world: World, page: Page, act: PageAct): unknown {
  switch (act.type) {
    case 'restrict':
      return { webhooks: restrict(world, page, act) };
    case 'warn':
      return { webhooks: warn(world, page, act) };
    case 'unrestrict':
      return { webhooks: unrestrict(world, page) };
    case 'comment':
    case 'post':
      return ownPost(world, page, act);
    case 'inbox_message':
      return inboxMessage(world, page, act);
    case 'label':
      return label(world, page, act);
    case 'template':
      return template(world, page, act);
    case 'marketing_message':
      return marketingMessage(world, page, act);
    case 'raw': {
      const head = act.head ? { recipient: { id: page.id }, timestamp: world.clock.now() } : {};
      const event = { ...head, ...act.event };
      return {
        webhook: world.outbox.publish({ page, field: act.field, person: null, event, place: act.place }),
      };
    }
  }
}

function ownPost(world: World, page: Page, act: PageActOf<'comment'> | PageActOf<'post'>): unknown {
  const postId =
    act.type === 'comment'
      ? (act.post_id ?? `${page.id}_${page.id.slice(2)}`)
      : `${page.id}_${world.ids.numeric('12')}`;
  const commentId =
    act.type === 'comment' ? `${postId.split('_').at(-1)}_${world.ids.numeric('12')}` : undefined;
  const event = present({
    item: act.type === 'comment' ? 'comment' : 'status',
    verb: 'add',
    post_id: postId,
    comment_id: commentId,
    parent_id: commentId === undefined ? undefined : postId,
    from: { id: page.id, name: page.name },
    message: act.text,
    created_time: Math.floor(world.clock.now() / 1000),
  });
  return { post_id: postId, webhook: world.outbox.publish({ page, field: 'feed', person: null, event }) };
}

/** The echo names the inbox and carries no metadata; where apps take turns, the inbox takes the thread. */
function inboxMessage(world: World, page: Page, act: PageActOf<'inbox_message'>): unknown {
  const person = getPerson(page, act.psid);
  const mid = world.ids.mid();
  const at = world.clock.now();
  const message = { text: act.text };
  addToThread(world, page, person, {
    mid,
    pageId: page.id,
    psid: person.psid,
    from: 'page',
    at,
    body: JSON.stringify({ message }),
    metadata: null,
    reaction: null,
    receipts: null,
  });
  person.deliveredUpTo = Math.max(person.deliveredUpTo, at);
  world.changes.person(person);
  if (page.setup.default_app_id !== null) {
    const appId = String(INBOX_APP_ID);
    world.items.put({ kind: 'control', id: person.psid, pageId: page.id, appId, expiresAt: at + DAY_MS });
  }
  world.live.notify({ pageId: page.id, psid: person.psid, kind: 'thread' });
  const echo = echoEvent(page, person, { mid, at, content: message });
  const event = { ...echo, message: { ...(echo['message'] as EventObject), app_id: INBOX_APP_ID } };
  return { mid, webhook: world.outbox.publish({ page, field: 'message_echoes', person, event }) };
}

function label(world: World, page: Page, act: PageActOf<'label'>): unknown {
  const person = getPerson(page, act.psid);
  const known = world.items.list('label', page.id).find(({ name }) => name === act.label);
  const id = known?.id ?? world.ids.numeric('12');
  const labellingId = `${id}/${person.psid}`;
  if (!known) world.items.put({ kind: 'label', id, pageId: page.id, name: act.label });
  const labelling = world.items.find('labelling', labellingId);
  if (act.action === 'add' && !labelling)
    world.items.put({ kind: 'labelling', id: labellingId, pageId: page.id, labelId: id, psid: person.psid });
  if (act.action === 'remove' && labelling) world.items.remove(labelling);
  const event = {
    user: { id: person.psid },
    action: act.action,
    label: { id, page_label_name: act.label },
  };
  return {
    label_id: id,
    webhook: world.outbox.publish({ page, field: 'inbox_labels', person, event }),
  };
}

function template(world: World, page: Page, act: PageActOf<'template'>): unknown {
  const found = world.items.find('template', act.template_id);
  if (found?.pageId !== page.id) throw new ActError('the Page has no such template', 'template_id');
  return { webhook: changeStatus(world, found, { status: act.status, reason: act.reason ?? null }) };
}

const MARKETING_FIELDS = {
  echo: 'marketing_message_echoes',
  delivery: 'marketing_message_deliveries',
  read: 'marketing_message_reads',
  click: 'marketing_message_clicks',
  delivery_failed: 'marketing_message_delivery_failed',
} as const;

/** Flat objects; `recipient_id` is a number, and null for subscribers without a PSID. */
function marketingMessage(world: World, page: Page, act: PageActOf<'marketing_message'>): unknown {
  const person = act.psid === null ? null : getPerson(page, act.psid);
  const field = MARKETING_FIELDS[act.event];
  const event = present({
    field,
    page_id: page.id,
    recipient_id: person === null ? null : exactNumber(person.psid),
    app_id: page.app.id,
    timestamp: world.clock.now(),
    mid: act.mid ?? world.ids.mid(),
    marketing_message_tracking_id: act.tracking_id,
    messenger_subscription_token: act.token,
    message_id: act.campaign_id,
    ...(act.event === 'delivery_failed'
      ? { business_id: page.app.userId, error_message: act.error_message ?? 'The message was not delivered.' }
      : {}),
  });
  return { webhook: world.outbox.publish({ page, field, person, event }) };
}

function getPerson(page: Page, psid: string): Person {
  const person = page.people.find(psid);
  if (!person) throw new ActError(`${page.name} knows no person ${psid}`, 'psid');
  return person;
}
