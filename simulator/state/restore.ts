// Builds the world of a saved state: apps and Pages, people, threads and record. What was on its way when it was saved
// goes on once the sandbox listens.

import { scheduleLift } from '../acts/standing.ts';
import { scheduleReview } from '../graph/templates/review.ts';
import type { SavedParcel } from '../webhooks/outbox.ts';
import { parseEvent } from '../webhooks/payloads.ts';
import { placeOf } from '../webhooks/place.ts';
import { type SentMessage, scheduleReceipts } from '../webhooks/receipts.ts';
import type { App, Page } from '../world/apps.ts';
import { People, type Person } from '../world/people.ts';
import { isSend, type Message, type Send, THREAD_LIMIT } from '../world/threads.ts';
import { addComment, registerPage, type World } from '../world/world.ts';
import type { LineOf } from './line.contract.ts';
import { type Saved, StateError } from './read.ts';

/** What an earlier process had begun: planned receipts, and webhooks on their way. */
export interface Unfinished {
  sent: SentMessage[];
  parcels: SavedParcel[];
}

/** Fills an empty world. @throws StateError when the saved parts do not fit together */
export function restoreWorld(world: World, saved: Saved): Unfinished {
  if (!saved.world || saved.pages.size === 0) throw new StateError('it holds no Page');
  world.settings = saved.world.settings;
  world.clock.advance(saved.world.clockOffsetMs);
  world.ids.resume(saved.world.idPosition);
  for (const line of saved.apps.values()) world.apps.push(restoreApp(line));
  for (const line of saved.pages.values()) {
    registerPage(world, restorePage(world, line));
    restoreOlderTemplates(world, line);
  }
  for (const { t: _t, ...person } of saved.people.values())
    getPage(world, person.pageId).people.restore(person);
  for (const { item } of saved.items.values()) if (item) world.items.put(item);
  const sent = restoreMessages(world, saved, saved.world.lastSequence);
  for (const { t: _t, ...comment } of saved.comments.values()) addComment(world, comment);
  const parcels = [...saved.parcels.values()].map((line) => restoreParcel(world, line));
  return { sent, parcels };
}

/** Takes it up again. */
export function goOn(world: World, { sent, parcels }: Unfinished): void {
  for (const page of world.pages.values()) scheduleLift(world, page);
  for (const page of world.pages.values())
    for (const template of world.items.list('template', page.id)) scheduleReview(world, template);
  for (const parcel of parcels) world.outbox.resume(parcel);
  for (const one of sent) scheduleReceipts(world, one);
}

function restoreApp({ t: _t, callback, ...app }: LineOf<'app'>): App {
  return { ...app, callback: callback && { url: callback.url, fields: new Set(callback.fields) } };
}

function restoreOlderTemplates(world: World, { id: pageId, templates }: LineOf<'page'>): void {
  const now = world.clock.now();
  const decided = { status: 'APPROVED', rejectedReason: null, libraryName: null, reviewAt: null } as const;
  for (const template of templates ?? [])
    world.items.put({ kind: 'template', pageId, ...template, ...decided, createdAt: now, updatedAt: now });
}

function restorePage(
  world: World,
  { t: _t, appId, health, templates: _templates, ...page }: LineOf<'page'>,
): Page {
  const app = world.apps.find((candidate) => candidate.id === appId);
  if (!app) throw new StateError(`Page ${page.id} belongs to no app`);
  const { ids, random, changes, clock } = world;
  const { failingForMs, alertedAt, disabledAt } = health;
  return {
    ...page,
    app,
    people: new People({ pageId: page.id, ids, random: random.fork(`people/${page.id}`), changes }),
    scopes: new Set(page.scopes),
    subscribedFields: page.subscribedFields && new Set(page.subscribedFields),
    health: {
      failingSince: failingForMs === null ? null : clock.elapsed() - failingForMs,
      alertedAt,
      disabledAt,
    },
  };
}

/** Threads, record and totals. Returns the sends with receipts to come. */
function restoreMessages(world: World, saved: Saved, lastSequence: number): SentMessage[] {
  const { record } = world;
  for (const { pageId, campaign, psid, sends } of saved.tallies.values())
    record.totals.count(pageId, campaign, psid, sends);
  for (const { pageId, campaign, delivered, read } of saved.campaigns.values())
    Object.assign(record.totals.campaign(pageId, campaign), { delivered, read });
  const sends: Send[] = [];
  const sent: SentMessage[] = [];
  for (const line of saved.messages.values()) {
    const page = getPage(world, line.pageId);
    const person = getPerson(page, line.psid);
    const message = restoreMessage(world, line);
    if (line.inThread) appendToThread(person, message);
    if (!isSend(message)) continue;
    if (message.receipts.sequence !== null) sends.push(message);
    const { echoDueAt, deliveryDueAt, readDelayMs } = message.receipts;
    if (echoDueAt !== null || deliveryDueAt !== null || readDelayMs !== null)
      sent.push({ page, person, message });
  }
  record.restore(sends, lastSequence);
  return sent;
}

function restoreMessage({ record }: World, line: LineOf<'message'>): Message {
  const { t: _t, inThread: _inThread, receipts, ...message } = line;
  if (receipts === null) return { ...message, receipts };
  return { ...message, receipts: { ...receipts, campaign: record.totalsOf(message, receipts.sequence) } };
}

function appendToThread(person: Person, message: Message): void {
  person.thread ??= [];
  person.thread.push(message);
  if (person.thread.length > THREAD_LIMIT) person.thread.shift();
}

function restoreParcel(world: World, line: LineOf<'parcel'>): SavedParcel {
  const { field, place = placeOf(field), psid, badSignature, failures, dueAt } = line;
  return {
    page: getPage(world, line.pageId),
    field,
    place,
    psid,
    event: parseEvent(line.event),
    badSignature,
    failures,
    firstFailureAt: world.clock.elapsed() - line.failingForMs,
    dueAt,
  };
}

function getPage(world: World, id: string): Page {
  const page = world.pages.get(id);
  if (!page) throw new StateError(`it speaks of a Page ${id} that it does not hold`);
  return page;
}

function getPerson(page: Page, psid: string): Person {
  const person = page.people.find(psid);
  if (!person) throw new StateError(`it speaks of a person ${psid} whom it does not hold`);
  return person;
}
