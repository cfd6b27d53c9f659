// A frozen plan made ready to render: secrets opened, templates parsed. Kept per occurrence, because parsing costs more
// than rendering.
import { compileRequest } from '../connectors/render-request.ts';
import type { Secrets } from '../kit/secrets.ts';
import type { RunningOccurrence } from './claim.queries.ts';
import { occurrenceKey } from './fair-claim.ts';
import type { DeliveryPlan } from './plan.contract.ts';
import type { CompiledPlan } from './prepare.ts';

/** How a sealed header value is stored in a campaign's definition. */
const SEALED = 'sealed:';

export const sealHeader = (plain: string, secrets: Secrets): string =>
  SEALED + secrets.seal(plain).toString('base64');
export const isSealed = (value: string): boolean => value.startsWith(SEALED);

/** The plan with its secret header values in the clear: only for the moment of the call. */
export function openHeaders(request: DeliveryPlan['request'], secrets: Secrets): DeliveryPlan['request'] {
  return {
    ...request,
    headers: request.headers.map((header) =>
      header.secret && isSealed(header.value)
        ? { ...header, value: secrets.open(Buffer.from(header.value.slice(SEALED.length), 'base64')) }
        : header,
    ),
  };
}

/** Compiles each occurrence's plan once for as long as a lane is held. */
export function createPlanCache(secrets: Secrets): (of: RunningOccurrence) => CompiledPlan {
  const kept = new Map<string, CompiledPlan>();
  return (of) => {
    const key = occurrenceKey(of);
    const compiled = kept.get(key) ?? compilePlan(of.plan, secrets);
    kept.set(key, compiled);
    return compiled;
  };
}

export function compilePlan(frozen: DeliveryPlan, secrets: Secrets): CompiledPlan {
  const plan = { ...frozen, request: openHeaders(frozen.request, secrets) };
  return { plan, request: compileRequest(plan.request) };
}

export const secretsOf = (compiled: CompiledPlan): string[] =>
  compiled.plan.request.headers.filter((header) => header.secret).map((header) => header.value);
