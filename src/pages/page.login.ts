// Facebook Login: the dialog asks the person, the code becomes Page tokens, the operator chooses, each chosen Page is
// connected, subscribed and checked. The user token is used within one request and never stored.
import { randomBytes } from 'node:crypto';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import { AppError, conflict, invalid } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import type { GraphAnswer } from '../messenger/graph.ts';
import { explainGraphError } from '../messenger/graph-errors.ts';
import { type App, listKnownApps, refusedApp, unknownSecret, unreachable } from './page.app.ts';
import { subscribe } from './page.checking.ts';
import { connectPage, type PageNeeds } from './page.connect.ts';
import type { LoginOffer } from './page.login.contract.ts';
import { exchangeCode, lengthenToken, listAccounts } from './page.login.graph.ts';
import {
  makeOffer,
  type Offer,
  offer as offerSchema,
  requireGranted,
  showOffer,
} from './page.login.offer.ts';
import { findLogin, type LoginKey, listConnectedIds, saveLogin, takeLogin } from './page.login.queries.ts';
import { openState, sealState } from './page.login.state.ts';
import { inspectToken } from './page.probe.ts';
import { saveApp } from './page.queries.ts';

/** The screen the dialog leads back to. Facebook wants it among the app's valid OAuth redirect addresses. */
export const LOGIN_RETURN_PATH = '/pages/login';
/** How long the Pages of a login wait for the choice. */
const CHOICE_MS = 15 * MINUTE_MS;

/** Pages connected side by side: each is some ten calls, and an operator waits. */
const AT_ONCE = 5;

const SCOPES = [
  'pages_show_list',
  'pages_messaging',
  'pages_manage_metadata',
  'pages_read_engagement',
  'read_insights',
  'business_management',
];

/**
 * The dialog's address. Asks again for what the person declined earlier (`auth_type=rerequest`): Facebook shows a declined
 * permission only then. Refuses: `conflict` when no app is known, `invalid` for an app id without its secret.
 */
export async function beginLogin(
  needs: PageNeeds,
  actor: Actor,
  input: { app_id?: string | undefined; app_secret?: string | undefined },
): Promise<{ url: string; scopes: string[] }> {
  const app = await findLoginApp(needs, actor.workspaceId, input);
  const { dialogUrl, utilityPermission } = needs.login;
  const scopes = utilityPermission === null ? SCOPES : [...SCOPES, utilityPermission];
  const url = new URL(dialogUrl);
  url.search = new URLSearchParams({
    client_id: app.appId,
    redirect_uri: returnAddress(needs),
    state: sealState(needs.secrets, actor, app.appId, needs.clock.now()),
    scope: scopes.join(','),
    response_type: 'code',
    auth_type: 'rerequest',
  }).toString();
  return { url: url.href, scopes };
}

const returnAddress = (needs: PageNeeds): string => `${needs.publicUrl}${LOGIN_RETURN_PATH}`;

async function findLoginApp(
  needs: PageNeeds,
  workspaceId: string,
  { app_id: wanted, app_secret: secret }: { app_id?: string | undefined; app_secret?: string | undefined },
): Promise<App> {
  const known = await listKnownApps(needs, workspaceId);
  if (wanted !== undefined && secret !== undefined) return rememberApp(needs, workspaceId, wanted, secret);
  const app = wanted === undefined ? known[0] : known.find((one) => one.appId === wanted);
  if (app) return app;
  if (wanted !== undefined) throw unknownSecret(wanted);
  throw conflict(
    'No Facebook app is known yet, and a login is made through one.',
    'Enter the id and secret of your app, or set FACEBOOK_APP_ID and FACEBOOK_APP_SECRET.',
  );
}

/** An app that was never used before: its secret is tried before it is stored. */
async function rememberApp(
  needs: PageNeeds,
  workspaceId: string,
  appId: string,
  appSecret: string,
): Promise<App> {
  const { db, graph, secrets } = needs;
  const known = (await listKnownApps(needs, workspaceId)).find((one) => one.appId === appId);
  const app = { appId, appSecret, verifyToken: known?.verifyToken ?? randomBytes(24).toString('hex') };
  // The app's own token is valid exactly when id and secret belong together.
  const own = await inspectToken(graph, { ...app, accessToken: `${appId}|${appSecret}` });
  if (own.kind === 'unreachable') throw unreachable(own.message);
  if (own.kind === 'refused') throw refusedApp(own.error, appId);
  await db.transaction().execute((tx) =>
    saveApp(tx, {
      workspaceId,
      appId,
      appSecret: secrets.seal(appSecret),
      verifyToken: secrets.seal(app.verifyToken),
    }),
  );
  return app;
}

