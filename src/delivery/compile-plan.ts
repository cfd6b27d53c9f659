// A frozen plan made ready to render: secrets opened, templates parsed. Kept per occurrence, because parsing costs more
// than rendering.
import { type ConnectorRequest, completeRequest } from '../connectors/connector.contract.ts';
import {
  type CompiledRequest,
  compileJsonCall,
  compileRequest,
  joinScopeUses,
  joinUses,
} from '../connectors/render-request.ts';
import { AppError } from '../kit/errors.ts';
import type { Secrets } from '../kit/secrets.ts';
import { composeUtility, type UtilitySendShape } from '../messenger/utility-message.ts';
import type { AttributeUse, ScopeUse } from '../templates/template.ts';
import { composeBody } from './compose.ts';
import type { ContentSource } from './content-source.contract.ts';
import { compileSource } from './content-sources.ts';
import type { RunningOccurrence } from './due.queries.ts';
import type { ComposedMessage, RouteStep, UtilityTemplateUse } from './message.contract.ts';
import { occurrenceKey } from './occurrence-key.ts';
import { completePlan, type DeliveryPlan } from './plan.contract.ts';
import { listContents, mapRequests, type PlanContent } from './plan-contents.ts';
import { type CompiledRoute, type CompiledVariant, languageKey, listSayings, type Saying } from './saying.ts';

export type { CompiledRoute, Saying } from './saying.ts';

/** A plan made ready once for all its recipients. */
export interface CompiledPlan {
  plan: DeliveryPlan;
  /** By their place in the plan's experiment; the first is the plan's own. */
  variants: readonly CompiledVariant[];
}

/** What composing needs of the configuration. */
export interface ComposeRules {
  graphUrl: string;
  graphVersion: string;
  utilityShape: UtilitySendShape;
}

/** How a secret (of a header, of an OAuth client) is stored in a campaign's definition. */
const SEALED = 'sealed:';

export const sealText = (plain: string, secrets: Secrets): string =>
  SEALED + secrets.seal(plain).toString('base64');
export const isSealed = (value: string): boolean => value.startsWith(SEALED);

const openText = (text: string, secrets: Secrets): string =>
  isSealed(text) ? secrets.open(Buffer.from(text.slice(SEALED.length), 'base64')) : text;

/** What is called with its secrets in the clear: only for the moment of the call. */
const openSource = <T extends Pick<ContentSource, 'headers'>>(called: T, secrets: Secrets): T => ({
  ...called,
  headers: called.headers.map((header) =>
    header.secret ? { ...header, value: openText(header.value, secrets) } : header,
  ),
});

function openSecrets(request: ConnectorRequest, secrets: Secrets): ConnectorRequest {
  const { auth } = request;
  return {
    ...openSource(request, secrets),
    auth: auth && { ...auth, client_secret: openText(auth.client_secret, secrets) },
  };
}

type CompiledPlans = ReadonlyMap<string, CompiledPlan | null>;

/**
 * Compiles each occurrence's plan once for as long as it runs. null: the template cannot be parsed (an older version wrote
 * it); its people fail with that reason, and the other campaigns of the lane go on.
 */
export function createPlanCache(
  secrets: Secrets,
  rules: ComposeRules,
): (running: RunningOccurrence[]) => CompiledPlans {
  let kept: CompiledPlans = new Map();
  const compile = (of: RunningOccurrence): CompiledPlan | null => {
    const known = kept.get(occurrenceKey(of));
    if (known !== undefined) return known;
    try {
      return compilePlan(of.plan, secrets, rules);
    } catch (error) {
      if (error instanceof AppError && error.kind === 'invalid') return null;
      throw error;
    }
  };
  return (running) => {
    kept = new Map(running.map((one) => [occurrenceKey(one), compile(one)]));
    return kept;
  };
}

/** Throws `invalid` with the field when a template in it is wrong. */
export function compilePlan(frozen: DeliveryPlan, secrets: Secrets, rules: ComposeRules): CompiledPlan {
  const plan = mapRequests(completePlan(frozen), (request) => openSecrets(completeRequest(request), secrets));
  const url = `${rules.graphUrl}/${rules.graphVersion}/${plan.page_id}/messages`;
  const utility = createUtilityCompiler(url, rules);
  const sources = plan.content.map((source, index) => compileSource(openSource(source, secrets), index));
  const sayings = listContents(plan).map((content) => {
    const routes = compileRoutes(content, url, utility);
    return { ...content, routes, sources: sources.filter((one) => usesSource(routes, one.source.name)) };
  });
  const variants = [...Map.groupBy(sayings, ({ variant }) => variant).values()].flatMap(([own, ...others]) =>
    own ? [{ own, inLanguage: byLanguage(others) }] : [],
  );
  return { plan, variants };
}

const byLanguage = (sayings: readonly Saying[]): ReadonlyMap<string, Saying> =>
  new Map(sayings.map((one) => [languageKey(one.language ?? ''), one]));

