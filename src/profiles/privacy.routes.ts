// Identity and privacy over HTTP.
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { withTransaction } from '../kit/db.ts';
import type { Actor } from '../kit/http/actor.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { formatId, idSchema, parseId } from '../kit/ids.ts';
import {
  type Erasure,
  type ErasureNeeds,
  eraseNext,
  erasePeople,
  getErasure,
  listErasures,
} from './erasures.ts';
import { mergeCustomers } from './merge.customers.ts';
import { undoMerge } from './merge.undo.ts';
import { exportPerson } from './person-export.ts';
import { getProfileId } from './person-refs.ts';
import { privacyRoutes } from './privacy.contract.ts';
import {
  closeRequest,
  eraseForRequest,
  findCustomerSubjects,
  getRequest,
  listRequests,
  type PrivacyRequest,
} from './privacy-requests.ts';

const MAX_REQUESTS = 500;

export function registerPrivacyRoutes(app: FastifyInstance, needs: ErasureNeeds): void {
  registerMerging(app, needs);
  registerErasing(app, needs);
  registerExport(app, needs);
  registerRequests(app, needs);
}

function registerMerging(app: FastifyInstance, { db, clock }: ErasureNeeds): void {
  serveEndpoint(app, privacyRoutes.merge, async ({ actor, params, body }) => {
    const merged = await withTransaction(db, (tx) =>
      mergeCustomers(tx, actor.workspaceId, {
        from: { profileId: parseId('prf', params.id) },
        into: { profileId: parseId('prf', body.into) },
        reason: body.reason === '' ? `merged by ${actor.name}` : body.reason,
        actor: actor.name,
        at: clock.now(),
      }),
    );
    return { id: formatId('prf', merged.profileId), merged: merged.merged };
  });

  serveEndpoint(app, privacyRoutes.undoMerge, async ({ actor, params }) => {
    const fromId = parseId('prf', params.id);
    const remaining = await withTransaction(db, (tx) =>
      undoMerge(tx, actor.workspaceId, { fromId, actor: actor.name, now: clock.now() }),
    );
    return { restored: params.id, remaining: formatId('prf', remaining) };
  });
}

const sourceOf = (actor: Actor) => (actor.kind === 'operator' ? 'operator' : 'api');

function registerErasing(app: FastifyInstance, needs: ErasureNeeds): void {
  const { db } = needs;
  const erase = async (actor: Actor, profileIds: readonly number[]) =>
    showErasure(
      await erasePeople(needs, actor.workspaceId, { profileIds, source: sourceOf(actor), actor: actor.name }),
    );

  serveEndpoint(app, privacyRoutes.erase, async ({ actor, params }) => {
    const profileId = parseId('prf', params.id);
    return erase(actor, [await getProfileId(db, actor.workspaceId, { profileId })]);
  });

  serveEndpoint(app, privacyRoutes.eraseMany, async ({ actor, body }) => {
    const known = await findCustomerSubjects(db, actor.workspaceId, body.customer_ids);
    return erase(actor, [...body.ids.map((id) => parseId('prf', id)), ...known]);
  });

  serveEndpoint(app, privacyRoutes.listErasures, async ({ actor, query }) => {
    const beforeId = query.after === undefined ? null : parseId('ers', query.after);
    const found = await listErasures(db, actor.workspaceId, { beforeId, limit: query.limit + 1 });
    const page = found.slice(0, query.limit);
    const next = found.length > query.limit ? formatId('ers', page.at(-1)!.erasureId) : null;
    return { erasures: page.map(showErasure), next };
  });

  serveEndpoint(app, privacyRoutes.getErasure, async ({ actor, params }) =>
    showErasure(await getErasure(db, actor.workspaceId, parseId('ers', params.id))),
  );
}

/** Not one reply but a stream: a person may have a million events. Whoever asks sees all attributes, sensitive ones too. */
function registerExport(app: FastifyInstance, { db, clock }: ErasureNeeds): void {
  const params = z.object({ id: idSchema('prf') });
  const schema = { summary: 'A copy of everything known of a person, as JSON', tags: ['Privacy'], params };
  const config = { permission: 'own' as const };
  app.get('/api/people/:id/export', { config, schema }, async (request, reply) => {
    const { id } = request.params as z.output<typeof params>;
    const { workspaceId } = request.actor;
    const profileId = await getProfileId(db, workspaceId, { profileId: parseId('prf', id) });
    const pieces = exportPerson(db, workspaceId, profileId, clock.now());
    return reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="${formatId('prf', profileId)}.json"`)
      .send(Readable.from(pieces));
  });
}

function registerRequests(app: FastifyInstance, needs: ErasureNeeds): void {
  const { db, clock } = needs;
  const read = async (workspaceId: string, requestId: number) =>
    showRequest(await getRequest(db, workspaceId, requestId));

  serveEndpoint(app, privacyRoutes.listRequests, async ({ actor }) => ({
    requests: (await listRequests(db, actor.workspaceId, MAX_REQUESTS)).map(showRequest),
  }));

  serveEndpoint(app, privacyRoutes.eraseForRequest, async ({ actor, params, body }) => {
    const { workspaceId, name } = actor;
    const requestId = parseId('prq', params.id);
    const erasureId = await withTransaction(db, async (tx) => {
      const profileId = await getProfileId(tx, workspaceId, { profileId: parseId('prf', body.person_id) });
      return eraseForRequest(tx, workspaceId, { requestId, profileId, actor: name, at: clock.now() });
    });
    await eraseNext(needs, { workspaceId, erasureId });
    return read(workspaceId, requestId);
  });

  serveEndpoint(app, privacyRoutes.closeRequest, async ({ actor, params, body }) => {
    const requestId = parseId('prq', params.id);
    const done = { requestId, state: 'completed', note: body.note, at: clock.now() } as const;
    await withTransaction(db, (tx) => closeRequest(tx, actor.workspaceId, { ...done, actor: actor.name }));
    return read(actor.workspaceId, requestId);
  });
}

const showErasure = (erasure: Erasure) => ({
  id: formatId('ers', erasure.erasureId),
  requested_at: erasure.requestedAt.toISOString(),
  requested_by: erasure.requestedBy,
  source: erasure.source,
  people: erasure.people,
  erased: erasure.erased,
  waiting: erasure.waiting,
  counts: erasure.counts,
  finished_at: erasure.finishedAt?.toISOString() ?? null,
});

const showRequest = (request: PrivacyRequest) => ({
  id: formatId('prq', request.requestId),
  kind: request.kind,
  source: request.source,
  state: request.state,
  external_id: request.externalId,
  confirmation_code: request.confirmationCode,
  subject: request.subject,
  person_id: request.profileId === null ? null : formatId('prf', request.profileId),
  erasure_id: request.erasureId === null ? null : formatId('ers', request.erasureId),
  note: request.note,
  received_at: request.receivedAt.toISOString(),
  due_at: request.dueAt.toISOString(),
  completed_at: request.completedAt?.toISOString() ?? null,
});
