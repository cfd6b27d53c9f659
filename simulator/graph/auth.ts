// Who calls: a Page token, the app owner's user token, or `{app-id}|{app-secret}`. Token states, permissions and
// appsecret_proof are judged here (messenger-platform §1.3, §1.4).
import { createHmac } from 'node:crypto';
import { type App, type Page, TOKEN_STATES } from '../world/apps.ts';
import type { World } from '../world/world.ts';
import { findText, type GraphCall } from './call.ts';
import { GraphError, invalidParameter } from './errors.ts';

export type Caller =
  | { kind: 'page'; app: App; page: Page }
  | { kind: 'user'; app: App }
  | { kind: 'app'; app: App };

/** Whose token it is, without judging its state. */
export function findTokenOwner(world: World, token: string): Caller | undefined {
  const page = world.pagesByToken.get(token);
  if (page) return { kind: 'page', app: page.app, page };
  for (const app of world.apps) {
    if (token === app.userToken || token === `${app.userToken}-long`) return { kind: 'user', app };
    if (token === `${app.id}|${app.secret}`) return { kind: 'app', app };
  }
  return undefined;
}

/** The caller. @throws GraphError 104 without a token, 190 with a bad one, 100 with a wrong or missing proof */
export function getCaller(call: GraphCall): Caller {
  if (call.token === null) throw new GraphError(104, undefined, { status: 400 });
  const caller = findTokenOwner(call.world, call.token);
  if (!caller) throw new GraphError(190);
  if (caller.kind === 'page') {
    const subcode = TOKEN_STATES[caller.page.tokenState];
    if (subcode !== null) throw new GraphError(190, subcode);
  }
  checkProof(caller.app, call);
  return caller;
}

function checkProof(app: App, call: GraphCall): void {
  const proof = findText(call.params, 'appsecret_proof');
  if (proof === undefined) {
    if (!app.requireAppSecret) return;
    throw new GraphError(100, undefined, {
      type: 'GraphMethodException',
      message: 'API calls from the server require an appsecret_proof argument',
    });
  }
  const expected = createHmac('sha256', app.secret)
    .update(call.token ?? '')
    .digest('hex');
  if (proof !== expected) {
    throw new GraphError(100, undefined, {
      type: 'GraphMethodException',
      message: 'Invalid appsecret_proof provided in the API argument',
    });
  }
}

/** @throws GraphError 200 when the Page token lacks every one of the permissions */
export function requireScope(page: Page, ...anyOf: string[]): void {
  if (anyOf.some((scope) => page.scopes.has(scope))) return;
  throw new GraphError(200, undefined, {
    message: `(#200) Requires ${anyOf.join(' or ')} permission to manage the object`,
  });
}

/**
 * The Page that `id` ("me" or a number) names, when the caller holds its token.
 * @throws GraphError 210 for another kind of token, 10 for a token of another Page
 */
export function getOwnPage(call: GraphCall, caller: Caller, id: string): Page {
  if (caller.kind !== 'page') {
    throw new GraphError(210, undefined, {
      message: '(#210) A page access token is required to request this resource.',
      status: 400,
    });
  }
  if (id === 'me' || id === caller.page.id) return caller.page;
  if (call.world.pages.has(id)) {
    throw new GraphError(10, undefined, { message: '(#10) This token belongs to another Page.' });
  }
  throw invalidParameter(`Object with ID '${id}' does not exist or is not the Page of this token.`, 33);
}
