// What an app says of a visitor it knows by an id of its own making: attributes of their anonymous profile, or, when the
// visitor is a customer by now, of the customer.
import { sql } from 'kysely';
import { execute, type Tx } from '../kit/db.ts';
import { type AppError, invalid } from '../kit/errors.ts';
import { ensureVisitors, lockVisitors } from './anonymous-ids.ts';
import { PS_ID } from './attribute.rules.ts';
import { type AttributeSource, recordConflicts } from './attribute-conflicts.ts';
import { noteSeen } from './attribute-seen.ts';
import { readInput } from './customer.draft.ts';
import { updateProfiles } from './customer.queries.ts';
import { checkDrafts, listConflicting, type SaveResult } from './customers.ts';
import { recordLeftOut } from './website-attributes.ts';

export interface VisitorInput {
  anonymousId: string;
  /** null removes an attribute. ps_id says who somebody is, and a visitor is nobody yet: it is refused. */
  attributes: Record<string, unknown>;
  source: AttributeSource;
}

/**
 * Creates or updates visitors; each item gets its own result in their order, and a refused one leaves nothing behind. Call
 * it first in a transaction (see `people-lock.ts`).
 */
export async function saveVisitors(
  tx: Tx,
  workspaceId: string,
  inputs: readonly VisitorInput[],
  now: Date,
): Promise<SaveResult[]> {
  const known = await lockVisitors(
    tx,
    workspaceId,
    inputs.map((input) => input.anonymousId),
  );
  // Several ids may be one person's: what is folded is told apart by the profile, where there is one.
  const keyOf = (id: string): string => `${known.get(id)?.profileId ?? `new:${id}`}`;
  const drafts = inputs.map(({ anonymousId, attributes, source }) =>
    Object.hasOwn(attributes, PS_ID)
      ? needsCustomer()
      : readInput({ customerId: keyOf(anonymousId), attributes, source }),
  );
  const { changes, errors, catalogue, leftOut } = await checkDrafts(tx, workspaceId, drafts);
  const accepted = inputs.filter((_, index) => !errors[index]).map((input) => input.anonymousId);
  const visitors = await ensureVisitors(tx, workspaceId, accepted, now);
  const ids = new Map(accepted.map((id) => [keyOf(id), visitors.get(id)!.profileId]));
  await execute(
    tx,
    sql`select from profiles
         where workspace_id = ${workspaceId} and profile_id = any(${[...ids.values()]}::bigint[])
         order by profile_id for no key update`,
  );
  await updateProfiles(tx, workspaceId, { changes, ids, now });
  await recordLeftOut(tx, workspaceId, leftOut, now);
  await noteSeen(tx, workspaceId, { catalogue, stored: changes.map((change) => change.set), now });
  await recordConflicts(tx, workspaceId, listConflicting(inputs, errors), now);
  return inputs.map(({ anonymousId }, index) => {
    const error = errors[index];
    return error ? { ok: false, error } : { ok: true, profileId: visitors.get(anonymousId)!.profileId };
  });
}

const needsCustomer = (): AppError =>
  invalid(
    `attributes.${PS_ID}`,
    'ps_id cannot be set for a visitor who is known by an anonymous id alone.',
    'Send it together with the userId of the customer.',
  );
