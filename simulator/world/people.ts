// The people of one Page, kept lean: 100,000 of them are made in well under a second. A person is known by a PSID
// that exists for this Page only; the thread array is made when the first message is.
import type { Changes } from './changes.ts';
import type { IdMaker } from './ids.ts';
import { FIRST_NAMES, LAST_NAMES, PLACES } from './names.ts';
import type { Random } from './random.ts';
import type { Message } from './threads.ts';

export const BLOCK_VARIANTS = ['551/1545041', '200/1545041', '10/2018108', '2'] as const;
export type BlockVariant = (typeof BLOCK_VARIANTS)[number];

export interface Person {
  readonly psid: string;
  readonly pageId: string;
  /** Position in the Page's list, which is also the paging cursor. */
  readonly index: number;
  firstName: string;
  lastName: string;
  locale: string;
  timezone: number;
  /** Virtual ms of the last action that opens the standard window; 0 when there was none. */
  lastActionAt: number;
  lastActionType: string;
  /** How long that action keeps the window open. */
  windowMs: number;
  /** Holds a role on the app, so can be reached in development mode. */
  hasRole: boolean;
  blocked: BlockVariant | null;
  /** Virtual ms of the latest block and report; 0 when there was none. */
  blockedAt: number;
  reportedAt: number;
  thread: Message[] | null;
  /** Page messages up to these virtual times were delivered to, and read by, the person. */
  deliveredUpTo: number;
  readUpTo: number;
  /** The person's messages up to this time were marked seen by the Page. */
  seenUpTo: number;
  updatedAt: number;
}

export interface NewPeople {
  count: number;
  names?: readonly string[] | undefined;
  locale?: string | undefined;
}

export interface PeopleNeeds {
  pageId: string;
  ids: IdMaker;
  random: Random;
  changes: Changes;
}

export class People {
  readonly list: Person[] = [];
  private readonly byPsid = new Map<string, Person>();
  private readonly needs: PeopleNeeds;
  private recent: Person[] | null = null;
  private withThread = 0;

  constructor(needs: PeopleNeeds) {
    this.needs = needs;
  }

  find(psid: string): Person | undefined {
    return this.byPsid.get(psid);
  }

  /** Adds people and returns them. Names cycle through `names` ("First Last") when given. */
  create({ count, names, locale }: NewPeople): Person[] {
    const created: Person[] = [];
    for (let i = 0; i < count; i++) {
      const person = this.createOne(names?.[i % names.length], locale);
      this.list.push(person);
      this.byPsid.set(person.psid, person);
      this.needs.changes.person(person);
      created.push(person);
    }
    return created;
  }

  /** Puts back a person who was saved; the thread follows. */
  restore(saved: Omit<Person, 'index' | 'thread'>): void {
    const person: Person = { ...saved, index: this.list.length, thread: null };
    this.list.push(person);
    this.byPsid.set(person.psid, person);
    if (person.updatedAt !== 0) this.withThread++;
  }

  private createOne(name: string | undefined, locale: string | undefined): Person {
    const { ids, random, pageId } = this.needs;
    const [first, ...rest] = name?.split(' ') ?? [];
    const place = random.pick(PLACES);
    return {
      psid: ids.numeric('24'),
      pageId,
      index: this.list.length,
      firstName: first ?? random.pick(FIRST_NAMES),
      lastName: first === undefined ? random.pick(LAST_NAMES) : rest.join(' '),
      locale: locale ?? place.locale,
      timezone: place.timezone,
      lastActionAt: 0,
      lastActionType: '',
      windowMs: 0,
      hasRole: false,
      blocked: null,
      blockedAt: 0,
      reportedAt: 0,
      thread: null,
      deliveredUpTo: 0,
      readUpTo: 0,
      seenUpTo: 0,
      updatedAt: 0,
    };
  }

  /** Call after a person's thread changed: the list by recency is then built again when next asked for. */
  touch(person: Person, at: number): void {
    if (person.updatedAt === 0) this.withThread++;
    person.updatedAt = at;
    this.recent = null;
    this.needs.changes.person(person);
  }

  /** How many have a thread: those the Page can message. */
  countWithThread(): number {
    return this.withThread;
  }

  /** People who have a thread, the newest first; ties by PSID so that cursors are stable. */
  byRecency(): readonly Person[] {
    this.recent ??= this.list
      .filter((person) => person.thread !== null)
      .sort((a, b) => b.updatedAt - a.updatedAt || (a.psid < b.psid ? -1 : 1));
    return this.recent;
  }
}

export function fullName(person: Person): string {
  return person.lastName === '' ? person.firstName : `${person.firstName} ${person.lastName}`;
}
