// A frozen plan made ready to render: secrets opened, templates parsed. Kept per occurrence, because parsing costs more
// than rendering.
import { type ConnectorRequest, completeRequest } from '../connectors/connector.contract.ts';
import { type CompiledRequest, compileJsonCall, compileRequest } from '../connectors/render-request.ts';
import { AppError } from '../kit/errors.ts';
import type { Secrets } from '../kit/secrets.ts';
import { composeUtility, type UtilitySendShape } from '../messenger/utility-message.ts';
import type { Missing } from '../templates/template.ts';
import { composeBody } from './compose.ts';
import type { RunningOccurrence } from './due.queries.ts';
import { occurrenceKey } from './fair-share.ts';
import type { ComposedMessage, RouteStep, UtilityTemplateUse } from './message.contract.ts';
import { completePlan, type DeliveryPlan } from './plan.contract.ts';

/** A plan made ready once for all its recipients. */
export interface CompiledPlan {
  plan: DeliveryPlan;
  /** As in the plan, in the same order. */
  routes: readonly CompiledRoute[];
}

export type CompiledRoute =
  | { kind: 'message'; request: CompiledRequest; missing: Missing }
  | { kind: 'utility'; use: UtilityTemplateUse; inLanguage(language: string): CompiledRequest }
  | { kind: 'hold'; hours: number };

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

/** The request with its secrets in the clear: only for the moment of the call. */
function openSecrets(request: ConnectorRequest, secrets: Secrets): ConnectorRequest {
  const open = (text: string): string =>
    isSealed(text) ? secrets.open(Buffer.from(text.slice(SEALED.length), 'base64')) : text;
  const { auth } = request;
  return {
    ...request,
    headers: request.headers.map((header) =>
      header.secret ? { ...header, value: open(header.value) } : header,
    ),
    auth: auth && { ...auth, client_secret: open(auth.client_secret) },
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
  const request = frozen.request && openSecrets(completeRequest(frozen.request), secrets);
  const plan = { ...completePlan(frozen), request };
  const url = `${rules.graphUrl}/${rules.graphVersion}/${plan.page_id}/messages`;
  const compile = (step: RouteStep): CompiledRoute[] => {
    if (step.kind === 'hold') return [step];
    if (step.kind === 'message') return compileMessage(plan.message, request, url);
    return [{ kind: 'utility', use: step.template, inLanguage: languagesOf(step.template, url, rules) }];
  };
  return { plan, routes: plan.routes.flatMap(compile) };
}

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

export function secretsOf({ plan }: CompiledPlan): string[] {
  if (plan.request === null) return [];
  const { headers, auth } = plan.request;
  const ofHeaders = headers.filter((header) => header.secret).map((header) => header.value);
  return auth === null ? ofHeaders : [...ofHeaders, auth.client_secret];
}

/** Names of all attributes used on any route. */
export const attributesOf = ({ routes }: CompiledPlan): string[] => [
  ...new Set(
    routes.flatMap((route) => {
      if (route.kind === 'hold') return [];
      if (route.kind === 'message') return route.request.attributes;
      const { language, language_attribute: of } = route.use;
      return [...route.inLanguage(language).attributes, ...(of === null ? [] : [of])];
    }),
  ),
];
