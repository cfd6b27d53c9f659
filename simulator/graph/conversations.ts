// The Conversations API (messenger-platform §8.2): the threads of a Page, newest first, with cursors; the way to find the
// PSIDs of people who wrote before a client was connected. Two calls a second per Page.
import type { Page } from '../world/apps.ts';
import { fullName, type Person } from '../world/people.ts';
import type { World } from '../world/world.ts';
import { type Caller, type PageCaller, requireScope } from './auth.ts';
import { findText, type GraphCall, type GraphReply, graphTime, readLimit } from './call.ts';
import { GraphError, invalidParameter, unknownObject } from './errors.ts';
import { type Field, fieldsOf, type NodeReader, parseFields, readNode } from './fields.ts';
import { messageReader } from './nodes.ts';
import { nextLink } from './paging.ts';
import { takePageCall } from './usage.ts';

const PAGE_SIZE_LIMIT = 100;
const MESSAGES_LISTED = 20;

/** `t_` and the PSID's digits backwards: found again without an index, and of no use to a client that parses it. */
function conversationId(person: Person): string {
  return `t_${[...person.psid].reverse().join('')}`;
}

function findByConversation(page: Page, id: string): Person | undefined {
  const person = page.people.find([...id.slice(2)].reverse().join(''));
  return person?.thread ? person : undefined;
}

/** GET /{page}/conversations */
export function listConversations(call: GraphCall, { page }: PageCaller): GraphReply {
  const headers = takePageCall(call.world, page, 'conversations');
  const platform = findText(call.params, 'platform');
  if (platform !== undefined && platform !== 'messenger') return { body: { data: [] }, headers };
  const asked = parseFields(findText(call.params, 'fields')) ?? fieldsOf('id', 'link', 'updated_time');
  const limit = readLimit(call.params, PAGE_SIZE_LIMIT);
  const all = candidates(page, findText(call.params, 'user_id'));
  const start = startIndex(all, findText(call.params, 'after'));
  const people = all.slice(start, start + limit);
  const data = people.map((person) =>
    readNode(conversationReader(call.world, page, person), asked, 'UnifiedThread'),
  );
  const first = people[0];
  const last = people.at(-1);
  if (!first || !last) return { body: { data }, headers };
  const hasNext = start + limit < all.length;
  const paging = {
    cursors: { before: cursorOf(first), after: cursorOf(last) },
    ...(hasNext ? { next: nextLink(call, `${page.id}/conversations`, cursorOf(last)) } : {}),
  };
  return { body: { data, paging }, headers };
}

function candidates(page: Page, userId: string | undefined): readonly Person[] {
  const visible = (person: Person): boolean => page.app.mode === 'live' || person.hasRole;
  if (userId !== undefined) {
    const person = page.people.find(userId);
    return person?.thread && visible(person) ? [person] : [];
  }
  return page.app.mode === 'live' ? page.people.byRecency() : page.people.byRecency().filter(visible);
}

function cursorOf(person: Person): string {
  return Buffer.from(`${person.updatedAt}:${person.psid}`).toString('base64url');
}

/** The list is ordered by (updated descending, PSID ascending); the cursor is a place in that order, not a row. */
function startIndex(people: readonly Person[], cursor: string | undefined): number {
  if (cursor === undefined || cursor === '') return 0;
  const [at, psid] = Buffer.from(cursor, 'base64url').toString().split(':');
  const updatedAt = Number(at);
  if (psid === undefined || !Number.isFinite(updatedAt)) throw invalidParameter('Invalid cursors values');
  let low = 0;
  let high = people.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const person = people[middle]!;
    const notAfter = person.updatedAt > updatedAt || (person.updatedAt === updatedAt && person.psid <= psid);
    if (notAfter) low = middle + 1;
    else high = middle;
  }
  return low;
}

function conversationReader(world: World, page: Page, person: Person): NodeReader {
  const thread = person.thread ?? [];
  const newest = (): string => {
    const last = thread.at(-1);
    return last
      ? String(
          messageReader(world, page, person, last)['message']?.({
            name: 'message',
            limit: null,
            fields: null,
          }) ?? '',
        )
      : '';
  };
  return {
    id: () => conversationId(person),
    link: () => `/${page.id}/inbox/${conversationId(person)}/`,
    updated_time: () => graphTime(person.updatedAt),
    message_count: () => thread.length,
    unread_count: () =>
      thread.filter((message) => message.from === 'person' && message.at > person.seenUpTo).length,
    can_reply: () => person.blocked === null,
    is_owner: () => true,
    snippet: newest,
    participants: () => ({
      data: [
        { name: fullName(person), email: `${person.psid}@facebook.com`, id: person.psid },
        { name: page.name, email: `${page.id}@facebook.com`, id: page.id },
      ],
    }),
    messages: (field) => listMessages(world, page, person, field),
  };
}

function listMessages(world: World, page: Page, person: Person, field: Field): unknown {
  const newest = (person.thread ?? [])
    .slice(-Math.min(field.limit ?? MESSAGES_LISTED, MESSAGES_LISTED))
    .reverse();
  const fields = field.fields ?? fieldsOf('id', 'created_time');
  return {
    data: newest.map((message) => readNode(messageReader(world, page, person, message), fields, 'Message')),
  };
}

/** GET /{conversation} and GET /{conversation}/messages */
export function readConversation(
  call: GraphCall,
  caller: Caller,
  id: string,
  edge: string | undefined,
): unknown {
  if (caller.kind !== 'page') throw new GraphError(10);
  requireScope(caller, 'pages_messaging');
  const person = findByConversation(caller.page, id);
  if (!person) throw unknownObject(id, 'GET');
  const asked = parseFields(findText(call.params, 'fields'));
  if (edge === 'messages') {
    return listMessages(call.world, caller.page, person, {
      name: 'messages',
      limit: readLimit(call.params, MESSAGES_LISTED),
      fields: asked,
    });
  }
  return readNode(
    conversationReader(call.world, caller.page, person),
    asked ?? fieldsOf('id', 'link', 'updated_time'),
    'UnifiedThread',
  );
}
