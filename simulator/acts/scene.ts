// What all acts of a person have in common: who acts where, the window that an act opens, the thread it stands in, the
// event it sends.

import type { Publication } from '../webhooks/door.ts';
import { type EventObject, personEvent } from '../webhooks/payloads.ts';
import type { Place } from '../webhooks/place.ts';
import type { Page } from '../world/apps.ts';
import { DAY_MS } from '../world/clock.ts';
import type { Person } from '../world/people.ts';
import { addToThread, type Message } from '../world/threads.ts';
import type { World } from '../world/world.ts';

/** Who acts, where. */
export interface Scene {
  world: World;
  page: Page;
  person: Person;
}

/** What came of an act: what it made, and whether a webhook was queued, or why not. */
export interface Performed {
  mid?: string;
  comment_id?: string;
  post_id?: string;
  token?: string;
  click?: unknown;
  webhook: Publication | 'none';
}

/** The act cannot be done. `field` names what is wrong with the request, if anything is. */
export class ActError extends Error {
  readonly field: string | undefined;

  constructor(message: string, field?: string) {
    super(field === undefined ? message : `${field}: ${message}`);
    this.field = field;
  }
}

/** The standard window opens anew; `windowMs` is longer after an ad (messenger-platform §5.1). */
export function openWindow({ world, person }: Scene, type: string, windowMs: number = DAY_MS): void {
  person.lastActionAt = world.clock.now();
  person.lastActionType = type;
  person.windowMs = windowMs;
  world.changes.person(person);
}

/** Puts what the person wrote or tapped into the thread. */
export function keep({ world, page, person }: Scene, mid: string, body: EventObject): void {
  const message: Message = {
    mid,
    pageId: page.id,
    psid: person.psid,
    from: 'person',
    at: world.clock.now(),
    body: JSON.stringify(body),
    metadata: null,
    reaction: null,
    receipts: null,
  };
  addToThread(world, page, person, message);
}

/** Sends the event with the usual head: sender, recipient, timestamp. */
export function emit(scene: Scene, field: string, body: EventObject, place?: Place): Performed {
  const { world, page, person } = scene;
  return emitAs(scene, field, personEvent(page, person, world.clock.now(), body), place);
}

/** Sends an event that has its own head. */
export function emitAs(
  { world, page, person }: Scene,
  field: string,
  event: EventObject,
  place?: Place,
): Performed {
  world.live.notify({ pageId: page.id, psid: person.psid, kind: 'thread' });
  return { webhook: world.outbox.publish({ page, field, person, event, place }) };
}

/** The `message` of a send as its request had it; null for a sender action or what a person wrote. */
export function contentOf(message: Message): EventObject | null {
  if (message.from !== 'page') return null;
  const body = JSON.parse(message.body) as { message?: EventObject };
  return body.message ?? null;
}

/** The newest message of the Page whose template is of that type, with its payload. */
export function findTemplate(
  person: Person,
  type: string,
  mid?: string,
): { message: Message; payload: EventObject } | undefined {
  for (const message of person.thread?.toReversed() ?? []) {
    if (mid !== undefined && message.mid !== mid) continue;
    const attachment = contentOf(message)?.['attachment'] as { payload?: EventObject } | undefined;
    if (attachment?.payload?.['template_type'] === type) return { message, payload: attachment.payload };
  }
  return undefined;
}
