// MoEngage's Data API as programs written for it call it: customers and events, one by one and in bulk. Stored before the
// answer.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import { AppError, invalid } from '../kit/errors.ts';
import { listAttributeNames } from '../profiles/catalogue.ts';
import { dedupeKey } from '../profiles/profile.contract.ts';
import { writeElements } from './moengage.bulk.ts';
import { inAction, needsNames, readCustomer, readEvents } from './moengage.meaning.ts';
import { registerMoEngagePeopleRoutes } from './moengage.people.routes.ts';
import { ACCEPTED, tellPart } from './moengage.reply.ts';
import { customerCall, eventCall, transitionCall } from './moengage.schema.ts';
import { OPEN, type ScopeNeeds, setUpScope } from './moengage.scope.ts';
import { registerOpenGdprRoutes } from './opengdpr.routes.ts';
import { readOrThrow } from './read.ts';
import type { Writer } from './writer.ts';

export interface MoEngageNeeds extends ScopeNeeds {
  db: Db;
  writer: Writer;
  clock: Clock;
}

export function registerMoEngageRoutes(app: FastifyInstance, needs: MoEngageNeeds): void {
  app.register(async (scope) => {
    setUpScope(scope, needs);
    registerWriting(scope, needs);
    registerMoEngagePeopleRoutes(scope, needs);
    registerOpenGdprRoutes(scope, needs);
  });
}

function registerWriting(scope: FastifyInstance, { db, writer, clock }: MoEngageNeeds): void {
  scope.post('/v1/customer/:workspace', OPEN, async (request) => {
    const call = readOrThrow(customerCall, request.body);
    const { workspaceId } = request.actor;
    const names = needsNames(call) ? await listAttributeNames(db, workspaceId) : [];
    await writer.save({
      workspaceId,
      input: readCustomer(call, names),
      onlyExisting: call.update_existing_only,
    });
    return ACCEPTED;
  });

  scope.post('/v1/event/:workspace', OPEN, async (request) => {
    const call = readOrThrow(eventCall, request.body);
    const events = readEvents(call, { now: clock.now(), key: readIdempotencyKey(request) });
    if (events instanceof AppError) throw events;
    const errors = await writer.track({ workspaceId: request.actor.workspaceId, events });
    const index = errors.findIndex((error) => error !== undefined);
    if (index >= 0) throw inAction(index, errors[index]!);
    return ACCEPTED;
  });

  // "All bulk API requests return a 200 response code" (Bulk Import); what was left out is named beside it.
  scope.post('/v1/transition/:workspace', OPEN, async (request) => {
    const { elements } = readOrThrow(transitionCall, request.body);
    const refused = await writeElements({ db, writer }, request.actor.workspaceId, {
      elements,
      now: clock.now(),
      key: readIdempotencyKey(request),
    });
    if (refused.length === 0) return ACCEPTED;
    return { ...ACCEPTED, errors: refused.map(({ index, error }) => tellPart(index, error)) };
  });
}

/** The dialect's events have no ids. A caller that wants to be able to repeat a call sends this header. */
function readIdempotencyKey(request: FastifyRequest): string | undefined {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return undefined;
  const key = dedupeKey.safeParse(header);
  if (key.success) return key.data;
  throw invalid('Idempotency-Key', `The header Idempotency-Key ${key.error.issues[0]?.message}.`);
}
