// Which Graph call is which. Everything but the token exchange already has a caller with a live token; the edges of a Page
// stand in page-edges.ts.
import { type Caller, getCaller, getOwnPage, type PageCaller, requireScope } from './auth.ts';
import { type GraphCall, type GraphReply, isObject } from './call.ts';
import { readConversation } from './conversations.ts';
import { GraphError, invalidParameter, unknownObject } from './errors.ts';
import { campaignNode, createCampaign, getAdAccount } from './marketing/campaigns.ts';
import { sendMarketing } from './marketing/send.ts';
import { readToken, unsubscribe } from './marketing/tokens.ts';
import { readObject } from './nodes.ts';
import { debugToken, exchangeToken, getUser, listAccounts, listPermissions } from './oauth.ts';
import { labelEdges } from './page/labels.ts';
import { personaNode } from './page/personas.ts';
import { PAGE_EDGES } from './page-edges.ts';
import { readStickers } from './stickers.ts';
import { appSubscriptions } from './subscriptions.ts';
import { searchLibrary } from './templates/library.ts';
import { takeAppCall, takeOtherCall } from './usage.ts';

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
  const headers = caller.kind === 'page' ? takePageShare(call, caller) : takeAppCall(call.world, caller.app);
  const reply = await routeKnownCaller(call, caller);
  return { ...reply, headers: { ...headers, ...reply.headers } };
}

/** Sends have an allowance of their own. */
function takePageShare(call: GraphCall, { page }: PageCaller): Record<string, string> {
  return call.parts[1] === 'messages' && call.method === 'POST' ? {} : takeOtherCall(call.world, page);
}

async function routeKnownCaller(call: GraphCall, caller: Caller): Promise<GraphReply> {
  const [id, edge, ...more] = call.parts;
  if (id === undefined) throw unknownPath('/');
  if (id === 'sticker_search' || id === 'sticker_packs') return { body: routeStickers(call, caller) };
  if (edge === 'messaging_customer_base' && more.join('/') === 'unsubscribe' && call.method === 'POST')
    return unsubscribe(call, getOwnPage(call, caller, id));
  if (id.startsWith('act_')) return routeAdAccount(call, caller, id, edge);
  if (more.length > 0) throw unknownPath(`/${more.join('/')}`);
  if (id === 'debug_token') return { body: debugToken(call, caller) };
  if (id === 'message_template_library') return { body: searchLibrary(call) };
  if (id.startsWith('t_')) return { body: readConversation(call, caller, id, edge) };
  if (id.startsWith('notification_messages_'))
    return { body: readToken(call, caller, id.slice('notification_messages_'.length)) };
  const known = smallNode(call, caller, id, edge);
  if (known !== undefined) return { body: known };
  if (edge === undefined) {
    if (call.method !== 'GET') throw unknownObject(id, call.method);
    return { body: readObject(call, caller, id) };
  }
  if (edge === 'subscriptions') return { body: await appSubscriptions(call, getOwnApp(caller, id)) };
  if (edge === 'accounts') return { body: listAccounts(call, getUser(caller, id)) };
  if (edge === 'permissions') return { body: listPermissions(getUser(caller, id)) };
  return routePageEdge(call, caller, id, edge);
}

/** A persona, a campaign, a label; undefined when the id is none of these. */
function smallNode(call: GraphCall, caller: Caller, id: string, edge: string | undefined): unknown {
  if (edge !== undefined) return labelEdges(call, caller, id, edge);
  return (
    personaNode(call, caller, id) ?? campaignNode(call, caller, id) ?? labelEdges(call, caller, id, edge)
  );
}

async function routeAdAccount(
  call: GraphCall,
  caller: Caller,
  id: string,
  edge: string | undefined,
): Promise<GraphReply> {
  const app = getAdAccount(call, caller, id);
  if (call.method === 'POST' && edge === 'message_campaign') return { body: createCampaign(call, app) };
  if (call.method === 'POST' && edge === 'messages') return sendMarketing(call, app);
  throw unknownPath(`/${edge ?? ''}`);
}

async function routePageEdge(call: GraphCall, caller: Caller, id: string, edge: string): Promise<GraphReply> {
  const own = getOwnPage(call, caller, id);
  const known = Object.hasOwn(PAGE_EDGES, edge) ? PAGE_EDGES[edge] : undefined;
  if (!known) throw unknownPath(`/${edge}`);
  if (!known.methods.includes(call.method)) throw unknownObject(id, call.method);
  for (const anyOf of known.scopes) requireScope(own, ...anyOf);
  return known.answer(call, own);
}

function routeStickers(call: GraphCall, caller: Caller): unknown {
  getOwnApp(caller, caller.app.id);
  const [edge, id, inside] = call.parts;
  if (edge === 'sticker_packs' && (id === undefined) !== (inside === undefined || inside !== 'stickers'))
    throw unknownPath(`/${call.parts.join('/')}`);
  return readStickers(call);
}

function unknownPath(path: string): GraphError {
  return new GraphError(2500, undefined, { message: `Unknown path components: ${path}` });
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
