// Connected content made ready: each source of a plan as a GET for one person, and what its answer must be. Pure.
import { type ConnectorRequest, connectorRequest } from '../connectors/connector.contract.ts';
import { type CompiledRequest, compileRequest } from '../connectors/render-request.ts';
import { AppError } from '../kit/errors.ts';
import { withoutBlanks } from '../templates/person-scope.ts';
import type { ContentSource } from './content-source.contract.ts';

export interface CompiledSource {
  source: ContentSource;
  request: CompiledRequest;
  /** How it is called, with its secrets in the clear. */
  call: ConnectorRequest;
}

const TIMEOUTS = { connect_ms: 1_000, total_ms: 2_000 };
/** What is longer is no JSON any more. */
const MAX_KB = 256;

/** Throws `invalid` with its path in the plan (content.0.url) when a template in it is wrong. */
export function compileSource(source: ContentSource, index: number): CompiledSource {
  const call = connectorRequest.parse({
    ...{ method: 'GET', url: source.url, headers: source.headers },
    ...{ timeouts: TIMEOUTS, max_response_kb: MAX_KB, follow_redirects: 0 },
  });
  try {
    return { source, call, request: compileRequest(call) };
  } catch (error) {
    if (!(error instanceof AppError) || error.field === undefined) throw error;
    throw new AppError(error.kind, error.message, {
      field: `content.${index}.${error.field}`,
      ...(error.remedy !== undefined && { remedy: error.remedy }),
    });
  }
}

const MAX_DEPTH = 32;

export type Content = { ok: true; value: unknown } | { ok: false; why: string };

/** An answer as texts see it: blank values are missing, as those of people are. */
export function readContent(body: string): Content {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { ok: false, why: 'The answer is not JSON, or is longer than 256 KB.' };
  }
  if (isDeeperThan(json, MAX_DEPTH))
    return { ok: false, why: `The answer is nested more than ${MAX_DEPTH} deep.` };
  return { ok: true, value: withoutBlanksDeep(json) };
}

/** Level by level: recursion would end with the stack. */
function isDeeperThan(value: unknown, levels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= levels; depth++) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
    if (level.length === 0) return false;
  }
  return true;
}

function withoutBlanksDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutBlanksDeep);
  if (typeof value !== 'object' || value === null) return value;
  return withoutBlanks(
    Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutBlanksDeep(one)])),
  );
}
