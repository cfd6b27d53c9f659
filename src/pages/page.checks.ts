// Judges what the Graph API said about a Page: each prerequisite with its state and what to do. Pure.
import { DAY_MS } from '../kit/clock.ts';
import type { GraphAnswer } from '../messenger/graph.ts';
import { explainGraphError } from '../messenger/graph-errors.ts';
import { readIntegrity } from '../messenger/page-integrity.ts';
import type { PageCheck } from './page.contract.ts';
import { checkEchoes } from './page.echoes.ts';
import { type DebugToken, isGranted, type PageFacts } from './page.probe.ts';

/** Without one of these something we promise is not true: people or receipts would be missing. */
export const NEEDED_FIELDS = [
  'messages',
  'messaging_postbacks',
  'messaging_optins',
  'messaging_referrals',
  'message_reactions',
  'message_echoes',
  'message_deliveries',
  'message_reads',
] as const;
/** Kept on the timeline and as warnings about the Page. `response_feedback` stays out: it changes what people see. */
export const USEFUL_FIELDS = [
  'standby',
  'messaging_policy_enforcement',
  'business_integrity',
  'message_template_status_update',
  'feed', // the comments that are answered in private
] as const;
export const ALL_FIELDS: readonly string[] = [...NEEDED_FIELDS, ...USEFUL_FIELDS];

const COMPULSORY_SCOPES: Record<string, string> = {
  pages_messaging: 'to send and to receive messages',
  pages_manage_metadata: 'to subscribe the Page to webhooks',
};
const OPTIONAL_SCOPES: Record<string, string> = {
  pages_read_engagement: 'to collect the PSIDs of existing conversations',
};

export interface CheckContext {
  appId: string;
  pageId: string;
  callbackUrl: string;
  now: Date;
}

/** All checks in their order. */
export function judgePage(facts: PageFacts, context: CheckContext): PageCheck[] {
  return [
    checkToken(facts.token),
    checkType(facts.token, context),
    checkExpiry(facts.token, context.now),
    checkScopes(facts.token, context.pageId),
    checkSecret(facts.me),
    checkReachable(facts.me, context.pageId),
    checkCallback(facts.callbacks, context.callbackUrl),
    checkFields(facts.fields),
    checkEchoes(facts),
    checkStanding(facts.standing, context.now),
    checkMode(),
  ];
}

type Found = Pick<PageCheck, 'state' | 'detail'> & { remedy?: string };
const check = (key: PageCheck['key'], title: string, found: Found): PageCheck => ({
  key,
  title,
  remedy: null,
  ...found,
});

/** Unknown, because Facebook could not be asked or refused this one question. */
function unanswered(answer: Exclude<GraphAnswer<unknown>, { kind: 'ok' }>): Found {
  if (answer.kind === 'unreachable')
    return {
      state: 'unknown',
      detail: `The Graph API could not be reached: ${answer.message}.`,
      remedy: 'Check the connection to graph.facebook.com and check again.',
    };
  const { key, title, remedy } = explainGraphError(answer.error.code, answer.error.subcode);
  return { state: 'unknown', detail: `Facebook did not say (${key}: ${title}).`, remedy };
}

const RECONNECT = 'Make a new Page access token and connect the Page again.';

function checkToken(token: PageFacts['token']): PageCheck {
  const title = 'The token is valid';
  if (token.kind !== 'ok') return check('token_valid', title, unanswered(token));
  if (token.data.is_valid) {
    const app = token.data.application ? ` of the app ${token.data.application}` : '';
    return check('token_valid', title, { state: 'ok', detail: `Facebook accepts the token${app}.` });
  }
  const meaning = explainGraphError(190, token.data.error?.subcode ?? null);
  return check('token_valid', title, {
    state: 'failed',
    detail: `${meaning.title} (${meaning.key}).`,
    remedy: meaning.remedy,
  });
}

