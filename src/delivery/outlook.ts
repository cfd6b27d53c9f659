// Who a plan would reach, told of a million people without rendering for any of them: the plan with its texts taken out, and
// people reduced to what the policy looks at. What `prepare` says of one such person holds for everybody like them.
import type { CompiledRequest } from '../connectors/render-request.ts';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import { describeSend } from '../messenger/send-api.ts';
import { composeUtility, type UtilitySendShape } from '../messenger/utility-message.ts';
import { LONGEST_WINDOW_MS, WINDOW_MS } from '../profiles/window.ts';
import type { CompiledPlan } from './compile-plan.ts';
import { composeBody } from './compose.ts';
import type { PageAssets } from './page-assets.ts';
import { type Addressee, prepare } from './prepare.ts';
import type { CompiledRoute, Saying } from './saying.ts';
import { readBody } from './send-request.ts';

/**
 * Everybody who is alike to the policy. Minutes are rounded up: the policy's bounds are whole minutes, and open up to them,
 * so that all people of one minute are on the same side.
 */
export interface Standing {
  blocked: boolean;
  optedOut: boolean;
  /** Until their window closes, 0 when it is closed; null: not known to have written. */
  minutes: number | null;
  /** For each route: the person's language as they have it, '' for none and where it does not matter. */
  languages: string[];
}

export { CLOSING_MARGIN_MS } from '../policy/verdict.ts';

export type Foreseen =
  | { kind: 'message' | 'utility'; route: number }
  | { kind: 'held' | 'not_reached'; route: number; reason: string };

/** Where the person's language stands, for each utility template that is sent in it. */
export interface LanguageChoice {
  route: number;
  attribute: string;
  /** The languages of the template that may be sent. */
  approved: string[];
  /** From so many minutes of an open window on the message goes before the template; null: it never does. */
  openMinutes: number | null;
}

export { MEDIA_PER_SECOND } from './lane-pace.ts';

export interface Outlook {
  audioOrVideo: boolean;
  /** Which window counts: the one that is known of the person, or for what outlasts it the 7 days after their last action. */
  judgedBy: 'window' | 'longest';
  languages: LanguageChoice[];
  /** What the policy is asked for: outlooks with the same foresee the same. */
  asks: string;
  foresee(standing: Standing): Foreseen;
}

interface OutlookNeeds {
  graphUrl: string;
  utilityShape: UtilitySendShape;
  assets: PageAssets;
  now: Date;
}

/** Of one variant, in its own language. @param compiled of a plan that goes to a Page */
export function createOutlook(compiled: CompiledPlan, needs: OutlookNeeds, variant = 0): Outlook {
  const { graphUrl, assets, now } = needs;
  const url = `${graphUrl}/${compiled.plan.page_id}/messages`;
  const own = compiled.variants[variant]?.own;
  if (own === undefined) throw new Error('A plan without a variant');
  const message = messageBody(own);
  const asked = message && describeSend(message);
  const judgedBy = asked?.tag != null ? 'longest' : 'window';
  const routes = own.routes.map((route, index) => withoutTexts(route, index, { ...needs, url, message }));
  const bare = { ...compiled, variants: [{ own: { ...own, routes }, inLanguage: new Map() }] };
  const send = { graphUrl, credentials: NO_CREDENTIALS, metadata: '', assets, wrapLink: asItIs };
  const decide = (standing: Standing): Foreseen => {
    const { route, ...prepared } = prepare(bare, personLike(standing, judgedBy, now), { send, now });
    switch (prepared.kind) {
      case 'call':
        return { kind: routes[route]?.kind === 'utility' ? 'utility' : 'message', route };
      case 'hold':
        return { kind: 'held', route, reason: prepared.reason };
      default:
        return { kind: 'not_reached', route, reason: prepared.reason };
    }
  };
  const decided = new Map<string, Foreseen>();
  const foresee = ({ blocked, optedOut, minutes, languages }: Standing): Foreseen => {
    // Who has an hour left is as good as who has a day: of 6,000 kinds of people some 200 are asked about.
    const standing = {
      blocked,
      optedOut,
      minutes: minutes && Math.min(minutes, LONGEST_MARGIN_MINUTES),
      languages,
    };
    const key = JSON.stringify(standing);
    const outcome = decided.get(key) ?? decide(standing);
    decided.set(key, outcome);
    return outcome;
  };
  return {
    judgedBy,
    audioOrVideo: asked?.media === 'audio_video',
    asks: JSON.stringify([asked && { ...asked, psid: null, message: null }, own.routes.map(routeKey)]),
    languages: listLanguages(own.routes, assets, foresee),
    foresee,
  };
}

