// Apps and Pages: who owns which token, which fields a Page is subscribed to, and in what state the token is.
// Made at start-up and by POST /sandbox/pages; steered by PUT /sandbox/pages/{id}; read by every Graph call.
import type { Script } from '../script/script.contract.ts';
import type { Changes } from './changes.ts';
import type { IdMaker } from './ids.ts';
import { defaultSetup, type PageSetup } from './page-setup.ts';
import { People } from './people.ts';
import type { Random } from './random.ts';

export const TOKEN_STATES = {
  valid: null,
  app_removed: 458,
  checkpoint: 459,
  password_changed: 460,
  expired: 463,
  unconfirmed: 464,
  invalidated: 467,
  role_lost: 492,
} as const;
export type TokenState = keyof typeof TOKEN_STATES;

export const ALL_SCOPES = [
  'pages_messaging',
  'pages_show_list',
  'pages_manage_metadata',
  'pages_read_engagement',
  'pages_utility_messaging',
  'pages_user_locale',
  'pages_user_timezone',
  'pages_user_gender',
  'business_management',
  'read_insights',
  'ads_management',
  'paid_marketing_messages',
] as const;

export interface AppCallback {
  url: string;
  fields: Set<string>;
}

/** A Facebook app with its owner's user token. `callback` is the app-level webhook subscription. */
export interface App {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  readonly verifyToken: string;
  readonly userId: string;
  readonly userToken: string;
  mode: 'live' | 'development';
  requireAppSecret: boolean;
  callback: AppCallback | null;
}

/** What stands between "delivering" and "unsubscribed": see webhooks/health.ts. Virtual milliseconds. */
export interface SubscriptionHealth {
  failingSince: number | null;
  alertedAt: number | null;
  disabledAt: number | null;
}

export interface Page {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly app: App;
  readonly accessToken: string;
  readonly issuedAt: number;
  readonly people: People;
  tokenState: TokenState;
  scopes: Set<string>;
  /** The Page may not send until lifted: 10/1893063. */
  barred: boolean;
  /** The Page-level subscription of its app; null when there is none. */
  subscribedFields: Set<string> | null;
  health: SubscriptionHealth;
  messengerProfile: Record<string, unknown>;
  setup: PageSetup;
  /** How its people answer by themselves; null: they do not. */
  script: Script | null;
}

export function createApp(ids: IdMaker, name: string): App {
  return {
    id: ids.numeric('17'),
    name,
    secret: ids.secret(),
    verifyToken: `verify-${ids.secret().slice(0, 16)}`,
    userId: ids.numeric('12'),
    userToken: ids.token(),
    mode: 'live',
    requireAppSecret: false,
    callback: null,
  };
}

export interface NewPage {
  name: string;
  app: App;
  ids: IdMaker;
  random: Random;
  changes: Changes;
  issuedAt: number;
}

export function createPage({ name, app, ids, random, changes, issuedAt }: NewPage): Page {
  const id = ids.numeric('10');
  return {
    id,
    name,
    category: 'Shopping & Retail',
    app,
    accessToken: ids.token(),
    issuedAt,
    people: new People({ pageId: id, ids, random: random.fork(`people/${id}`), changes }),
    tokenState: 'valid',
    scopes: new Set(ALL_SCOPES),
    barred: false,
    subscribedFields: null,
    health: { failingSince: null, alertedAt: null, disabledAt: null },
    messengerProfile: { get_started: { payload: 'GET_STARTED' } },
    setup: defaultSetup(),
    script: null,
  };
}