/** What the dialog came back with becomes an offer of Pages. The code works once, within minutes. */
export async function finishLogin(
  needs: PageNeeds,
  actor: Actor,
  { code, state }: { code: string; state: string },
): Promise<LoginOffer> {
  const { db, graph, secrets, clock } = needs;
  const appId = openState(secrets, actor, state, clock.now());
  const app = (await listKnownApps(needs, actor.workspaceId)).find((one) => one.appId === appId);
  if (!app) throw unknownSecret(appId);
  const short = requireToken(
    await exchangeCode(graph, app, { code, redirectUri: returnAddress(needs) }),
    app,
  );
  const { access_token: token } = requireToken(await lengthenToken(graph, app, short.access_token), app);
  const granted = requireToken(await inspectToken(graph, { ...app, accessToken: token }), app);
  requireGranted(granted);
  const accounts = requireToken(await listAccounts(graph, { token, appSecret: app.appSecret }), app);
  const found = makeOffer(appId, accounts, granted);
  const loginId = randomBytes(16).toString('base64url');
  const expiresAt = addMs(clock.now(), CHOICE_MS);
  const { workspaceId, name: operator } = actor;
  const sealed = secrets.seal(JSON.stringify(found));
  await saveLogin(db, { workspaceId, loginId, operator, offer: sealed, expiresAt });
  return show(needs, { workspaceId, loginId, operator }, found, expiresAt);
}

function requireToken<T>(answer: GraphAnswer<T>, app: App): T {
  if (answer.kind === 'ok') return answer.data;
  if (answer.kind === 'unreachable') throw unreachable(answer.message);
  const { code, subcode } = answer.error;
  // Facebook answers 100 for a code that was used, is too old, or was made for another address.
  if (code === 100)
    throw invalid(
      'code',
      'Facebook does not take the code of this login: it was used already or is too old.',
      'Begin again: Pages → Connect a Page → Continue with Facebook.',
    );
  if (code === 1 || code === 101 || code === 104) throw refusedApp(answer.error, app.appId);
  const { key, title, remedy } = explainGraphError(code, subcode);
  throw new AppError('upstream', `Facebook did not finish the login: ${title} (${key}).`, { remedy });
}

/** A login of this operator that waits for its choice. */
export async function getOffer(needs: PageNeeds, actor: Actor, loginId: string): Promise<LoginOffer> {
  const key = { workspaceId: actor.workspaceId, loginId, operator: actor.name };
  const login = await findLogin(needs.db, key, needs.clock.now());
  if (!login) throw overdue();
  return show(needs, key, openOffer(needs, login.offer), login.expiresAt);
}

const openOffer = (needs: PageNeeds, sealed: Buffer): Offer =>
  offerSchema.parse(JSON.parse(needs.secrets.open(sealed)));

const overdue = (): AppError =>
  new AppError(
    'not_found',
    'This login has ended: its Pages wait for a choice for a quarter of an hour, once.',
    {
      remedy: 'Begin again: Pages → Connect a Page → Continue with Facebook.',
    },
  );

async function show(needs: PageNeeds, key: LoginKey, found: Offer, expiresAt: Date): Promise<LoginOffer> {
  const connected = await listConnectedIds(
    needs.db,
    key.workspaceId,
    found.pages.map((page) => page.id),
  );
  return showOffer(found, { loginId: key.loginId, connected, expiresAt });
}

export interface Chosen {
  id: string;
  name: string;
  connected: boolean;
  problem: string | null;
  remedy: string | null;
}

/** Connects, subscribes and checks each chosen Page; one that cannot be says why and keeps none beside it from it. */
export async function connectChosen(
  needs: PageNeeds,
  actor: Actor,
  loginId: string,
  pageIds: readonly string[],
): Promise<Chosen[]> {
  const key = { workspaceId: actor.workspaceId, loginId, operator: actor.name };
  const waiting = await findLogin(needs.db, key, needs.clock.now());
  if (!waiting) throw overdue();
  const found = openOffer(needs, waiting.offer);
  const chosen = [...new Set(pageIds)].map((pageId, index) => {
    const page = found.pages.find((one) => one.id === pageId);
    if (page?.problem === null) return page;
    throw invalid(
      `page_ids.${index}`,
      page
        ? `${page.name} cannot be connected: ${page.problem}`
        : `The login did not bring the Page ${pageId}.`,
      page?.remedy ?? 'Choose among the Pages of the list.',
    );
  });
  if (!(await takeLogin(needs.db, key, needs.clock.now()))) throw overdue();
  const results: Chosen[] = [];
  for (let from = 0; from < chosen.length; from += AT_ONCE) {
    const some = chosen.slice(from, from + AT_ONCE).map(async ({ id, name, accessToken }) => {
      const outcome = await connectOne(needs, actor, { id, appId: found.appId, accessToken });
      return { id, name, ...outcome };
    });
    results.push(...(await Promise.all(some)));
  }
  return results;
}

async function connectOne(
  needs: PageNeeds,
  actor: Actor,
  { id, appId, accessToken }: { id: string; appId: string; accessToken: string },
): Promise<Omit<Chosen, 'id' | 'name'>> {
  let connected = false;
  try {
    const input = { access_token: accessToken, app_id: appId, page_id: id };
    await connectPage(needs, actor.workspaceId, input, actor.name);
    connected = true;
    await subscribe(needs, actor.workspaceId, id, actor.name);
    return { connected, problem: null, remedy: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { connected, problem: error.message, remedy: error.remedy ?? null };
  }
}
