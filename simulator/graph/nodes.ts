// Reading single objects: a Page, an app, a user, a person's profile, a message (messenger-platform §8.1, §8.2).
import type { App, Page } from '../world/apps.ts';
import { fullName, type Person } from '../world/people.ts';
import type { Message } from '../world/threads.ts';
import type { World } from '../world/world.ts';
import { readLinkingToken } from './account-linking.ts';
import { type Caller, type PageCaller, requireScope } from './auth.ts';
import { findText, type GraphCall, graphTime } from './call.ts';
import { GraphError, unknownObject } from './errors.ts';
import { type Field, fieldsOf, type NodeReader, parseFields, readNode } from './fields.ts';
import { pagesOf, pageTokenFor } from './login/grants.ts';
import { PAGE_TASKS } from './oauth.ts';
import { fillUtility } from './templates/filled.ts';
import { readTemplate } from './templates/templates.ts';

/** Details are given for this many newest messages of a thread; older ones answer 9000001. */
const DETAILED_MESSAGES = 20;

/** Need the feature Business Asset User Profile Access. */
const PROTECTED: ReadonlySet<string> = new Set(['name', 'first_name', 'last_name', 'profile_pic']);

/** GET /{id}: whatever the id names, as far as the caller may see it. */
export function readObject(call: GraphCall, caller: Caller, id: string): unknown {
  const { world } = call;
  const asked = parseFields(findText(call.params, 'fields'));
  const linking = caller.kind === 'page' && call.params['account_linking_token'] !== undefined;
  if (id === 'me' && linking) return readLinkingToken(call, caller);
  if (id === 'me') return readMe(world, caller, asked);
  const page = world.pages.get(id);
  if (page) return readPage(world, page, asked, caller);
  const app = world.apps.find((candidate) => candidate.id === id);
  if (app) return readNode(appReader(app), asked ?? fieldsOf('name', 'id'), 'Application');
  if (caller.kind === 'page') {
    const person = caller.page.people.find(id);
    if (person) return readProfile(world, caller, person, asked);
    const template = world.items.find('template', id);
    if (template?.pageId === caller.page.id) return readTemplate(world, template, asked ?? undefined);
    if (id.startsWith('m_')) return readMessage(world, caller, id, asked);
  }
  throw unknownObject(id, call.method);
}

function readMe(world: World, caller: Caller, asked: Field[] | null): unknown {
  if (caller.kind === 'page') return readPage(world, caller.page, asked, caller);
  if (caller.kind === 'user') {
    const reader: NodeReader = { id: () => caller.app.userId, name: () => 'App owner' };
    return readNode(reader, asked ?? fieldsOf('name', 'id'), 'User');
  }
  throw new GraphError(2500, undefined, {
    message: 'An active access token must be used to query information about the current user.',
  });
}

function appReader(app: App): NodeReader {
  return {
    id: () => app.id,
    name: () => app.name,
    category: () => 'Messenger bots for business',
    link: () => `https://www.facebook.com/games/?app_id=${app.id}`,
  };
}

function readPage(world: World, page: Page, asked: Field[] | null, caller: Caller): unknown {
  const reader: NodeReader = {
    id: () => page.id,
    name: () => page.name,
    category: () => page.category,
    category_list: () => [{ id: '200600219953504', name: page.category }],
    about: () => 'A Page of the Messenger sandbox.',
    link: () => `https://www.facebook.com/${page.id}`,
    username: () => `sandbox.${page.id}`,
    is_published: () => true,
    fan_count: () => page.people.list.length,
    followers_count: () => page.people.list.length,
    verification_status: () => 'not_verified',
    access_token: () => tokenSeenBy(world, page, caller),
    tasks: () => PAGE_TASKS,
  };
  return readNode(reader, asked ?? fieldsOf('name', 'id'), 'Page');
}

