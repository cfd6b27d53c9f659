// What follows an accepted send: the echo, then the delivery, then the read, each with its own probability and delay.
// The read comes only after a delivery, and neither after the person blocked the Page. What the client was told is noted
// on the record; what is still planned stands on the message, so that a restored sandbox can go on with it.

import { echoContent } from '../graph/templates/filled.ts';
import { lookAtLinks } from '../script/crowd.ts';
import type { Page } from '../world/apps.ts';
import type { Person } from '../world/people.ts';
import { isSend, type Send } from '../world/threads.ts';
import type { World } from '../world/world.ts';
import { wasEmitted } from './door.ts';
import { deliveryEvent, type EventObject, echoEvent, readEvent } from './payloads.ts';

/** Longest time that an echo which should come first holds up the Send API's answer, real ms. */
const ECHO_FIRST_LIMIT_MS = 2_000;

export interface SentMessage {
  page: Page;
  person: Person;
  message: Send;
}

/** Plans the receipts. The promise resolves when the Send API may answer: at once, unless the echo shall come first. */
export async function planReceipts(world: World, sent: SentMessage): Promise<void> {
  const { echo, delivery, echo_first_probability } = world.settings.receipts;
  const { random } = world;
  const read = readingOf(world, sent.page);
  lookAtLinks(world, sent.message);
  const now = world.clock.now();
  const plan = sent.message.receipts;
  if (random.chance(delivery.probability)) {
    plan.deliveryDueAt = now + delay(world, delivery);
    if (random.chance(read.probability)) plan.readDelayMs = delay(world, read);
  }
  const echoed = random.chance(echo.probability);
  const echoFirst = echoed && random.chance(echo_first_probability);
  if (echoed && !echoFirst) plan.echoDueAt = now + delay(world, echo);
  scheduleReceipts(world, sent);
  if (!echoFirst) return;
  await new Promise<void>((resolve) => {
    const limit = setTimeout(resolve, ECHO_FIRST_LIMIT_MS);
    publishEcho(world, sent, () => {
      clearTimeout(limit);
      resolve();
    });
  });
}

/** How likely and how soon messages are read: by the script of the Page, if it has one. */
function readingOf(world: World, { script }: Page): { probability: number; min_ms: number; max_ms: number } {
  return script === null
    ? world.settings.receipts.read
    : { probability: script.read_rate, ...script.read_delay };
}

/** Waits for what is planned, now or from an earlier process. */
export function scheduleReceipts(world: World, sent: SentMessage): void {
  const { scheduler, clock } = world;
  const { echoDueAt, deliveryDueAt, readDelayMs } = sent.message.receipts;
  const now = clock.now();
  if (echoDueAt !== null) scheduler.after(Math.max(0, echoDueAt - now), () => publishEcho(world, sent));
  if (deliveryDueAt !== null) scheduler.after(Math.max(0, deliveryDueAt - now), () => deliver(world, sent));
  else if (readDelayMs !== null) scheduler.after(readDelayMs, () => readLater(world, sent));
}

function publishEcho(world: World, { page, person, message }: SentMessage, settled?: () => void): void {
  message.receipts.echoDueAt = null;
  world.changes.message(message);
  const content = echoContent(world, page, JSON.parse(message.body) as EventObject);
  const event = echoEvent(page, person, { mid: message.mid, at: message.at, content });
  const publication = world.outbox.publish({ page, field: 'message_echoes', person, event, settled });
  if (wasEmitted(publication)) world.record.echoed(message, world.clock.now());
}

function deliver(world: World, sent: SentMessage): void {
  const { page, person, message } = sent;
  const { receipts } = message;
  receipts.deliveryDueAt = null;
  world.changes.message(message);
  if (person.blocked) {
    receipts.readDelayMs = null;
    return;
  }
  publishDelivery(world, page, person, message);
  if (receipts.readDelayMs !== null)
    world.scheduler.after(receipts.readDelayMs, () => readLater(world, sent));
}

function readLater(world: World, { page, person, message }: SentMessage): void {
  message.receipts.readDelayMs = null;
  world.changes.message(message);
  if (person.blocked) return;
  publishRead(world, page, person);
  world.crowd.afterReading({ world, page, person }, message);
}

function publishDelivery(world: World, page: Page, person: Person, message: Send): void {
  const now = world.clock.now();
  person.deliveredUpTo = Math.max(person.deliveredUpTo, message.at);
  world.changes.person(person);
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
  world.changes.person(person);
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
