// Which Graph call is which: one line per path. Everything here already has a caller with a live token, except the
// token exchange.
import { type Caller, getCaller, getOwnPage, requireScope } from './auth.ts';
import { type GraphCall, type GraphReply, isObject } from './call.ts';
import { listConversations, readConversation } from './conversations.ts';
import { GraphError, invalidParameter, unknownObject } from './errors.ts';
import { messengerProfile } from './messenger-profile.ts';
import { readObject } from './nodes.ts';
import { debugToken, exchangeToken, listAccounts } from './oauth.ts';
import { sendMessage } from './send/send.ts';
import { appSubscriptions, pageSubscription } from './subscriptions.ts';
import { searchLibrary } from './templates/library.ts';
import { utilityTemplates } from './templates/templates.ts';
import { takeAppCall } from './usage.ts';

/** Answers one call. @throws GraphError */
export async function routeGraphCall(call: GraphCall): Promise<GraphReply> {
  const [first, second] = call.parts;
  if (first === 'oauth' && second === 'access_token') return { body: exchangeToken(call) };
  // Removed in every version: error 100 that arrives with HTTP 500.
  if (first === undefined && call.params['ids'] !== undefined) {
    throw new GraphError(100, undefined, {
      message: '(#100) The ids parameter is no longer supported.',
      status: 500,
    });
  }
  const caller = getCaller(call);
  const headers = caller.kind === 'page' ? {} : takeAppCall(call.world, caller.app);
  const reply = await routeKnownCaller(call, caller);
  return { ...reply, headers: { ...headers, ...reply.headers } };
}

async function routeKnownCaller(call: GraphCall, caller: Caller): Promise<GraphReply> {
  const [id, edge, ...more] = call.parts;
  if (id === undefined) throw new GraphError(2500, undefined, { message: 'Unknown path components: /' });
  if (more.length > 0)
    throw new GraphError(2500, undefined, { message: `Unknown path components: /${more.join('/')}` });
  if (id === 'message_template_library') return { body: searchLibrary(call) };
  if (id === 'debug_token') return { body: debugToken(call, caller) };
  if (id.startsWith('t_')) return { body: readConversation(call, caller, id, edge) };
  if (edge === undefined) {
    if (call.method !== 'GET') throw unknownObject(id, call.method);
    return { body: readObject(call, caller, id) };
  }
  if (edge === 'subscriptions') return { body: await appSubscriptions(call, getOwnApp(caller, id)) };
  if (edge === 'accounts') return { body: routeAccounts(call, caller, id) };
  return routePageEdge(call, caller, id, edge);
}

async function routePageEdge(call: GraphCall, caller: Caller, id: string, edge: string): Promise<GraphReply> {
  const page = getOwnPage(call, caller, id);
  switch (edge) {
    case 'messages':
      if (call.method !== 'POST') throw unknownObject(id, call.method);
      requireScope(page, 'pages_messaging');
      return sendMessage(call, page);
    case 'subscribed_apps':
      requireScope(page, 'pages_manage_metadata');
      return { body: pageSubscription(call, page) };
    case 'conversations':
      return listConversations(call, caller, id);
    case 'messenger_profile':
      requireScope(page, 'pages_messaging');
      return messengerProfile(call, page);
    case 'message_templates':
      requireScope(page, 'pages_utility_messaging', 'page_utility_messaging');
      return { body: utilityTemplates(call, page) };
    default:
      throw new GraphError(2500, undefined, { message: `Unknown path components: /${edge}` });
  }
}

function getOwnApp(caller: Caller, id: string): Caller['app'] {
  if (caller.kind !== 'app')
    throw new GraphError(15, undefined, {
      message: '(#15) This method must be called with an app access_token.',
    });
  if (caller.app.id !== id)
    throw invalidParameter(`Object with ID '${id}' is not the app of this token.`, 33);
  return caller.app;
}

function routeAccounts(call: GraphCall, caller: Caller, id: string): unknown {
  if (caller.kind !== 'user' || (id !== 'me' && id !== caller.app.userId)) {
    throw new GraphError(102, undefined, {
      message: 'A user access token is required to request this resource.',
    });
  }
  return listAccounts(call, caller.app);
}

/** The PSID a call is about, for faults; best effort, before anything is validated. */
export function psidOf(call: GraphCall): string | null {
  let recipient = call.params['recipient'];
  if (typeof recipient === 'string') recipient = tryJson(recipient);
  if (isObject(recipient) && typeof recipient['id'] === 'string') return recipient['id'];
  const id = call.parts[0];
  return id !== undefined && /^\d{15,20}$/.test(id) && call.parts.length === 1 ? id : null;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
