// Messages in both directions. What a Page sent is at the same time the sandbox's record of accepted sends, by which
// a client proves that nobody was messaged twice. Both are bounded: the oldest go first.
import type { Page } from './apps.ts';
import type { Person } from './people.ts';
import type { CampaignTotals } from './totals.ts';
import type { World } from './world.ts';

/** How many messages one thread keeps, the newest. */
export const THREAD_LIMIT = 200;

export interface Message {
  readonly mid: string;
  readonly pageId: string;
  readonly psid: string;
  readonly from: 'page' | 'person';
  /** Virtual ms; the platform timestamp that watermarks are compared with. */
  readonly at: number;
  /** Sends: the whole request body. From the person: the event object (`message`, `postback`, …). As JSON text, which is the leanest. */
  body: string;
  /** `message.metadata` of a send. */
  readonly metadata: string | null;
  /** How the person reacted, if they did. */
  reaction: string | null;
  /** Of a send; null for what the person wrote. */
  readonly receipts: Receipts | null;
}

/** A message of the Page: it has a place in the record and can be echoed, delivered and read. */
export interface Send extends Message {
  readonly receipts: Receipts;
}

export interface Receipts {
  /** Place in the record; null once the record was emptied. */
  sequence: number | null;
  /** The totals it counts in. */
  readonly campaign: CampaignTotals;
  /** Virtual ms at which the platform told the client, null while it has not. */
  echoedAt: number | null;
  deliveredAt: number | null;
  readAt: number | null;
  /** What is planned and has not happened yet: virtual ms; the read follows its delivery after a delay. */
  echoDueAt: number | null;
  deliveryDueAt: number | null;
  readDelayMs: number | null;
}

export function isSend(message: Message): message is Send {
  return message.receipts !== null;
}

/** Puts a message at the end of the person's thread. */
export function addToThread(world: World, page: Page, person: Person, message: Message): void {
  person.thread ??= [];
  person.thread.push(message);
  if (person.thread.length > THREAD_LIMIT) person.thread.splice(0, person.thread.length - THREAD_LIMIT);
  page.people.touch(person, message.at);
  world.changes.message(message);
}

/** The newest message of the thread that the Page sent. */
export function findLastFromPage(person: Person): Message | undefined {
  return person.thread?.findLast((message) => message.from === 'page');
}