function checkType(token: PageFacts['token'], { appId, pageId }: CheckContext): PageCheck {
  const title = 'It is a Page token of this Page and app';
  if (token.kind !== 'ok') return check('token_type', title, unanswered(token));
  const { type, app_id, profile_id } = token.data;
  if (type === undefined)
    return check('token_type', title, { state: 'unknown', detail: 'Facebook does not say what it is.' });
  const wrong =
    type !== 'PAGE'
      ? `It is a token of type ${type}.`
      : app_id !== undefined && app_id !== appId
        ? `It was made by the app ${app_id}, not by ${appId}.`
        : profile_id !== undefined && profile_id !== pageId
          ? `It is the token of the Page ${profile_id}.`
          : null;
  if (wrong !== null)
    return check('token_type', title, { state: 'failed', detail: wrong, remedy: RECONNECT });
  return check('token_type', title, { state: 'ok', detail: `Page ${pageId}, app ${appId}.` });
}

function checkExpiry(token: PageFacts['token'], now: Date): PageCheck {
  const title = 'The token does not run out soon';
  if (token.kind !== 'ok') return check('token_expiry', title, unanswered(token));
  const ends = endOf(token.data);
  if (ends === null)
    return check('token_expiry', title, { state: 'ok', detail: 'It has no date of expiry.' });
  const { at, what } = ends;
  const days = Math.floor((at.getTime() - now.getTime()) / DAY_MS);
  const day = at.toISOString().slice(0, 10);
  if (days < 0)
    return check('token_expiry', title, {
      state: 'failed',
      detail: `${what} ended on ${day}.`,
      remedy: RECONNECT,
    });
  return check('token_expiry', title, {
    state: days < 14 ? 'warning' : 'ok',
    detail: `${what} ends on ${day}, in ${days} days.`,
    ...(days < 14 && { remedy: `${RECONNECT} A token made from a long-lived user token does not expire.` }),
  });
}

/** The nearer of the token's own end and the end of data access (90 days after the person last used the app). */
function endOf(token: DebugToken): { at: Date; what: string } | null {
  const ends = [
    { seconds: token.expires_at ?? 0, what: 'The token' },
    { seconds: token.data_access_expires_at ?? 0, what: 'The data access of the person behind the token' },
  ].filter((end) => end.seconds > 0);
  ends.sort((a, b) => a.seconds - b.seconds);
  const [first] = ends;
  return first ? { at: new Date(first.seconds * 1000), what: first.what } : null;
}

function checkScopes(token: PageFacts['token'], pageId: string): PageCheck {
  const title = 'The token carries the permissions';
  if (token.kind !== 'ok') return check('scopes', title, unanswered(token));
  const lacks = (scopes: Record<string, string>): string[] =>
    Object.entries(scopes)
      .filter(([scope]) => !isGranted(token.data, scope, pageId))
      .map(([scope, purpose]) => `${scope} (${purpose})`);
  const [needed, optional] = [lacks(COMPULSORY_SCOPES), lacks(OPTIONAL_SCOPES)];
  if (needed.length > 0)
    return check('scopes', title, {
      state: 'failed',
      detail: `Missing: ${[...needed, ...optional].join(', ')}.`,
      remedy:
        'Grant them for this Page when making the token; for people without a role on the app they need advanced access (App Review).',
    });
  if (optional.length > 0)
    return check('scopes', title, {
      state: 'warning',
      detail: `Missing, and only needed for what it says: ${optional.join(', ')}.`,
      remedy: 'Grant it when making the token if you want to collect existing conversations.',
    });
  const all = [...Object.keys(COMPULSORY_SCOPES), ...Object.keys(OPTIONAL_SCOPES)].join(', ');
  return check('scopes', title, { state: 'ok', detail: `${all}.` });
}

/** Every call we make carries the proof, so the one that reads the Page shows whether the secret is right. */
function checkSecret(me: PageFacts['me']): PageCheck {
  const title = 'The app secret is right';
  if (me.kind === 'ok')
    return check('app_secret', title, { state: 'ok', detail: 'Facebook accepts our proof.' });
  if (me.kind === 'refused' && (me.error.code === 100 || me.error.code === 104))
    return check('app_secret', title, {
      state: 'failed',
      detail: 'Facebook refuses the proof made with the app secret.',
      remedy: 'Copy the app secret from App settings → Basic and connect the Page again with it.',
    });
  return check('app_secret', title, unanswered(me));
}

