// A frozen plan made ready to render: secrets opened, templates parsed. Kept per occurrence, because parsing costs more
// than rendering.
import { compileRequest } from '../connectors/render-request.ts';
import { AppError } from '../kit/errors.ts';
import type { Secrets } from '../kit/secrets.ts';
import type { RunningOccurrence } from './due.queries.ts';
import { occurrenceKey } from './fair-share.ts';
import type { DeliveryPlan } from './plan.contract.ts';
import type { CompiledPlan } from './prepare.ts';

/** How a sealed header value is stored in a campaign's definition. */
const SEALED = 'sealed:';

export const sealHeader = (plain: string, secrets: Secrets): string =>
  SEALED + secrets.seal(plain).toString('base64');
export const isSealed = (value: string): boolean => value.startsWith(SEALED);

/** The plan with its secret header values in the clear: only for the moment of the call. */
function openHeaders(request: DeliveryPlan['request'], secrets: Secrets): DeliveryPlan['request'] {
  return {
    ...request,
    headers: request.headers.map((header) =>
      header.secret && isSealed(header.value)
        ? { ...header, value: secrets.open(Buffer.from(header.value.slice(SEALED.length), 'base64')) }
        : header,
    ),
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
  const plan = { ...frozen, request: openHeaders(frozen.request, secrets) };
  return { plan, request: compileRequest(plan.request) };
}

export const secretsOf = (compiled: CompiledPlan): string[] =>
  compiled.plan.request.headers.filter((header) => header.secret).map((header) => header.value);
