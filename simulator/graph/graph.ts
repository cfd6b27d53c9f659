// The Graph API's door: makes a call out of a request, lets faults strike before and after it, wraps errors in the
// envelope, and unpacks batches. http/server.ts carries the outcome out.
import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphAction } from '../faults/fault.contract.ts';
import type { Page } from '../world/apps.ts';
import type { World } from '../world/world.ts';
import { findToken } from './auth.ts';
import { findText, type GraphCall, type GraphReply, isObject } from './call.ts';
import { dressError } from './error-dress.ts';
import { GraphError, unknownObject } from './errors.ts';
import { type DialogOutcome, loginDialog } from './login/dialog.ts';
import { psidOf, routeGraphCall } from './routes.ts';
import { pageUsageHeaders, ThrottleError } from './usage.ts';
import { splitVersion } from './versions.ts';

export interface GraphRequest {
  method: string;
  /** Path with version, without query. */
  path: string;
  query: Record<string, string>;
  /** Parsed JSON or form body; null when there was none. */
  body: Record<string, unknown> | null;
  bearer: string | null;
}

/** What the server does with the connection. */
export type GraphOutcome =
  | { type: 'json'; status: number; body: unknown; headers: Record<string, string> }
  | { type: 'html'; status: number }
  | DialogOutcome
  | { type: 'truncate'; status: number; body: unknown }
  | { type: 'hang' }
  | { type: 'reset' };

const BATCH_LIMIT = 50;

export async function handleGraph(world: World, request: GraphRequest): Promise<GraphOutcome> {
  try {
    const call = toCall(world, request);
    if (call.parts[0] === 'dialog') return openDialog(call);
    if (call.method === 'POST' && call.parts.length === 0 && call.params['batch'] !== undefined) {
      return { type: 'json', status: 200, body: await runBatch(world, call), headers: {} };
    }
    return await runCall(call);
  } catch (error) {
    return toErrorOutcome(world, error);
  }
}

function openDialog(call: GraphCall): DialogOutcome {
  if (call.parts[1] !== 'oauth') throw unknownObject('dialog', call.method);
  const texts = Object.keys(call.params).map((name) => [name, findText(call.params, name) ?? '']);
  return loginDialog(call.world, call.method, Object.fromEntries(texts));
}

/** A refusal before there is a call: a body that is too large or not JSON. */
export function refusal(world: World, message: string, status = 400): GraphOutcome {
  return toErrorOutcome(world, new GraphError(100, undefined, { message: `(#100) ${message}`, status }));
}

