// First of the four steps of a delivery: prepare → call → settle → retry. Goes through the plan's routes for one person:
// renders, asks the policy, and takes the first route that leads to a call or a hold. Pure: everything it needs is an
// argument, so the wizard's preview and the preflight show exactly what the lane would do.
import type { RenderedRequest } from '../connectors/connector.contract.ts';
import type { CompiledRequest, NotRendered } from '../connectors/render-request.ts';
import { addMs, HOUR_MS } from '../kit/clock.ts';
import { rememberLast } from '../kit/remember-last.ts';
import { describeSend, recogniseSendUrl } from '../messenger/send-api.ts';
import { decide, type Question, type Verdict } from '../policy/verdict.ts';
import { LONGEST_WINDOW_MS } from '../profiles/window.ts';
import type { Missing, PersonScope } from '../templates/template.ts';
import type { CompiledPlan } from './compile-plan.ts';
import { chooseLanguage, type PageAssets } from './page-assets.ts';
import { type CompiledRoute, chooseSaying, type Saying } from './saying.ts';
import { type PageCredentials, readBody, toSendRequest } from './send-request.ts';

export interface Addressee {
  profileId: number | null; // null: a raw PSID of a test
  customerId: string | null;
  attributes: Record<string, unknown>;
  psid: string | null;
  lastUserActionAt: Date | null;
  adWindowUntil: Date | null;
  windowClosedAt: Date | null;
  blockedAt: Date | null;
  optedOutAt: Date | null;
  /** What happened, as texts find it under EventAttribute. */
  event?: Record<string, unknown> | undefined;
  /** What was fetched for them, by source. */
  content?: Readonly<Record<string, unknown>> | undefined;
  /** As their attributes have them, see locale.ts: what they are told, and how dates and numbers are written. */
  language?: unknown;
  zone?: unknown;
  /** Of whoever has no zone. */
  workspaceZone?: string | undefined;
}

export interface SendContext {
  graphUrl: string;
  credentials: PageCredentials;
  metadata: string;
  assets: PageAssets;
  /** Of links in composed messages that track them. */
  wrapLink(target: string): string;
}

type Message = Record<string, unknown> | null;
/** What a route came to. `reason`: a key, perhaps with what it is about (missing_attribute:first_name). */
type Tried =
  | {
      kind: 'call';
      request: RenderedRequest;
      audioOrVideo: boolean;
      message: Message;
      /** Attachment ids of our library that it names. */
      media: string[];
      /** Of the translation or the utility template; '': the message's own text. */
      language: string;
    }
  | { kind: 'skip' | 'fail'; reason: string; request: RenderedRequest | null; message: Message }
  /** This route is closed for the person; another may be open. */
  | { kind: 'closed'; reason: string; request: RenderedRequest | null; message: Message };

/** `route`: the place in its routes of the one that decided; `saying`: the variant, in the language, that they belong to. */
export type Prepared = (
  | Exclude<Tried, { kind: 'closed' }>
  | { kind: 'hold'; reason: string; until: Date; request: RenderedRequest | null; message: Message }
) & { route: number; saying: Saying };

export interface PrepareOptions {
  /** null for a connector that is not the Send API. */
  send: SendContext | null;
  now: Date;
  /** The place in the routes to begin at: those before it were tried already. */
  from?: number;
  /** The place in the plan's experiment. */
  variant?: number;
}

export function prepare(compiled: CompiledPlan, to: Addressee, options: PrepareOptions): Prepared {
  const saying = chooseSaying(compiled.variants, options.variant ?? 0, to.language);
  if (saying === undefined) throw new Error('A plan without a variant');
  return { ...tryRoutes(compiled, saying, to, options), saying };
}

type Decided = Prepared extends infer One ? (One extends Prepared ? Omit<One, 'saying'> : never) : never;

function tryRoutes(
  { plan }: CompiledPlan,
  { routes, message: composed, language }: Saying,
  to: Addressee,
  { send, now, from = 0 }: PrepareOptions,
): Decided {
  let last: Extract<Tried, { kind: 'closed' }> | null = null;
  for (let route = Math.min(from, routes.length - 1); route < routes.length; route++) {
    const step = routes[route];
    if (step === undefined) break;
    if (step.kind === 'hold') {
      const { reason, request, message } = last ?? WAITED_FOR;
      return { kind: 'hold', reason, until: addMs(now, step.hours * HOUR_MS), request, message, route };
    }
    const wrapLink = (step.kind === 'message' && composed?.track_links && send?.wrapLink) || null;
    const tried = tryRoute(step, to, {
      ...{ send, now, wrapLink, pageId: plan.page_id, campaign: plan.campaign ?? undefined },
      language: language ?? '',
    });
    if (tried.kind !== 'closed') return { ...tried, route };
    last = tried;
  }
  const { reason, request, message } = last ?? WAITED_FOR;
  return { kind: 'skip', reason, request, message, route: routes.length - 1 };
}

/** The platform itself said so when the route before was called. */
const WAITED_FOR = { reason: 'window_closed', request: null, message: null };

interface Circumstances {
  send: SendContext | null;
  now: Date;
  pageId: string | null;
  campaign: Record<string, unknown> | undefined;
  wrapLink: ((target: string) => string) | null;
  language: string;
}

