// GET/POST/PUT /sandbox/pages: the Pages with everything a client must be told to connect them, and the switches that
// break a connection: token state, permissions, app mode, roles, subscriptions.
import { z } from 'zod';
import { subscribePage } from '../graph/subscriptions.ts';
import { WEBHOOK_FIELDS } from '../graph/webhook-fields.ts';
import { type Page, TOKEN_STATES } from '../world/apps.ts';
import { mergeSetup, pageSetupSchema } from '../world/page-setup.ts';
import { addPage, type World } from '../world/world.ts';
import type { ControlRequest } from './control.ts';
import { ControlError, getPage, parse } from './errors.ts';

const newPageSchema = z.strictObject({
  name: z.string().min(1).max(100).default('Another Sandbox Page'),
  /** The app it shall belong to; without it, an app of its own. */
  app_id: z.string().optional(),
});

const tokenStates = Object.keys(TOKEN_STATES) as (keyof typeof TOKEN_STATES)[];
const fieldNames = z.array(
  z.string().refine((name) => WEBHOOK_FIELDS.has(name), { message: 'no such webhook field' }),
);

const changeSchema = z.strictObject({
  app_mode: z.enum(['live', 'development']).optional(),
  token_state: z.enum(tokenStates).optional(),
  scopes: z.array(z.string().max(100)).max(100).optional(),
  require_app_secret: z.boolean().optional(),
  /** PSIDs that hold a role on the app; replaces the list. */
  roles: z.array(z.string()).max(10_000).optional(),
  barred: z.boolean().optional(),
  /** Parts of the Page's set-up on the platform's side, laid over what is there. */
  setup: z.record(z.string(), z.unknown()).optional(),
  /** Sets both levels of subscription without a handshake; null removes them. */
  callback_url: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .optional(),
  subscribed_fields: fieldNames.nullable().optional(),
});

export function listPages({ world }: ControlRequest): unknown {
  return [...world.pages.values()].map(credentials);
}

/** What a client needs to connect the Page. */
export function credentials(page: Page) {
  return {
    id: page.id,
    name: page.name,
    access_token: page.accessToken,
    app_id: page.app.id,
    app_secret: page.app.secret,
    verify_token: page.app.verifyToken,
  };
}
export type PageCredentials = ReturnType<typeof credentials>;

export function createNewPage({ world, body }: ControlRequest): unknown {
  const { name, app_id } = parse(newPageSchema, body);
  const app = app_id === undefined ? undefined : world.apps.find((candidate) => candidate.id === app_id);
  if (app_id !== undefined && !app)
    throw new ControlError(404, `app_id: there is no app ${app_id}`, 'app_id');
  try {
    return credentials(addPage(world, { name, app }));
  } catch (error) {
    if (error instanceof RangeError) throw new ControlError(400, error.message);
    throw error;
  }
}

/** The Page with its switches, subscriptions and the health of its webhooks. */
export function readPage({ world, params }: ControlRequest): unknown {
  const page = getPage(world, params['id']);
  const { failingSince, alertedAt, disabledAt } = page.health;
  return {
    ...credentials(page),
    app_mode: page.app.mode,
    token_state: page.tokenState,
    scopes: [...page.scopes],
    require_app_secret: page.app.requireAppSecret,
    barred: page.barred,
    setup: page.setup,
    roles: page.people.list.filter((person) => person.hasRole).map((person) => person.psid),
    callback_url: page.app.callback?.url ?? null,
    app_fields: [...(page.app.callback?.fields ?? [])],
    subscribed_fields: page.subscribedFields ? [...page.subscribedFields] : null,
    webhooks: {
      failing: failingSince !== null,
      alerted_at: alertedAt === null ? null : new Date(alertedAt).toISOString(),
      disabled_at: disabledAt === null ? null : new Date(disabledAt).toISOString(),
    },
    messenger_profile: page.messengerProfile,
    people: page.people.list.length,
  };
}

export function changePage(request: ControlRequest): unknown {
  const page = getPage(request.world, request.params['id']);
  const change = parse(changeSchema, request.body);
  if (change.roles !== undefined) setRoles(request.world, page, change.roles);
  if (change.app_mode !== undefined) page.app.mode = change.app_mode;
  if (change.token_state !== undefined) page.tokenState = change.token_state;
  if (change.scopes !== undefined) page.scopes = new Set(change.scopes);
  if (change.require_app_secret !== undefined) page.app.requireAppSecret = change.require_app_secret;
  if (change.barred !== undefined) page.barred = change.barred;
  if (change.setup !== undefined) page.setup = parse(pageSetupSchema, mergeSetup(page.setup, change.setup));
  setSubscriptions(page, change);
  return readPage(request);
}

function setRoles(world: World, page: Page, psids: readonly string[]): void {
  const unknown = psids.find((psid) => !page.people.find(psid));
  if (unknown !== undefined)
    throw new ControlError(400, `roles: ${page.name} knows no person ${unknown}`, 'roles');
  const holders = new Set(psids);
  for (const person of page.people.list) {
    const hasRole = holders.has(person.psid);
    if (person.hasRole === hasRole) continue;
    person.hasRole = hasRole;
    world.changes.person(person);
  }
}

/** Everything a campaign client needs; what SANDBOX_WEBHOOK_URL subscribes to. */
export const USUAL_FIELDS = [
  'messages',
  'message_echoes',
  'message_deliveries',
  'message_reads',
  'message_reactions',
  'messaging_postbacks',
  'messaging_optins',
  'messaging_referrals',
  'feed',
] as const;

function setSubscriptions(
  page: Page,
  change: { callback_url?: string | null | undefined; subscribed_fields?: string[] | null | undefined },
): void {
  if (change.callback_url === null) page.app.callback = null;
  else if (change.callback_url !== undefined)
    preSubscribe(page, change.callback_url, change.subscribed_fields ?? USUAL_FIELDS);
  if (change.subscribed_fields === null) page.subscribedFields = null;
  else if (change.subscribed_fields !== undefined) subscribePage(page, change.subscribed_fields);
}

/** Subscribes app and Page as if both calls had been made and the handshake had held. */
export function preSubscribe(page: Page, url: string, fields: readonly string[] = USUAL_FIELDS): void {
  page.app.callback = { url, fields: new Set(fields) };
  subscribePage(page, fields);
}

/** Apps with the token of the person who owns them, for clients that start from a user token. */
export function listApps({ world }: ControlRequest): unknown {
  return world.apps.map((app) => ({
    id: app.id,
    name: app.name,
    secret: app.secret,
    verify_token: app.verifyToken,
    mode: app.mode,
    user_id: app.userId,
    user_access_token: app.userToken,
    callback_url: app.callback?.url ?? null,
  }));
}