function toCall(world: World, request: GraphRequest): GraphCall {
  const { version, rest } = splitVersion(request.path);
  // A form body or query may carry `method=delete`, as the platform allows.
  const override = request.query['method'] ?? (request.body ? findText(request.body, 'method') : undefined);
  const method = (request.method === 'POST' ? (override ?? 'POST') : request.method).toUpperCase();
  if (method !== 'GET' && method !== 'POST' && method !== 'DELETE') {
    throw new GraphError(100, undefined, { message: `(#100) Unsupported method ${method}` });
  }
  const { access_token: fromQuery, ...query } = request.query;
  const { access_token: fromBody, ...body } = request.body ?? {};
  const token = fromQuery ?? (typeof fromBody === 'string' ? fromBody : null) ?? request.bearer;
  return {
    world,
    method,
    version,
    parts: rest.split('/').filter(Boolean).map(decode),
    params: { ...query, ...body },
    token,
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function runCall(call: GraphCall): Promise<GraphOutcome> {
  const { world } = call;
  const page = callingPage(call);
  const subject = {
    method: call.method,
    path: `/${call.parts.join('/')}`,
    psid: psidOf(call),
    pageId: page?.id ?? null,
  };
  const latencyMs = world.faults.latencyOf(subject);
  if (latencyMs > 0) await sleep(latencyMs);
  const action = world.faults.pickGraph(subject);
  const instead = action === null ? null : await strikeBefore(action, page);
  if (instead) return instead;
  const reply = await routeGraphCall(call);
  return strikeAfter(action, reply);
}

function callingPage({ world, token }: GraphCall): Page | undefined {
  const caller = token === null ? undefined : findToken(world, token)?.caller;
  return caller?.kind === 'page' ? caller.page : undefined;
}

async function strikeBefore(action: GraphAction, page: Page | undefined): Promise<GraphOutcome | null> {
  switch (action.type) {
    case 'error':
      throw errorOf(action, page);
    case 'delay':
      await sleep(action.ms);
      return null;
    case 'html':
      return { type: 'html', status: action.status };
    case 'hang':
    case 'reset':
      return { type: action.type };
    default:
      return null;
  }
}

function errorOf(action: Extract<GraphAction, { type: 'error' }>, page: Page | undefined): GraphError {
  const { code, subcode, message, http_status: status, usage } = action;
  if (usage === undefined || page === undefined) return new GraphError(code, subcode, { message, status });
  const headers = pageUsageHeaders(page, usage.percent, usage.regain_minutes);
  return new ThrottleError(code, headers, { subcode, message, status });
}

function strikeAfter(action: GraphAction | null, reply: GraphReply): GraphOutcome {
  if (action?.type === 'reset_after_accept') return { type: 'reset' };
  if (action?.type === 'error_after_accept')
    throw new GraphError(action.code, action.subcode, { status: action.http_status });
  if (action?.type === 'hang_after_accept') return { type: 'hang' };
  if (action?.type === 'truncate') return { type: 'truncate', status: 200, body: reply.body };
  return { type: 'json', status: 200, body: reply.body, headers: reply.headers ?? {} };
}

function toErrorOutcome(world: World, error: unknown): GraphOutcome {
  const known = error instanceof GraphError ? error : new GraphError(1);
  if (known !== error) console.error('unexpected error in the Graph side', error);
  const headers = error instanceof ThrottleError ? error.headers : {};
  const { status, message } = dressError(known, world.settings, world.random);
  return { type: 'json', status, body: known.toBody(world.ids.trace(), message), headers };
}

/** Each item is a call of its own, with its own fault and its own share of the limits (messenger-platform §4.4). */
async function runBatch(world: World, outer: GraphCall): Promise<unknown[]> {
  const items = readBatch(outer.params['batch']);
  const withHeaders = findText(outer.params, 'include_headers') !== 'false';
  const answers: unknown[] = [];
  const failed = new Set<unknown>();
  for (const item of items) {
    // What depends on an item that failed is not carried out, and answers null like one that timed out.
    const outcome = failed.has(item['depends_on'])
      ? null
      : await handleGraph(world, toItemRequest(item, outer.token));
    if (outcome?.type !== 'json' || outcome.status !== 200) failed.add(item['name'] ?? item);
    answers.push(outcome?.type === 'json' ? toItemAnswer(outcome, withHeaders) : null);
  }
  return answers;
}

function readBatch(value: unknown): Record<string, unknown>[] {
  let items = value;
  try {
    if (typeof value === 'string') items = JSON.parse(value);
  } catch {
    throw new GraphError(100, undefined, { message: '(#100) Param batch must be valid JSON.' });
  }
  if (!Array.isArray(items) || items.length === 0 || !items.every(isObject)) {
    throw new GraphError(100, undefined, { message: '(#100) Param batch must be a JSON array of objects.' });
  }
  if (items.length > BATCH_LIMIT)
    throw new GraphError(100, undefined, {
      message: `(#100) Too many requests in batch message. Maximum batch size is ${BATCH_LIMIT}`,
    });
  if (items.some((item) => isObject(item) && String(item['relative_url'] ?? '').includes('batch='))) {
    throw new GraphError(100, undefined, { message: '(#100) A batch must not contain a batch.' });
  }
  return items;
}

function toItemRequest(item: Record<string, unknown>, outerToken: string | null): GraphRequest {
  const url = new URL(String(item['relative_url'] ?? ''), 'http://graph/');
  const body =
    typeof item['body'] === 'string' ? Object.fromEntries(new URLSearchParams(item['body'])) : null;
  const { batch: _nested, ...safeBody } = body ?? {};
  return {
    method: String(item['method'] ?? 'GET').toUpperCase(),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    body: body === null ? null : safeBody,
    bearer: outerToken,
  };
}

function toItemAnswer(
  { status, headers, body }: Extract<GraphOutcome, { type: 'json' }>,
  withHeaders: boolean,
): unknown {
  const list = withHeaders ? { headers: toHeaderList(headers) } : {};
  return { code: status, ...list, body: JSON.stringify(body) };
}

function toHeaderList(headers: Record<string, string>): { name: string; value: string }[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }));
}