function checkReachable(me: PageFacts['me'], pageId: string): PageCheck {
  const title = 'The Page can be read';
  if (me.kind !== 'ok') {
    const found = unanswered(me);
    return check('page_reachable', title, me.kind === 'refused' ? { ...found, state: 'failed' } : found);
  }
  if (me.data.id !== pageId)
    return check('page_reachable', title, {
      state: 'failed',
      detail: `The token leads to ${me.data.name} (${me.data.id}).`,
      remedy: RECONNECT,
    });
  return check('page_reachable', title, { state: 'ok', detail: `${me.data.name}.` });
}

const SUBSCRIBE = 'Press "Subscribe".';

function checkCallback(callbacks: PageFacts['callbacks'], callbackUrl: string): PageCheck {
  const title = 'The app sends its webhooks to Talaria';
  if (callbacks.kind !== 'ok') return check('webhook_callback', title, unanswered(callbacks));
  const page = callbacks.data.find((subscription) => subscription.object === 'page');
  const missing = NEEDED_FIELDS.filter((field) => !page?.fields.includes(field));
  const wrong = !page
    ? 'The app has no callback for Pages.'
    : page.callback_url !== callbackUrl
      ? `The app sends to ${page.callback_url}, not to ${callbackUrl}.`
      : !page.active
        ? 'The subscription of the app is switched off.'
        : missing.length > 0
          ? `The app is not subscribed to ${missing.join(', ')}.`
          : null;
  if (wrong === null)
    return check('webhook_callback', title, {
      state: 'ok',
      detail: `${callbackUrl}, verified by handshake.`,
    });
  return check('webhook_callback', title, { state: 'failed', detail: wrong, remedy: SUBSCRIBE });
}

function checkFields(fields: PageFacts['fields']): PageCheck {
  const title = 'The Page sends its events to the app';
  if (fields.kind !== 'ok') return check('page_subscription', title, unanswered(fields));
  const lacks = (wanted: readonly string[]): string[] =>
    wanted.filter((field) => !fields.data.includes(field));
  const [needed, useful] = [lacks(NEEDED_FIELDS), lacks(USEFUL_FIELDS)];
  if (needed.length === 0 && useful.length === 0)
    return check('page_subscription', title, {
      state: 'ok',
      detail: 'Every field Talaria reads is subscribed.',
    });
  const detail =
    fields.data.length === 0
      ? 'The Page is not subscribed: nothing arrives. Facebook also removes the subscription after an hour of failures.'
      : `Not subscribed: ${[...needed, ...useful].join(', ')}.`;
  return check('page_subscription', title, {
    state: needed.length > 0 ? 'failed' : 'warning',
    detail,
    remedy: SUBSCRIBE,
  });
}

/** `page_status` asks for nothing a connected Page's token lacks; what it says is kept beside (page.standing.ts). */
function checkStanding(answer: PageFacts['standing'], now: Date): PageCheck {
  const title = 'Facebook lets the Page send messages';
  if (answer.kind !== 'ok') return check('page_standing', title, unanswered(answer));
  const said = readIntegrity(answer.data, now);
  if (said === null)
    return check('page_standing', title, { state: 'unknown', detail: 'Facebook says nothing about it.' });
  if (said.state === 'ok')
    return check('page_standing', title, { state: 'ok', detail: 'It restricts nothing.' });
  const until =
    said.until === null ? '' : ` It ends on ${said.until.toISOString().slice(0, 16).replace('T', ' ')} UTC.`;
  return check('page_standing', title, {
    state: said.stopsSending ? 'failed' : 'warning',
    detail: `The Page is ${said.state === 'warning' ? 'warned' : said.state}. ${said.because ?? 'Facebook gives no reason.'}${until}`,
    remedy: 'Read the notice under Page quality in Meta Business Suite; a restriction can be appealed there.',
  });
}

/** The Graph API has no answer to this: the mode is shown in the app dashboard only, the access level per permission. */
function checkMode(): PageCheck {
  return check('app_mode', 'The app may message everybody', {
    state: 'unknown',
    detail:
      'Facebook does not tell whether an app is live and has advanced access. Until then only people with a role on the app can be reached, and only their messages arrive.',
    remedy:
      'In the app dashboard: "Live" at the top, and App Review → Permissions → pages_messaging with advanced access. Or send a test to a person without a role: error 200/2018028 means not yet.',
  });
}