/** Whether its texts name it, or a name that is made while rendering. */
const usesSource = (routes: readonly CompiledRoute[], source: string): boolean =>
  requestsOf(routes).some(({ scopeUses }) =>
    scopeUses.some(({ scope, name }) => scope === 'Content' && (name === null || name === source)),
  );

function compileRoutes(
  content: PlanContent,
  url: string,
  utility: (use: UtilityTemplateUse) => CompiledRoute,
): CompiledRoute[] {
  const compile = (step: RouteStep): CompiledRoute[] => {
    if (step.kind === 'hold') return [step];
    if (step.kind === 'utility') return [utility(step.template)];
    try {
      return compileMessage(content.message, content.request, url);
    } catch (error) {
      throw content.at === '' ? error : placedAt(content.at, error);
    }
  };
  return content.routes.flatMap(compile);
}

/** The same fault, at its place in the whole plan. */
const placedAt = (at: string, error: unknown): unknown =>
  error instanceof AppError && error.field !== undefined
    ? new AppError(error.kind, error.message, {
        field: `${at}${error.field}`,
        ...(error.remedy !== undefined && { remedy: error.remedy }),
      })
    : error;

/** None when only utility templates are sent. */
function compileMessage(
  message: ComposedMessage | null,
  request: ConnectorRequest | null,
  url: string,
): CompiledRoute[] {
  if (message !== null) {
    const compiled = compileJsonCall(url, composeBody(message), '');
    return [{ kind: 'message', request: compiled, missing: message.missing_attribute }];
  }
  if (request === null) return [];
  return [{ kind: 'message', request: compileRequest(request), missing: request.missing_attribute }];
}

/** Once for all languages of a variant, which share their routes. */
function createUtilityCompiler(url: string, rules: ComposeRules): (use: UtilityTemplateUse) => CompiledRoute {
  const kept = new Map<UtilityTemplateUse, CompiledRoute>();
  return (use) => {
    const known = kept.get(use) ?? { kind: 'utility', use, inLanguage: languagesOf(use, url, rules) };
    kept.set(use, known);
    return known;
  };
}

/** A template's calls by language, each compiled when first needed. The recipient is filled in like the parameters. */
function languagesOf(
  use: UtilityTemplateUse,
  url: string,
  { utilityShape }: ComposeRules,
): (language: string) => CompiledRequest {
  const compile = (language: string): CompiledRequest =>
    compileJsonCall(url, { recipient: RECIPIENT, ...composeUtility(use, language, utilityShape) }, '');
  const kept = new Map([[use.language, compile(use.language)]]);
  return (language) => {
    const known = kept.get(language) ?? compile(language);
    if (kept.size < MAX_LANGUAGES) kept.set(language, known);
    return known;
  };
}

const RECIPIENT = { id: '{{ ps_id }}' };
const MAX_LANGUAGES = 100;

/** Of all requests in it. */
export const secretsOf = (compiled: CompiledPlan): string[] => [
  ...new Set(
    listSayings(compiled).flatMap(({ request, sources }) => [
      ...(request === null ? [] : secretsIn(request)),
      ...sources.flatMap(({ call }) => secretsIn(call)),
    ]),
  ),
];

function secretsIn({ headers, auth }: ConnectorRequest): string[] {
  const ofHeaders = headers.filter((header) => header.secret).map((header) => header.value);
  return auth === null ? ofHeaders : [...ofHeaders, auth.client_secret];
}

/** What the texts of a plan use, of whichever variant, language and route. */
export interface PlanUses {
  /** Of the person. */
  attributes: AttributeUse[];
  /** Of the event, the campaign, fetched content. */
  scopes: ScopeUse[];
}

const requestsOf = (routes: readonly CompiledRoute[]): CompiledRequest[] =>
  routes.flatMap((route) => {
    if (route.kind === 'hold') return [];
    return [route.kind === 'message' ? route.request : route.inLanguage(route.use.language)];
  });

export function usesOf(compiled: CompiledPlan): PlanUses {
  const routes = new Set(listSayings(compiled).flatMap((one) => one.routes));
  const sources = new Set(listSayings(compiled).flatMap((one) => one.sources));
  const requests = [...requestsOf([...routes]), ...[...sources].map(({ request }) => request)];
  const languages = [...routes].flatMap((route) =>
    route.kind === 'utility' && route.use.language_attribute !== null
      ? [{ attribute: route.use.language_attribute, hasFallback: true }]
      : [],
  );
  return {
    attributes: joinUses([...requests.flatMap((one) => one.uses), ...languages]),
    scopes: joinScopeUses(requests.flatMap((one) => one.scopeUses)),
  };
}

/** Names of all attributes of the person used anywhere in it. */
export const attributesOf = (compiled: CompiledPlan): string[] =>
  usesOf(compiled).attributes.map(({ attribute }) => attribute);