const routeKey = (route: CompiledRoute): unknown =>
  route.kind === 'utility' ? [route.use.name, route.use.language, route.use.language_attribute] : route;

const PSID = '1';
const SAMPLE = 'Sample';
const asItIs = (target: string): string => target;
/** Nothing is called. */
const NO_CREDENTIALS = { accessToken: '', appSecret: '' };

/** What the message asks the policy for. A call that cannot be rendered even so counts as an ordinary one. */
function messageBody({ message, routes }: Saying): Record<string, unknown> | null {
  if (message !== null) return composeBody(message);
  const [step] = routes.filter((route) => route.kind === 'message');
  if (step === undefined) return null;
  const attributes = Object.fromEntries(step.request.attributes.map((name) => [name, SAMPLE]));
  const rendered = step.request.render({ attributes, customerId: SAMPLE, psid: PSID }, 'blank');
  return (rendered.ok ? readBody(rendered.request)?.json : null) ?? { message: { text: SAMPLE } };
}

/** The route with a constant call in the place of its texts, and the person's language under a name of its own. */
function withoutTexts(
  route: CompiledRoute,
  index: number,
  {
    url,
    message,
    utilityShape,
  }: { url: string; message: Record<string, unknown> | null; utilityShape: UtilitySendShape },
): CompiledRoute {
  switch (route.kind) {
    case 'hold':
      return route;
    case 'message':
      return { ...route, request: constantCall(url, message ?? {}) };
    case 'utility': {
      const use = { ...route.use, language_attribute: languageKey(index) };
      const filling = { name: use.name, header: null, body: [], buttons: [] };
      const request = constantCall(url, composeUtility(filling, use.language, utilityShape));
      return { kind: 'utility', use, inLanguage: () => request };
    }
  }
}

function constantCall(url: string, json: Record<string, unknown>): CompiledRequest {
  const body = JSON.stringify({ ...json, recipient: { id: PSID } });
  const request = { method: 'POST', url, headers: {}, body } as const;
  return { attributes: [], uses: [], scopeUses: [], render: () => ({ ok: true, request }) };
}

const languageKey = (route: number): string => `language_${route}`;

function listLanguages(
  routes: readonly CompiledRoute[],
  { templates }: PageAssets,
  foresee: Outlook['foresee'],
): LanguageChoice[] {
  const open = findOpenMinutes(foresee);
  return routes.flatMap((step, route) => {
    if (step.kind !== 'utility' || step.use.language_attribute === null) return [];
    const prefix = `${step.use.name}/`;
    const approved = [...templates]
      .filter(([key, { status }]) => key.startsWith(prefix) && status === 'APPROVED')
      .map(([key]) => key.slice(prefix.length));
    const openMinutes = open !== null && open.route < route ? open.minutes : null;
    return [{ route, attribute: step.use.language_attribute, approved, openMinutes }];
  });
}

/** More than any margin a window is judged with. */
const LONGEST_MARGIN_MINUTES = 60;

function findOpenMinutes(foresee: Outlook['foresee']): { minutes: number; route: number } | null {
  for (let minutes = 1; minutes <= LONGEST_MARGIN_MINUTES; minutes++) {
    const outcome = foresee({ blocked: false, optedOut: false, minutes, languages: [] });
    if (outcome.kind === 'message') return { minutes, route: outcome.route };
  }
  return null;
}

/** Somebody who stands so. What a window of an ad is longer by stands in its end. */
function personLike(
  { blocked, optedOut, minutes, languages }: Standing,
  judgedBy: Outlook['judgedBy'],
  now: Date,
): Addressee {
  const at = minutes === null ? null : addMs(now, minutes * MINUTE_MS);
  const length = judgedBy === 'window' ? WINDOW_MS : LONGEST_WINDOW_MS;
  const isOfAd = at !== null && at.getTime() > now.getTime() + length;
  return {
    profileId: null,
    customerId: null,
    attributes: Object.fromEntries(languages.map((language, route) => [languageKey(route), language])),
    psid: PSID,
    lastUserActionAt: isOfAd ? now : at && addMs(at, -length),
    adWindowUntil: isOfAd ? at : null,
    windowClosedAt: null,
    blockedAt: blocked ? now : null,
    optedOutAt: optedOut ? now : null,
  };
}