function tryRoute(
  step: Exclude<CompiledRoute, { kind: 'hold' }>,
  to: Addressee,
  circumstances: Circumstances,
): Tried {
  if (step.kind === 'message') return tryRequest(step, to, circumstances, undefined);
  const { use } = step;
  const templates = circumstances.send?.assets.templates ?? new Map();
  const language = chooseLanguage(use, to.attributes, templates);
  const status = templates.get(`${use.name}/${language}`)?.status ?? null;
  const call = { request: step.inLanguage(language), missing: 'skip' } as const;
  return tryRequest(call, to, { ...circumstances, language }, status);
}

function tryRequest(
  { request, missing }: { request: CompiledRequest; missing: Missing },
  to: Addressee,
  circumstances: Circumstances,
  utilityStatus: string | null | undefined,
): Tried {
  const { send, now, pageId, campaign, wrapLink, language } = circumstances;
  const rendered = request.render({ ...scopeOf(to), campaign, now }, missing);
  if (!rendered.ok) return notRendered(rendered, judge(ORDINARY, to, now));
  if (send === null)
    return {
      kind: 'call',
      request: rendered.request,
      audioOrVideo: false,
      message: null,
      media: [],
      language,
    };
  // An address that came out as another one than was planned gets neither the token nor the call.
  const address = recognise(rendered.request.url, send.graphUrl);
  if (pageId === null || (address?.pageId !== pageId && address?.pageId !== 'me')) {
    return { kind: 'fail', reason: 'invalid_url', request: null, message: null };
  }
  const body = readBody(rendered.request);
  if (body === null)
    return { kind: 'fail', reason: 'unreadable_body', request: rendered.request, message: null };
  const asked = describeSend(body.json);
  const { message } = asked;
  const shown = { request: rendered.request, message };
  if (to.psid === null) return { kind: 'skip', reason: 'no_psid', ...shown };
  // Whatever the template says, a message leaves only for the person it was prepared for.
  if (asked.psid !== to.psid) return { kind: 'fail', reason: 'wrong_recipient', ...shown };
  const made = toSendRequest(rendered.request, body, { ...send, wrapLink, pageId, psid: to.psid });
  if (!made.ok) return { kind: 'fail', reason: withDetail('media_missing', made.lacks), ...shown };
  const verdict = judge({ ...asked, utilityStatus }, to, now);
  if (verdict.kind === 'send') {
    const { request, media } = made;
    return { kind: 'call', request, audioOrVideo: asked.media === 'audio_video', message, media, language };
  }
  const closed = verdict.kind === 'outside_window' || verdict.reason.startsWith('utility_');
  return { kind: closed ? 'closed' : 'skip', reason: verdict.reason, request: made.request, message };
}

/** What texts see of a person. */
export const scopeOf = (to: Addressee): PersonScope => ({
  attributes: to.attributes,
  customerId: to.customerId,
  psid: to.psid,
  event: to.event,
  content: to.content,
  language: to.language,
  zone: to.zone,
  workspaceZone: to.workspaceZone,
});

type Asked = Pick<Question, 'messagingType' | 'tag' | 'template' | 'utilityStatus'>;

/** The policy's verdict; but where the platform itself called the window closed since the person's last action, it is. */
function judge(asked: Asked, to: Addressee, now: Date): Verdict {
  const { adWindowUntil, windowClosedAt, lastUserActionAt } = to;
  const verdict = decide({
    now,
    messagingType: asked.messagingType,
    tag: asked.tag,
    template: asked.template,
    utilityStatus: asked.utilityStatus,
    person: {
      lastUserActionAt,
      blockedAt: to.blockedAt,
      optedOutAt: to.optedOutAt,
      // How long an ad keeps the window open was decided when the person wrote; here only its end counts.
      adMessageAt: adWindowUntil && addMs(adWindowUntil, -LONGEST_WINDOW_MS),
    },
    adWindowHours: LONGEST_WINDOW_MS / HOUR_MS,
  });
  const refused = windowClosedAt !== null && lastUserActionAt !== null && windowClosedAt >= lastUserActionAt;
  return verdict.kind === 'send' && verdict.route === 'response' && refused ? CLOSED : verdict;
}

const CLOSED: Verdict = { kind: 'outside_window', reason: 'window_closed' };
const ORDINARY: Asked = { messagingType: 'RESPONSE', tag: null, template: null };

/** One URL for all recipients is the rule, and parsing it costs more than rendering it. */
const recognise = rememberLast(recogniseSendUrl);

/** Whoever is out of reach for this message anyway lacks nothing for the routes behind it; who may get none, for none. */
function notRendered({ reason: why, detail }: NotRendered, verdict: Verdict): Tried {
  const none = { request: null, message: null };
  const reason = withDetail(why, detail);
  if (why === 'do_not_send') return { kind: 'skip', reason, ...none };
  if (why !== 'missing_attribute') return { kind: 'fail', reason, ...none };
  if (verdict.kind === 'refuse') return { kind: 'skip', reason: verdict.reason, ...none };
  return { kind: verdict.kind === 'send' ? 'skip' : 'closed', reason, ...none };
}

/** A reason with what it is about: missing_attribute:first_name. Bounded: it is a column. */
const withDetail = (reason: string, detail: string | null): string =>
  detail === null || detail === '' ? reason : `${reason}:${detail}`.slice(0, 200);
