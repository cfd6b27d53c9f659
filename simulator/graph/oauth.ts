// Tokens: oauth/access_token, debug_token, me/accounts and me/permissions (messenger-platform §1.3).
import type { World } from '../world/world.ts';
import { type Caller, findToken, type KnownToken, subcodeOf, type UserCaller } from './auth.ts';
import { findText, type GraphCall, getText } from './call.ts';
import { GraphError, invalidParameter } from './errors.ts';
import { LONG_LIVED_S, pagesOf, pageTokenFor, prolong, redeemCode } from './login/grants.ts';
import { pageThrough } from './paging.ts';

export const PAGE_TASKS = ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MESSAGING', 'MODERATE', 'MANAGE'];

/** GET or POST /oauth/access_token: a login code, `fb_exchange_token`, `client_credentials`. Needs no token itself. */
export function exchangeToken(call: GraphCall): unknown {
  const { world, params } = call;
  const app = world.apps.find((candidate) => candidate.id === getText(params, 'client_id'));
  if (!app)
    throw new GraphError(101, undefined, {
      message: 'Error validating application. Cannot get application info due to a system error.',
    });
  if (getText(params, 'client_secret') !== app.secret) {
    throw new GraphError(1, undefined, { message: 'Error validating client secret.', status: 400 });
  }
  const grant = findText(params, 'grant_type');
  const code = findText(params, 'code');
  if (code !== undefined && (grant === undefined || grant === 'authorization_code'))
    return tokenReply(world, redeemCode(world, app, { code, redirectUri: getText(params, 'redirect_uri') }));
  if (grant === 'client_credentials')
    return { access_token: `${app.id}|${app.secret}`, token_type: 'bearer' };
  if (grant !== 'fb_exchange_token')
    throw invalidParameter('Param grant_type must be one of {client_credentials, fb_exchange_token}');
  const known = findToken(world, getText(params, 'fb_exchange_token'));
  const owner = known?.caller;
  if (!known || !owner || owner.app !== app || owner.kind === 'app') throw new GraphError(190);
  const subcode = subcodeOf(known, world.clock.now());
  if (subcode !== null) throw new GraphError(190, subcode);
  if (owner.kind === 'page')
    return { access_token: getText(params, 'fb_exchange_token'), token_type: 'bearer' };
  if (owner.loginId !== null) return tokenReply(world, prolong(world, owner.loginId));
  return { access_token: `${app.userToken}-long`, token_type: 'bearer', expires_in: LONG_LIVED_S };
}

function tokenReply({ clock }: World, token: { id: string; expiresAt: number }): unknown {
  const seconds = Math.round((token.expiresAt - clock.now()) / 1000);
  return { access_token: token.id, token_type: 'bearer', expires_in: seconds };
}

/** GET /debug_token with an app token of the same app, or a token of one of its users. */
export function debugToken(call: GraphCall, caller: Caller): unknown {
  const { world, params } = call;
  const known = findToken(world, getText(params, 'input_token'));
  if (!known) {
    return {
      data: { error: { code: 190, message: 'Invalid OAuth access token.' }, is_valid: false, scopes: [] },
    };
  }
  if (known.caller.app !== caller.app) {
    throw invalidParameter('The App_id in the input_token did not match the Viewing App');
  }
  return { data: describeToken(world, known) };
}

function describeToken(world: World, known: KnownToken): Record<string, unknown> {
  const { caller, expiresAt } = known;
  const { app } = caller;
  const subcode = subcodeOf(known, world.clock.now());
  const base = { app_id: app.id, application: app.name, is_valid: subcode === null };
  if (caller.kind === 'app') return { ...base, type: 'APP', scopes: [] };
  const issuedAt = Math.floor(known.issuedAt / 1000);
  const scopes = [...caller.scopes];
  const targets = caller.kind === 'page' ? [caller.page.id] : pagesOf(world, caller).map((page) => page.id);
  const expired = caller.kind === 'page' && caller.page.tokenState === 'expired';
  return {
    ...base,
    type: caller.kind === 'page' ? 'PAGE' : 'USER',
    // 0 means never, as for a Page token made from a long-lived user token.
    expires_at: expired ? issuedAt : Math.floor(expiresAt / 1000),
    data_access_expires_at: issuedAt + 90 * 86_400,
    issued_at: issuedAt,
    scopes,
    granular_scopes: scopes
      .filter((scope) => /^pages?_/.test(scope))
      .map((scope) => ({ scope, target_ids: targets })),
    ...(caller.kind === 'page' ? { profile_id: caller.page.id } : {}),
    user_id: app.userId,
    ...(subcode === null
      ? {}
      : { error: { code: 190, subcode, message: new GraphError(190, subcode).message } }),
  };
}

/** GET /me/accounts: the Pages of the user behind the token, each with its token; none without pages_show_list. */
export function listAccounts(call: GraphCall, caller: UserCaller): unknown {
  const { world } = call;
  const all = caller.scopes.has('pages_show_list') ? pagesOf(world, caller) : [];
  const { shown, paging } = pageThrough(call, all, {
    path: `${caller.app.userId}/accounts`,
    idOf: (page) => page.id,
    max: 100,
  });
  const data = shown.map((page) => ({
    access_token: pageTokenFor(world, page, caller),
    category: page.category,
    category_list: [{ id: '200600219953504', name: page.category }],
    name: page.name,
    id: page.id,
    tasks: page.tokenState === 'role_lost' ? [] : PAGE_TASKS,
  }));
  return paging ? { data, paging } : { data };
}

/** GET /me/permissions: what the user of the token granted. */
export function listPermissions({ scopes }: UserCaller): unknown {
  return { data: [...scopes].map((permission) => ({ permission, status: 'granted' })) };
}

/** The user behind the token. @throws GraphError 102 for other kinds of token */
export function getUser(caller: Caller, id: string): UserCaller {
  if (caller.kind === 'user' && (id === 'me' || id === caller.app.userId)) return caller;
  throw new GraphError(102, undefined, {
    message: 'A user access token is required to request this resource.',
  });
}
