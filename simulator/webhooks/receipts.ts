// What follows an accepted send: the echo, then the delivery, then the read, each with its own probability and delay.
// The read comes only after a delivery, and neither after the person blocked the Page. What the client was told is noted
// on the record.
import type { Page } from '../world/apps.ts';
import type { Person } from '../world/people.ts';
import { isSend, type Send } from '../world/threads.ts';
import type { World } from '../world/world.ts';
import { wasEmitted } from './outbox.ts';
import { deliveryEvent, type EventObject, echoEvent, readEvent } from './payloads.ts';

/** Longest time that an echo which should come first holds up the Send API's answer, real ms. */
const ECHO_FIRST_LIMIT_MS = 2_000;

export interface SentMessage {
  page: Page;
  person: Person;
  message: Send;
  /** The `message` object of the request, for the echo. */
  content: EventObject;
}

/** Plans the receipts. The promise resolves when the Send API may answer: at once, unless the echo shall come first. */
export async function planReceipts(world: World, sent: SentMessage): Promise<void> {
  const { receipts } = world.settings;
  planDelivery(world, sent);
  if (!world.random.chance(receipts.echo.probability)) return;
  if (world.random.chance(receipts.echo_first_probability)) {
    await new Promise<void>((resolve) => {
      const limit = setTimeout(resolve, ECHO_FIRST_LIMIT_MS);
      publishEcho(world, sent, () => {
        clearTimeout(limit);
        resolve();
      });
    });
    return;
  }
  world.scheduler.after(delay(world, receipts.echo), () => publishEcho(world, sent));
}

function publishEcho(world: World, sent: SentMessage, settled?: () => void): void {
  const { page, person, message, content } = sent;
  const event = echoEvent(page, person, { mid: message.mid, at: message.at, content });
  const publication = world.outbox.publish({ page, field: 'message_echoes', person, event, settled });
  if (wasEmitted(publication)) world.record.echoed(message, world.clock.now());
}

function planDelivery(world: World, { page, person, message }: SentMessage): void {
  const { receipts } = world.settings;
  if (!world.random.chance(receipts.delivery.probability)) return;
  const readFollows = world.random.chance(receipts.read.probability);
  world.scheduler.after(delay(world, receipts.delivery), () => {
    if (person.blocked) return;
    publishDelivery(world, page, person, message);
    if (readFollows)
      world.scheduler.after(delay(world, receipts.read), () => publishRead(world, page, person));
  });
}

function publishDelivery(world: World, page: Page, person: Person, message: Send): void {
  const now = world.clock.now();
  person.deliveredUpTo = Math.max(person.deliveredUpTo, message.at);
  const mids = world.random.chance(world.settings.receipts.delivery_mids_probability) ? [message.mid] : null;
  const event = deliveryEvent(page, person, now, { mids, watermark: message.at });
  if (wasEmitted(world.outbox.publish({ page, field: 'message_deliveries', person, event }))) {
    world.record.delivered(message, now);
    for (const send of sendsUpTo(person, message.at)) world.record.delivered(send, now);
  }
  world.live.notify({ pageId: page.id, psid: person.psid, kind: 'thread' });
}

/** The person reads everything that was delivered. Nothing happens when nothing is unread. */
export function publishRead(world: World, page: Page, person: Person): boolean {
  if (person.blocked || person.readUpTo >= person.deliveredUpTo) return false;
  const now = world.clock.now();
  person.readUpTo = person.deliveredUpTo;
  const event = readEvent(page, person, now, person.readUpTo);
  if (wasEmitted(world.outbox.publish({ page, field: 'message_reads', person, event }))) {
    for (const send of sendsUpTo(person, person.readUpTo)) world.record.read(send, now);
  }
  world.live.notify({ pageId: page.id, psid: person.psid, kind: 'thread' });
  return true;
}

/** "All messages that were sent before or at this timestamp": what a watermark covers (messenger-platform §3.6). */
function* sendsUpTo(person: Person, watermark: number): Generator<Send> {
  for (const message of person.thread ?? []) {
    if (isSend(message) && message.at <= watermark) yield message;
  }
}

function delay(world: World, { min_ms, max_ms }: { min_ms: number; max_ms: number }): number {
  return world.random.between(min_ms, max_ms);
}
