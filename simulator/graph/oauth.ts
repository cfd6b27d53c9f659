// Tokens: oauth/access_token, debug_token, me and me/accounts (messenger-platform §1.3).
import { type App, type Page, TOKEN_STATES } from '../world/apps.ts';
import { type Caller, findTokenOwner } from './auth.ts';
import { type GraphCall, getText } from './call.ts';
import { GraphError, invalidParameter } from './errors.ts';

/** About sixty days, as the platform states it. */
const LONG_LIVED_S = 5_183_944;
const PAGE_TASKS = ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MESSAGING', 'MODERATE', 'MANAGE'];

/** GET /oauth/access_token: `client_credentials` and `fb_exchange_token`. Needs no token itself. */
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
  const grant = getText(params, 'grant_type');
  if (grant === 'client_credentials')
    return { access_token: `${app.id}|${app.secret}`, token_type: 'bearer' };
  if (grant !== 'fb_exchange_token')
    throw invalidParameter('Param grant_type must be one of {client_credentials, fb_exchange_token}');
  const owner = findTokenOwner(world, getText(params, 'fb_exchange_token'));
  if (!owner || owner.app !== app || owner.kind === 'app') throw new GraphError(190);
  if (owner.kind === 'page') return { access_token: owner.page.accessToken, token_type: 'bearer' };
  return { access_token: `${app.userToken}-long`, token_type: 'bearer', expires_in: LONG_LIVED_S };
}

/** GET /debug_token with an app token of the same app. */
export function debugToken(call: GraphCall, caller: Caller): unknown {
  const { world, params } = call;
  const owner = findTokenOwner(world, getText(params, 'input_token'));
  if (!owner) {
    return {
      data: { error: { code: 190, message: 'Invalid OAuth access token.' }, is_valid: false, scopes: [] },
    };
  }
  if (owner.app !== caller.app) {
    throw invalidParameter('The App_id in the input_token did not match the Viewing App');
  }
  if (owner.kind === 'page') return { data: describePageToken(owner.page) };
  const base = { app_id: owner.app.id, application: owner.app.name, is_valid: true };
  if (owner.kind === 'app') return { data: { ...base, type: 'APP', scopes: [] } };
  const scopes = ['pages_show_list', 'pages_messaging', 'pages_manage_metadata'];
  return { data: { ...base, type: 'USER', expires_at: 0, scopes, user_id: owner.app.userId } };
}

function describePageToken(page: Page): Record<string, unknown> {
  const subcode = TOKEN_STATES[page.tokenState];
  const scopes = [...page.scopes];
  const issuedAt = Math.floor(page.issuedAt / 1000);
  return {
    app_id: page.app.id,
    type: 'PAGE',
    application: page.app.name,
    // 0 means never, as for a Page token made from a long-lived user token.
    expires_at: page.tokenState === 'expired' ? issuedAt : 0,
    data_access_expires_at: issuedAt + 90 * 86_400,
    is_valid: subcode === null,
    issued_at: issuedAt,
    scopes,
    granular_scopes: scopes
      .filter((scope) => scope.startsWith('pages_'))
      .map((scope) => ({ scope, target_ids: [page.id] })),
    profile_id: page.id,
    user_id: page.app.userId,
    ...(subcode === null
      ? {}
      : { error: { code: 190, subcode, message: new GraphError(190, subcode).message } }),
  };
}

/** GET /me/accounts: the Pages of the user behind the token, each with its token. */
export function listAccounts(call: GraphCall, app: App): unknown {
  const pages = [...call.world.pages.values()].filter((page) => page.app === app);
  return {
    data: pages.map((page) => ({
      access_token: page.accessToken,
      category: page.category,
      category_list: [{ id: '200600219953504', name: page.category }],
      name: page.name,
      id: page.id,
      tasks: PAGE_TASKS,
    })),
    paging: { cursors: { before: 'QVFIU', after: 'QVFIU' } },
  };
}
