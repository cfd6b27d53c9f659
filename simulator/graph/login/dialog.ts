// The login dialog, `/{version}/dialog/oauth` (messenger-platform §1.2): the app's owner chooses Pages and permissions and
// is sent back with a code, or with an error. `auto=continue` or `auto=cancel` answers without a person, for tests.
import type { App, Page } from '../../world/apps.ts';
import { ALL_SCOPES } from '../../world/apps.ts';
import type { World } from '../../world/world.ts';
import { dialogPage, mistakePage } from './dialog-page.ts';
import { issueCode } from './grants.ts';

export type DialogOutcome =
  | { type: 'page'; status: number; html: string }
  | { type: 'redirect'; location: string };

/** Every permission the dialog knows; which name the utility permission has is a setting. */
const OTHER_SCOPES = [
  'public_profile',
  'email',
  'pages_manage_engagement',
  'marketing_messages_messenger',
  'pages_utility_messaging',
  'page_utility_messaging',
];

interface Asked {
  app: App;
  redirectUri: string;
  state: string | undefined;
  scopes: string[];
  /** As given, for the form to repeat. */
  params: Record<string, string>;
}

/** GET shows the dialog, POST is its answer. Mistakes are shown to the person, as the platform does, not sent back. */
export function loginDialog(world: World, method: string, params: Record<string, string>): DialogOutcome {
  const asked = readAsked(world, params);
  if (typeof asked === 'string') return { type: 'page', status: 400, html: mistakePage(asked) };
  const pages = [...world.pages.values()].filter((page) => page.app === asked.app);
  const auto = params['auto'];
  if (auto === 'cancel' || (method === 'POST' && params['decision'] === 'cancel')) return cancelled(asked);
  if (auto === 'continue' || auto === '1') return agreed(world, asked, automaticChoice(pages, asked));
  if (method === 'POST') return agreed(world, asked, formChoice(pages, asked));
  return { type: 'page', status: 200, html: dialogPage({ ...asked, pages }) };
}

function readAsked(world: World, params: Record<string, string>): Asked | string {
  const app = world.apps.find((candidate) => candidate.id === params['client_id']);
  if (!app) return 'Invalid App ID: The provided app ID does not look like a valid app ID.';
  const redirectUri = params['redirect_uri'] ?? '';
  if (!URL.canParse(redirectUri) || !/^https?:$/.test(new URL(redirectUri).protocol))
    return 'Invalid redirect_uri: it must be an absolute web address.';
  if (!['code', '', undefined].includes(params['response_type']))
    return 'Invalid response_type: only "code" is available here.';
  const scopes = [...new Set((params['scope'] ?? '').split(/[\s,]+/).filter(Boolean))];
  const unknown = scopes.filter((scope) => !isKnown(world, scope));
  if (unknown.length > 0)
    return `Invalid Scopes: ${unknown.join(', ')}. This message is only shown to developers.`;
  return { app, redirectUri, state: params['state'], scopes, params };
}

function isKnown({ settings }: World, scope: string): boolean {
  const { utility_permission: name } = settings.platform;
  if (/^pages?_utility_messaging$/.test(scope)) return name === 'either' || name === scope;
  return OTHER_SCOPES.includes(scope) || (ALL_SCOPES as readonly string[]).includes(scope);
}

interface Choice {
  pageIds: string[];
  scopes: string[];
}

/** All, or those of `pages=ID,ID`; without the scopes of `decline=…`. */
function automaticChoice(pages: readonly Page[], { scopes, params }: Asked): Choice {
  const wanted = params['pages']?.split(',');
  const declined = params['decline']?.split(',') ?? [];
  return {
    pageIds: pages.map((page) => page.id).filter((id) => wanted?.includes(id) ?? true),
    scopes: scopes.filter((scope) => !declined.includes(scope)),
  };
}

function formChoice(pages: readonly Page[], { scopes, params }: Asked): Choice {
  return {
    pageIds: pages.map((page) => page.id).filter((id) => params[`page_${id}`] !== undefined),
    scopes: scopes.filter((scope) => params[`scope_${scope}`] !== undefined),
  };
}

function agreed(world: World, { app, redirectUri, state }: Asked, choice: Choice): DialogOutcome {
  // Everybody grants the public profile; it is never asked for.
  const scopes = [...new Set([...choice.scopes, 'public_profile'])];
  const code = issueCode(world, { appId: app.id, redirectUri, pageIds: choice.pageIds, scopes });
  return sendBack(redirectUri, { code, state });
}

function cancelled({ redirectUri, state }: Asked): DialogOutcome {
  return sendBack(redirectUri, {
    error_reason: 'user_denied',
    error: 'access_denied',
    error_description: 'Permissions error',
    state,
  });
}

/** `#_=_` is what the platform appends to an address without a fragment. */
function sendBack(redirectUri: string, answer: Record<string, string | undefined>): DialogOutcome {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer))
    if (value !== undefined) url.searchParams.set(name, value);
  return { type: 'redirect', location: `${url.href.split('#')[0]}#_=_` };
}
