// Between the listener and the Graph side: answers a call from the fixtures if one fits, else by the world, and notes both in the
// recording.
import { findToken } from '../graph/auth.ts';
import { type GraphOutcome, type GraphRequest, handleGraph } from '../graph/graph.ts';
import type { World } from '../world/world.ts';
import { paramsOf } from './fixtures.ts';

/** @param size bytes of the request's body */
export async function answerGraphCall(
  world: World,
  request: GraphRequest,
  size: number,
): Promise<GraphOutcome> {
  const began = world.clock.real();
  const outcome = world.fixtures.find(request) ?? (await handleGraph(world, request));
  if (world.recorder.limit === 0) return outcome;
  const call = {
    atMs: world.clock.now(),
    took_ms: Math.round(world.clock.real() - began),
    method: request.method,
    path: request.path,
    params: paramsOf(request),
    page_id: findPageId(world, request),
    outcome: outcome.type,
    status: 'status' in outcome ? outcome.status : null,
    answer: 'body' in outcome ? outcome.body : null,
  };
  world.recorder.graph(call, size + ANSWER_SIZE);
  return outcome;
}

/** What an answer takes, roughly, so that none needs to be written to be measured. */
const ANSWER_SIZE = 1_000;

function findPageId(world: World, { query, body, bearer }: GraphRequest): string | null {
  const fromBody = body?.['access_token'];
  const token = query['access_token'] ?? (typeof fromBody === 'string' ? fromBody : null) ?? bearer;
  const caller = token === null ? undefined : findToken(world, token)?.caller;
  return caller?.kind === 'page' ? caller.page.id : null;
}
