// GET/POST /sandbox/people: make people by the hundred thousand, list and search them, look into a thread.
import { z } from 'zod';
import { utilityPreview } from '../graph/templates/preview.ts';
import type { Page } from '../world/apps.ts';
import { fullName, type Person } from '../world/people.ts';
import type { Message } from '../world/threads.ts';
import type { ControlRequest } from './control.ts';
import { ControlError, getPage, getPerson, parse } from './errors.ts';

const PEOPLE_LIMIT = 2_000_000;

const createSchema = z.strictObject({
  page_id: z.string().optional(),
  count: z.number().int().min(1).max(500_000),
  /** "First Last"; they take turns when there are fewer names than people. */
  names: z.array(z.string().trim().min(1).max(100)).min(1).max(10_000).optional(),
  locale: z
    .string()
    .regex(/^[a-z]{2,3}_[A-Z]{2}$/, 'must look like en_US')
    .optional(),
});

/** How many PSIDs the answer names. */
const NAMED_LIMIT = 1000;

export function createPeople({ world, body }: ControlRequest): unknown {
  const { page_id, count, names, locale } = parse(createSchema, body);
  const page = getPage(world, page_id);
  if (page.people.list.length + count > PEOPLE_LIMIT) {
    throw new ControlError(400, `count: a Page holds at most ${PEOPLE_LIMIT} people`, 'count');
  }
  const created = page.people.create({ count, names, locale });
  return {
    created: created.length,
    page_id: page.id,
    first_psid: created[0]?.psid,
    last_psid: created.at(-1)?.psid,
    psids: created.slice(0, NAMED_LIMIT).map((person) => person.psid),
  };
}

const listSchema = z.object({
  page_id: z.string().optional(),
  /** PSID of the last person seen. */
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
  /** Part of a name or PSID. */
  q: z.string().trim().max(100).optional(),
  /** `created`: in order of creation. `recent`: those with a thread first, newest first. */
  order: z.enum(['created', 'recent']).default('created'),
});

export function listPeople({ world, query }: ControlRequest): unknown {
  const { page_id, after, limit, q, order } = parse(listSchema, query);
  const page = getPage(world, page_id);
  const ordered = order === 'recent' ? byRecencyThenRest(page) : page.people.list;
  let start = 0;
  if (after !== undefined) {
    const last = getPerson(page, after);
    start = (order === 'recent' ? ordered.indexOf(last) : last.index) + 1;
  }
  const matches = matcher(q);
  const found: Person[] = [];
  let at = start;
  for (; at < ordered.length && found.length < limit; at++) {
    const person = ordered[at]!;
    if (matches(person)) found.push(person);
  }
  const now = world.clock.now();
  return {
    data: found.map((person) => describePerson(person, now)),
    total: page.people.list.length,
    next_after: at < ordered.length ? (found.at(-1)?.psid ?? null) : null,
  };
}

function byRecencyThenRest(page: Page): readonly Person[] {
  const recent = page.people.byRecency();
  if (recent.length === 0) return page.people.list;
  return [...recent, ...page.people.list.filter((person) => person.thread === null)];
}

function matcher(q: string | undefined): (person: Person) => boolean {
  if (q === undefined || q === '') return () => true;
  const wanted = fold(q);
  return (person) => person.psid.includes(wanted) || fold(fullName(person)).includes(wanted);
}

/** Lower case, without accents, so that "klara" finds "Klára". */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

export function describePerson(person: Person, now: number): Record<string, unknown> {
  const acted = person.lastActionAt > 0;
  const closesAt = person.lastActionAt + person.windowMs;
  const last = person.thread?.at(-1);
  return {
    psid: person.psid,
    name: fullName(person),
    first_name: person.firstName,
    last_name: person.lastName,
    locale: person.locale,
    timezone: person.timezone,
    last_action: acted
      ? { type: person.lastActionType, at: new Date(person.lastActionAt).toISOString() }
      : null,
    window: { open: acted && now <= closesAt, closes_at: acted ? new Date(closesAt).toISOString() : null },
    blocked: person.blocked !== null,
    has_role: person.hasRole,
    unread: unreadOf(person),
    last_message: last ? describeMessage(person, last) : null,
  };
}

function unreadOf(person: Person): number {
  let unread = 0;
  for (let i = (person.thread?.length ?? 0) - 1; i >= 0; i--) {
    const message = person.thread![i]!;
    if (message.at <= person.readUpTo) break;
    if (message.from === 'page') unread++;
  }
  return unread;
}

function describeMessage(person: Person, message: Message): Record<string, unknown> {
  const mine = message.from === 'person';
  return {
    mid: message.mid,
    from: message.from,
    at: new Date(message.at).toISOString(),
    body: JSON.parse(message.body),
    metadata: message.metadata,
    reaction: message.reaction,
    delivered: mine || message.at <= person.deliveredUpTo,
    read: mine ? message.at <= person.seenUpTo : message.at <= person.readUpTo,
  };
}

export function readPerson({ world, params, query }: ControlRequest): unknown {
  const page = getPage(world, query['page_id']);
  return describePerson(getPerson(page, params['psid'] ?? ''), world.clock.now());
}

/** The person and the newest messages of the thread, oldest first. */
export function readThread({ world, params, query }: ControlRequest): unknown {
  const page = getPage(world, query['page_id']);
  const person = getPerson(page, params['psid'] ?? '');
  return {
    person: describePerson(person, world.clock.now()),
    now: new Date(world.clock.now()).toISOString(),
    messages: (person.thread ?? []).map((message) => {
      const described = describeMessage(person, message);
      const body = described['body'] as Record<string, unknown>;
      if (message.from === 'person') return { ...described, shown: null, persona: null };
      const persona = world.items.find('persona', String(body['persona_id'] ?? ''));
      return {
        ...described,
        shown: utilityPreview(world, page, body),
        persona: persona ? { name: persona.name, picture: persona.picture } : null,
      };
    }),
  };
}
