// What a login gives out: codes, user tokens and the Page tokens made from them (messenger-platform §1.3). A code lives ten
// minutes and works once; a short user token lives two hours, a long one sixty days.
import type { App, Page } from '../../world/apps.ts';
import { HOUR_MS } from '../../world/clock.ts';
import type { ItemOf } from '../../world/item.contract.ts';
import type { World } from '../../world/world.ts';
import type { UserCaller } from '../auth.ts';
import { invalidParameter } from '../errors.ts';

const CODE_MS = 10 * 60_000;
const SHORT_MS = 2 * HOUR_MS;
/** About sixty days, as the platform states it. */
export const LONG_LIVED_S = 5_183_944;
const CODE_LIMIT = 1000;

/** What the person agreed to in the dialog. */
export interface Grant {
  appId: string;
  redirectUri: string;
  scopes: string[];
  pageIds: string[];
}

export interface LoginCode extends Grant {
  expiresAt: number;
}

export function issueCode(world: World, grant: Grant): string {
  const code = `AQ${world.ids.token().slice(3)}`;
  world.codes.set(code, { ...grant, expiresAt: world.clock.now() + CODE_MS });
  if (world.codes.size > CODE_LIMIT) world.codes.delete(world.codes.keys().next().value!);
  return code;
}

/** The short-lived user token for a code. @throws GraphError 100 when the code is not good for this app and address */
export function redeemCode(
  world: World,
  app: App,
  { code, redirectUri }: { code: string; redirectUri: string },
): ItemOf<'user_token'> {
  const grant = world.codes.get(code);
  if (!grant || grant.appId !== app.id)
    throw invalidParameter('Invalid verification code, or one that has been used.');
  if (grant.redirectUri !== redirectUri)
    throw invalidParameter(
      'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request',
    );
  world.codes.delete(code);
  if (grant.expiresAt <= world.clock.now()) throw invalidParameter('This authorization code has expired.');
  return issueUserToken(world, { ...grant, lifeMs: SHORT_MS });
}

/** A long-lived token with the rights of a short one. */
export function prolong(world: World, loginId: string): ItemOf<'user_token'> {
  const token = world.items.find('user_token', loginId)!;
  return issueUserToken(world, { ...token, lifeMs: LONG_LIVED_S * 1000 });
}

function issueUserToken(
  world: World,
  { appId, scopes, pageIds, lifeMs }: Pick<Grant, 'appId' | 'scopes' | 'pageIds'> & { lifeMs: number },
): ItemOf<'user_token'> {
  const issuedAt = world.clock.now();
  const token = {
    kind: 'user_token' as const,
    id: world.ids.token(),
    appId,
    scopes,
    pageIds,
    issuedAt,
    expiresAt: issuedAt + lifeMs,
  };
  world.items.put(token);
  return token;
}

/** The Pages a user token shows. Those of a business portfolio need business_management. */
export function pagesOf(world: World, { app, loginId, scopes }: UserCaller): Page[] {
  const chosen = loginId === null ? null : new Set(world.items.find('user_token', loginId)?.pageIds);
  return [...world.pages.values()].filter(
    (page) =>
      page.app === app &&
      (chosen === null || chosen.has(page.id)) &&
      (!page.setup.via_business || scopes.has('business_management')),
  );
}

/** The Page's token for this user: without expiry when made from a long-lived user token. */
export function pageTokenFor(world: World, page: Page, { loginId }: UserCaller): string {
  const login = loginId === null ? undefined : world.items.find('user_token', loginId);
  if (!login) return page.accessToken;
  const known = world.items.list('page_token', page.id).find((token) => token.userTokenId === login.id);
  if (known) return known.id;
  const long = login.expiresAt - login.issuedAt > SHORT_MS;
  const id = world.ids.token();
  world.items.put({
    kind: 'page_token',
    id,
    pageId: page.id,
    userTokenId: login.id,
    scopes: login.scopes,
    issuedAt: world.clock.now(),
    expiresAt: long ? 0 : login.expiresAt,
  });
  return id;
}