/** A Page token shows itself; a user token that of each Page it was given. */
function tokenSeenBy(world: World, page: Page, caller: Caller): string | null {
  if (caller.kind === 'page') return caller.page === page ? page.accessToken : null;
  if (caller.kind === 'app' || !pagesOf(world, caller).includes(page)) return null;
  return pageTokenFor(world, page, caller);
}

/** The profile: allowed once the person wrote; an empty object when access is not allowed. */
function readProfile(world: World, caller: PageCaller, person: Person, asked: Field[] | null): unknown {
  const { page } = caller;
  requireScope(caller, 'pages_messaging');
  if (page.app.mode === 'development' && !person.hasRole) return {};
  if (person.lastActionAt === 0) return {};
  const scoped = (scope: string, value: unknown): unknown => (caller.scopes.has(scope) ? value : null);
  const named = asked?.some(({ name }) => PROTECTED.has(name)) ?? true;
  if (named && !page.setup.profile_access) throw new GraphError(100, 2018247);
  const reader: NodeReader = {
    id: () => person.psid,
    name: () => fullName(person),
    first_name: () => person.firstName,
    last_name: () => person.lastName,
    profile_pic: () => `${world.baseUrl}/sandbox/avatars/${person.psid}.svg`,
    locale: () => scoped('pages_user_locale', person.locale),
    timezone: () => scoped('pages_user_timezone', person.timezone),
    // Rarely given on the platform, and never guessed here.
    gender: () => null,
  };
  return readNode(reader, asked ?? fieldsOf('first_name', 'last_name', 'profile_pic', 'id'), 'User');
}

function readMessage(world: World, caller: PageCaller, mid: string, asked: Field[] | null): unknown {
  const { page } = caller;
  requireScope(caller, 'pages_read_engagement', 'pages_messaging');
  const found = findMessage(world, page, mid);
  if (!found) throw unknownObject(mid, 'GET');
  const newest = found.person.thread?.slice(-DETAILED_MESSAGES) ?? [];
  if (!newest.includes(found.message))
    throw new GraphError(9000001, undefined, { message: '(#9000001) Message is deleted or too old.' });
  return readNode(
    messageReader(world, page, found.person, found.message),
    asked ?? fieldsOf('id', 'created_time'),
    'Message',
  );
}

function findMessage(
  world: World,
  page: Page,
  mid: string,
): { person: Person; message: Message } | undefined {
  const sent = world.record.findByMid(mid);
  if (sent) {
    const person = sent.pageId === page.id ? page.people.find(sent.psid) : undefined;
    return person ? { person, message: sent } : undefined;
  }
  // Messages of people have no index of their own; this read is rare.
  for (const person of page.people.byRecency()) {
    const message = person.thread?.find((item) => item.mid === mid);
    if (message) return { person, message };
  }
  return undefined;
}

/** A message in the Conversations API's terms. */
export function messageReader(world: World, page: Page, person: Person, message: Message): NodeReader {
  const body = JSON.parse(message.body) as Record<string, unknown>;
  const filled = message.from === 'page' ? fillUtility(world, page, body) : null;
  const content = (body['message'] ?? {}) as Record<string, unknown>;
  const pageSide = { name: page.name, email: `${page.id}@facebook.com`, id: page.id };
  const personSide = { name: fullName(person), email: `${person.psid}@facebook.com`, id: person.psid };
  const fromPage = message.from === 'page';
  return {
    id: () => message.mid,
    created_time: () => graphTime(message.at),
    from: () => (fromPage ? pageSide : personSide),
    to: () => ({ data: [fromPage ? personSide : pageSide] }),
    message: () => {
      if (filled) return 'text' in filled ? filled.text : '';
      return content['text'] ?? (body['postback'] as { title?: string } | undefined)?.title ?? '';
    },
    attachments: () => {
      if (filled) return 'card' in filled ? { data: [{ generic_template: filled.card }] } : null;
      const attachments = content['attachments'] ?? (content['attachment'] ? [content['attachment']] : null);
      return attachments ? { data: attachments } : null;
    },
    reply_to: () => content['reply_to'] ?? null,
  };
}
