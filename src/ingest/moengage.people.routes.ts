// MoEngage's Data API where it asks about people: two of them are one, one is to be deleted, what is known of some.
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { formatId } from '../kit/ids.ts';
import { orderErasure } from '../profiles/erasures.ts';
import { mergeCustomers } from '../profiles/merge.customers.ts';
import { findPeople } from '../profiles/person.ts';
import { findProfileId, type PersonRef } from '../profiles/person-refs.ts';
import { listHidden } from '../profiles/sensitive.ts';
import { deleteCall, exportCall, mergeCall } from './moengage.people.schema.ts';
import { QUEUED, tellPart } from './moengage.reply.ts';
import { OPEN } from './moengage.scope.ts';
import { readOrThrow } from './read.ts';

interface Needs {
  db: Db;
  clock: Clock;
}

/** Into a scope that speaks the dialect. */
export function registerMoEngagePeopleRoutes(scope: FastifyInstance, needs: Needs): void {
  scope.post('/v1/customer/merge', OPEN, async (request) => {
    const { merge_data } = readOrThrow(mergeCall, request.body);
    const refused: { index: number; error: AppError }[] = [];
    for (const [index, { merged_user, retained_user }] of merge_data.entries()) {
      const error = await merge(needs, request.actor, { from: merged_user, into: retained_user });
      if (error) refused.push({ index, error });
    }
    if (refused.length === merge_data.length) throw refused[0]!.error;
    const done = { status: 'success', operation: 'created' };
    if (refused.length === 0) return done;
    return { ...done, errors: refused.map(({ index, error }) => tellPart(index, error)) };
  });

  // The address has two forms in the documents, with and without /bulk; both take one person.
  for (const path of ['/v1/customer/delete', '/v1/customer/delete/bulk']) {
    scope.post(path, OPEN, async (request) => {
      const { identity_value } = readOrThrow(deleteCall, request.body);
      await erase(needs, request.actor, identity_value);
      return QUEUED;
    });
  }

  scope.post('/v1/customers/export', OPEN, async (request) => {
    const call = readOrThrow(exportCall, request.body);
    const found = await Promise.all(
      call.identifiers.map(({ identifier }) =>
        findProfileId(needs.db, request.actor.workspaceId, identifier),
      ),
    );
    const asked = (request.body as { identifiers: object[] }).identifiers;
    return {
      status: 'success',
      type: 'export_users',
      data: {
        users_not_found: asked.filter((_, index) => found[index] === undefined),
        users: await readUsers(needs.db, request.actor, {
          profileIds: found.filter((id) => id !== undefined),
          fields: call.user_fields_to_export,
        }),
      },
    };
  });
}

/** Each pair for itself: the error, when the two could not be merged. */
async function merge(
  { db, clock }: Needs,
  actor: Actor,
  { from, into }: { from: string; into: string },
): Promise<AppError | undefined> {
  const order = { reason: 'merge call', actor: actor.name, at: clock.now() };
  try {
    await withTransaction(db, (tx) =>
      mergeCustomers(tx, actor.workspaceId, {
        from: { customerId: from },
        into: { customerId: into },
        ...order,
      }),
    );
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** Whoever is not known is gone already. */
async function erase({ db, clock }: Needs, actor: Actor, ref: PersonRef): Promise<void> {
  const { workspaceId, name } = actor;
  await withTransaction(db, async (tx) => {
    const profileId = await findProfileId(tx, workspaceId, ref);
    if (profileId === undefined) return;
    const order = { profileIds: [profileId], source: 'api' as const, actor: name, at: clock.now() };
    await orderErasure(tx, workspaceId, order);
  });
}

/** Sensitive attributes are left out: a key may not see them. */
async function readUsers(
  db: Db,
  actor: Actor,
  { profileIds, fields }: { profileIds: readonly number[]; fields: readonly string[] | undefined },
): Promise<object[]> {
  const hidden = await listHidden(db, actor);
  const people = await findPeople(db, actor.workspaceId, profileIds, null);
  return people.map(({ profileId, customerId, attributes }) => {
    const all = { ...attributes, customer_id: customerId, id: formatId('prf', profileId) };
    const shown = Object.entries(all).filter(
      ([name]) => !hidden.has(name) && (fields === undefined || fields.includes(name)),
    );
    return { user_attributes: Object.fromEntries(shown) };
  });
}
