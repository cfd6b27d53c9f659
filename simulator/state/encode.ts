// From the objects of the world to lines of the state file. `everything` walks over the whole world for a new file,
// `takeChanges` over what changed since; both may be left and taken up again between two lines.
import type { Parcel } from '../webhooks/outbox.ts';
import type { App, Page } from '../world/apps.ts';
import type { Person } from '../world/people.ts';
import type { Message } from '../world/threads.ts';
import type { CampaignTotals } from '../world/totals.ts';
import type { World } from '../world/world.ts';
import { type Line, STATE_VERSION } from './line.contract.ts';

/** How many messages of a thread are kept, the newest. */
const THREAD_KEPT = 50;

export const HEADER = JSON.stringify({ t: 'sandbox-state', version: STATE_VERSION });
export const COMMIT = encode({ t: 'commit' });

function encode(line: Line): string {
  return JSON.stringify(line);
}

/**
 * The few things that are compared and not watched: settings, apps, Pages. Key and line of each.
 */
export function* encodeFew(world: World): Generator<[key: string, line: string]> {
  yield ['world', encodeWorld(world)];
  for (const app of world.apps) yield [app.id, encodeApp(app)];
  for (const page of world.pages.values()) yield [page.id, encodePage(world, page)];
}

/** Every person, message, count and parcel. What changes meanwhile is among the changes, too. */
export function* everything(world: World): Generator<string> {
  for (const page of world.pages.values()) {
    for (const person of page.people.list) {
      yield encodePerson(person);
      for (const message of person.thread?.slice(-THREAD_KEPT) ?? [])
        yield encodeMessage(message, { inThread: true });
    }
  }
  for (const send of world.record.all()) {
    if (!isInThread(world, send)) yield encodeMessage(send, { inThread: false });
  }
  for (const { campaigns } of world.record.totals.pages.values()) {
    for (const totals of campaigns.values()) {
      yield encodeCampaign(totals);
      for (const psid of totals.people.keys()) yield encodeTally(totals, psid);
    }
  }
  for (const comment of world.comments.values()) yield encode({ t: 'comment', ...comment });
  for (const [key, item] of world.items.all()) yield encode({ t: 'item', key, item });
  for (const parcel of world.outbox.waiting()) yield encodeParcel(world, parcel);
}

/** Takes the changes away one by one; one that comes up again on the way is taken again. */
export function* takeChanges(world: World): Generator<string> {
  const { changes } = world;
  for (const person of taken(changes.people)) yield encodePerson(person);
  for (const message of taken(changes.messages)) {
    const inThread = isInThread(world, message);
    if (inThread || (message.receipts?.sequence ?? null) !== null) yield encodeMessage(message, { inThread });
  }
  for (const [totals, psids] of changes.campaigns) {
    for (const psid of taken(psids)) yield encodeTally(totals, psid);
    changes.campaigns.delete(totals);
    yield encodeCampaign(totals);
  }
  for (const comment of taken(changes.comments)) yield encode({ t: 'comment', ...comment });
  for (const [key, item] of changes.items) {
    changes.items.delete(key);
    yield encode({ t: 'item', key, item });
  }
  for (const parcel of taken(changes.parcels)) yield encodeParcel(world, parcel);
  for (const number of taken(changes.settled)) yield encode({ t: 'settled', number });
}

function* taken<T>(set: Set<T>): Generator<T> {
  for (const item of set) {
    set.delete(item);
    yield item;
  }
}

function isInThread(world: World, message: Message): boolean {
  const thread = world.pages.get(message.pageId)?.people.find(message.psid)?.thread;
  return thread?.includes(message, Math.max(0, thread.length - THREAD_KEPT)) ?? false;
}

function encodeWorld({ clock, ids, record, settings }: World): string {
  return encode({
    t: 'world',
    clockOffsetMs: clock.offset(),
    idPosition: ids.position(),
    lastSequence: record.lastSequence,
    settings,
  });
}

function encodeApp({ callback, ...app }: App): string {
  return encode({
    t: 'app',
    ...app,
    callback: callback && { url: callback.url, fields: [...callback.fields] },
  });
}

function encodePage({ clock }: World, { app, people: _people, health, ...page }: Page): string {
  const { failingSince, alertedAt, disabledAt } = health;
  return encode({
    t: 'page',
    ...page,
    appId: app.id,
    scopes: [...page.scopes],
    subscribedFields: page.subscribedFields && [...page.subscribedFields],
    health: {
      failingForMs: failingSince === null ? null : clock.elapsed() - failingSince,
      alertedAt,
      disabledAt,
    },
  });
}

function encodePerson({ index: _index, thread: _thread, ...person }: Person): string {
  return encode({ t: 'person', ...person });
}

function encodeMessage({ receipts, ...message }: Message, { inThread }: { inThread: boolean }): string {
  if (receipts === null) return encode({ t: 'message', ...message, inThread, receipts });
  const { campaign: _campaign, ...kept } = receipts;
  return encode({ t: 'message', ...message, inThread, receipts: kept });
}

function encodeCampaign({ pageId, campaign, delivered, read }: CampaignTotals): string {
  return encode({ t: 'campaign', pageId, campaign, delivered, read });
}

function encodeTally({ pageId, campaign, people }: CampaignTotals, psid: string): string {
  return encode({ t: 'tally', pageId, campaign, psid, sends: people.get(psid) ?? 0 });
}

function encodeParcel({ clock }: World, parcel: Parcel): string {
  parcel.written = true;
  const { number, field, place, psid, badSignature, failures, dueAt } = parcel;
  const failingForMs = failures === 0 ? 0 : clock.elapsed() - parcel.firstFailureAt;
  const event = JSON.stringify(parcel.event);
  return encode({
    t: 'parcel',
    number,
    pageId: parcel.page.id,
    field,
    place,
    psid,
    event,
    badSignature,
    failures,
    failingForMs,
    dueAt,
  });
}
