// A frozen plan made ready to render: secrets opened, templates parsed. Kept per occurrence, because parsing costs more
// than rendering.
import { completeRequest } from '../connectors/connector.contract.ts';
import { compileRequest } from '../connectors/render-request.ts';
import { AppError } from '../kit/errors.ts';
import type { Secrets } from '../kit/secrets.ts';
import type { RunningOccurrence } from './due.queries.ts';
import { occurrenceKey } from './fair-share.ts';
import type { DeliveryPlan } from './plan.contract.ts';
import type { CompiledPlan } from './prepare.ts';

/** How a secret (of a header, of an OAuth client) is stored in a campaign's definition. */
const SEALED = 'sealed:';

export const sealText = (plain: string, secrets: Secrets): string =>
  SEALED + secrets.seal(plain).toString('base64');
export const isSealed = (value: string): boolean => value.startsWith(SEALED);

/** The request with its secrets in the clear: only for the moment of the call. */
function openSecrets(request: DeliveryPlan['request'], secrets: Secrets): DeliveryPlan['request'] {
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
export function createPlanCache(secrets: Secrets): (running: RunningOccurrence[]) => CompiledPlans {
  let kept: CompiledPlans = new Map();
  const compile = (of: RunningOccurrence): CompiledPlan | null => {
    const known = kept.get(occurrenceKey(of));
    if (known !== undefined) return known;
    try {
      return compilePlan(of.plan, secrets);
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

export function compilePlan(frozen: DeliveryPlan, secrets: Secrets): CompiledPlan {
  const plan = { ...frozen, request: openSecrets(completeRequest(frozen.request), secrets) };
  return { plan, request: compileRequest(plan.request) };
}

export function secretsOf({ plan }: CompiledPlan): string[] {
  const { headers, auth } = plan.request;
  const ofHeaders = headers.filter((header) => header.secret).map((header) => header.value);
  return auth === null ? ofHeaders : [...ofHeaders, auth.client_secret];
}
