// Requests of people about their data over HTTP: recorded, done by the same operations as an operator's, and their state told.
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import { type Db, type Tx, withTransaction } from '../kit/db.ts';
import { notFound } from '../kit/errors.ts';
import { formatId } from '../kit/ids.ts';
import { isStorable } from '../kit/storable-text.ts';
import { findProfileId } from '../profiles/person-refs.ts';
import {
  findSubjects,
  getByExternalId,
  type PrivacyRequest,
  recordPrivacyRequest,
} from '../profiles/privacy-requests.ts';
import { QUEUED } from './moengage.reply.ts';
import { OPEN } from './moengage.scope.ts';
import { type Identity, moengageRequest, openGdprRequest } from './opengdpr.schema.ts';
import { readOrThrow } from './read.ts';

interface Needs {
  db: Db;
  clock: Clock;
}

/** Into a scope that speaks MoEngage's dialect. */
export function registerOpenGdprRoutes(scope: FastifyInstance, needs: Needs): void {
  for (const path of ['/v1/opengdpr_requests', '/v1/opengdpr_requests/:workspace']) {
    scope.post(path, OPEN, (request, reply) =>
      isOpenGdpr(request.body) ? receiveOpenGdpr(needs, request, reply) : receiveMoEngage(needs, request),
    );
  }

  scope.get('/v1/opengdpr_requests/:requestId', OPEN, async (request) => {
    const { requestId } = request.params as { requestId: string };
    if (!isStorable(requestId)) throw notFound('privacy request of this id');
    const found = await getByExternalId(needs.db, request.actor.workspaceId, requestId);
    return {
      ...tellDates(request, found),
      request_status: found.state,
      api_version: '0.1',
      // The owner of the workspace opens it: the copy has everything, and a key may not see what is sensitive.
      ...(found.kind !== 'erasure' &&
        found.profileId !== null && {
          results_url: `${request.protocol}://${request.host}/api/people/${formatId('prf', found.profileId)}/export`,
        }),
    };
  });
}

const isOpenGdpr = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'subject_request_id' in body;

async function receiveMoEngage(needs: Needs, request: FastifyRequest): Promise<object> {
  const { request_type, identities } = readOrThrow(moengageRequest, request.body);
  const requestId = randomUUID();
  await record(needs, request, { kind: request_type, externalId: requestId, identities });
  return { ...QUEUED, request_id: requestId };
}

async function receiveOpenGdpr(needs: Needs, request: FastifyRequest, reply: FastifyReply): Promise<object> {
  const call = readOrThrow(openGdprRequest, request.body);
  const { subject_request_id, subject_request_type, subject_identities } = call;
  const stored = await record(needs, request, {
    kind: subject_request_type,
    externalId: subject_request_id,
    identities: subject_identities,
  });
  reply.status(201);
  return {
    ...tellDates(request, stored),
    received_time: stored.receivedAt.toISOString(),
    encoded_request: Buffer.from(JSON.stringify(request.body)).toString('base64'),
  };
}

const tellDates = (request: FastifyRequest, { externalId, dueAt }: PrivacyRequest): object => ({
  controller_id: request.actor.workspaceId,
  expected_completion_time: dueAt.toISOString(),
  subject_request_id: externalId,
});

interface Asked {
  kind: 'erasure' | 'access' | 'portability';
  externalId: string;
  identities: readonly Identity[];
}

function record(
  { db, clock }: Needs,
  { actor }: FastifyRequest,
  { kind, externalId, identities }: Asked,
): Promise<PrivacyRequest> {
  return withTransaction(db, async (tx) =>
    recordPrivacyRequest(tx, actor.workspaceId, {
      kind,
      source: 'opengdpr',
      externalId,
      subject: { identities },
      lookedFor: identities.map(({ identity_type }) => identity_type),
      ...(await findThem(tx, actor.workspaceId, identities)),
      actor: actor.name,
      at: clock.now(),
    }),
  );
}

/**
 * Whom these identities name. The dialect's "If an email ID associated with multiple users is passed …, all associated users"
 * is for an operator here: see `findSubjects`.
 */
async function findThem(tx: Tx, workspaceId: string, identities: readonly Identity[]) {
  const customerIds: string[] = [];
  const emails: string[] = [];
  const profileIds: number[] = [];
  for (const { identity_type, identity_value } of identities) {
    if (identity_type === 'email') emails.push(identity_value);
    else if (identity_type !== 'moengage_id') customerIds.push(identity_value);
    else {
      const profileId = await findProfileId(tx, workspaceId, { profileId: identity_value });
      if (profileId !== undefined) profileIds.push(profileId);
    }
  }
  return findSubjects(tx, workspaceId, { profileIds, customerIds, emails });
}
