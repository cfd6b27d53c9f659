// Who calls: a Page token, a user token, or `{app-id}|{app-secret}`. Token states, permissions and appsecret_proof are
// judged here (messenger-platform §1.3, §1.4).
import { createHmac } from 'node:crypto';
import { type App, type Page, TOKEN_STATES } from '../world/apps.ts';
import type { World } from '../world/world.ts';
import { findText, type GraphCall } from './call.ts';
import { GraphError, invalidParameter } from './errors.ts';

export interface PageCaller {
  kind: 'page';
  app: App;
  page: Page;
  /** What the token may: what its user granted, as far as the Page still has it. */
  scopes: ReadonlySet<string>;
}

export interface UserCaller {
  kind: 'user';
  app: App;
  /** The login that gave the token out; null for the app owner's own token, which may everything. */
  loginId: string | null;
  scopes: ReadonlySet<string>;
}

export type Caller = PageCaller | UserCaller | { kind: 'app'; app: App; scopes: ReadonlySet<string> };

/** A token as the platform knows it. Instants are virtual ms; `expiresAt` 0 means never. */
export interface KnownToken {
  caller: Caller;
  issuedAt: number;
  expiresAt: number;
}

const NO_SCOPES: ReadonlySet<string> = new Set();

/** What the token is, without judging its state. */
export function findToken(world: World, token: string): KnownToken | undefined {
  const page = world.pagesByToken.get(token);
  if (page) {
    const caller: Caller = { kind: 'page', app: page.app, page, scopes: page.scopes };
    return { caller, issuedAt: page.issuedAt, expiresAt: 0 };
  }
  for (const app of world.apps) {
    if (token === app.userToken || token === `${app.userToken}-long`) return tokenOfOwner(world, app);
    if (token === `${app.id}|${app.secret}`)
      return { caller: { kind: 'app', app, scopes: NO_SCOPES }, issuedAt: 0, expiresAt: 0 };
  }
  return findLoginToken(world, token);
}

/** The owner's token is as old as the app's first Page, and may what any of its Pages may. */
function tokenOfOwner(world: World, app: App): KnownToken {
  const pages = [...world.pages.values()].filter((page) => page.app === app);
  const scopes = new Set(pages.flatMap((page) => [...page.scopes]));
  const issuedAt = pages[0]?.issuedAt ?? 0;
  return { caller: { kind: 'user', app, loginId: null, scopes }, issuedAt, expiresAt: 0 };
}

/** A token that came out of the login dialog, or a Page token made from one. */
function findLoginToken(world: World, token: string): KnownToken | undefined {
  const user = world.items.find('user_token', token);
  if (user) {
    const app = world.apps.find((candidate) => candidate.id === user.appId);
    if (!app) return undefined;
    const caller: Caller = { kind: 'user', app, loginId: user.id, scopes: new Set(user.scopes) };
    return { caller, issuedAt: user.issuedAt, expiresAt: user.expiresAt };
  }
  const derived = world.items.find('page_token', token);
  const page = derived && world.pages.get(derived.pageId);
  if (!derived || !page) return undefined;
  const scopes = new Set(derived.scopes.filter((scope) => page.scopes.has(scope)));
  const caller: Caller = { kind: 'page', app: page.app, page, scopes };
  return { caller, issuedAt: derived.issuedAt, expiresAt: derived.expiresAt };
}

/** The 190 subcode with which a token is refused now; null while it is good. */
export function subcodeOf({ caller, expiresAt }: KnownToken, now: number): number | null {
  if (caller.kind === 'page') {
    const subcode = TOKEN_STATES[caller.page.tokenState];
    if (subcode !== null) return subcode;
  }
  return expiresAt !== 0 && expiresAt <= now ? TOKEN_STATES.expired : null;
}

/** The caller. @throws GraphError 104 without a token, 190 with a bad one, 100 with a wrong or missing proof */
export function getCaller(call: GraphCall): Caller {
  if (call.token === null) throw new GraphError(104, undefined, { status: 400 });
  const known = findToken(call.world, call.token);
  if (!known) throw new GraphError(190);
  const subcode = subcodeOf(known, call.world.clock.now());
  if (subcode !== null) throw new GraphError(190, subcode);
  checkProof(known.caller.app, call);
  return known.caller;
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

/** @throws GraphError 200 when the token lacks every one of the permissions */
export function requireScope({ scopes }: { scopes: ReadonlySet<string> }, ...anyOf: string[]): void {
  if (anyOf.some((scope) => scopes.has(scope))) return;
  throw new GraphError(200, undefined, {
    message: `(#200) Requires ${anyOf.join(' or ')} permission to manage the object`,
  });
}

/**
 * The caller as the Page that `id` ("me" or a number) names.
 * @throws GraphError 210 for another kind of token, 10 for a token of another Page
 */
export function getOwnPage(call: GraphCall, caller: Caller, id: string): PageCaller {
  if (caller.kind !== 'page') {
    throw new GraphError(210, undefined, {
      message: '(#210) A page access token is required to request this resource.',
      status: 400,
    });
  }
  if (id === 'me' || id === caller.page.id) return caller;
  if (call.world.pages.has(id)) {
    throw new GraphError(10, undefined, { message: '(#10) This token belongs to another Page.' });
  }
  throw invalidParameter(`Object with ID '${id}' does not exist or is not the Page of this token.`, 33);
}
