// Somebody says that two profiles are one person: an operator on the screen, a program's merge or alias call. Only this way are
// two customers merged. (docs/identity.md)
import { sql } from 'kysely';
import { many, type Tx } from '../kit/db.ts';
import { invalid } from '../kit/errors.ts';
import { saveCustomer } from './customers.ts';
import { lockIdentities } from './merge.identities.ts';
import { mergeProfiles } from './merge.ts';
import { lockCustomers } from './people-lock.ts';
import { describeRef, findProfileId, getProfileId, type PersonRef } from './person-refs.ts';

export interface CustomerMerge {
  /** Who goes; a customer's id goes on working as an alias. */
  from: PersonRef;
  /** Who remains: a customer. */
  into: PersonRef;
  reason: string;
  actor: string;
  at: Date;
}

/**
 * Merges `from` into `into` and returns the profile that remains; merging again what is one person already changes nothing.
 * Refuses `not_found` for somebody unknown, `invalid` when who remains is no customer. Call it first in a transaction.
 */
export async function mergeCustomers(
  tx: Tx,
  workspaceId: string,
  { from, into, reason, actor, at }: CustomerMerge,
): Promise<{ profileId: number; merged: boolean }> {
  await lockCustomers(tx, workspaceId, 'exclusive');
  const fromId = await getProfileId(tx, workspaceId, from);
  const intoId = await getProfileId(tx, workspaceId, into);
  if (fromId === intoId) return { profileId: intoId, merged: false };
  await lockIdentities(tx, workspaceId, [fromId, intoId]);
  const parties = await many<{ profile_id: number; customer_id: string | null }>(
    tx,
    sql`select profile_id, customer_id from profiles
         where workspace_id = ${workspaceId} and profile_id = any(${[fromId, intoId]}::bigint[])
         order by profile_id for update`,
  );
  // A webhook that ties a visitor of Messenger to a customer may have been first.
  if (parties.length < 2) return mergeCustomers(tx, workspaceId, { from, into, reason, actor, at });
  if (parties.find((party) => party.profile_id === intoId)?.customer_id === null)
    throw invalid(
      'into',
      `Who remains must be a customer, and ${describeRef(into)} is anonymous.`,
      'Merge the anonymous profile into the customer, or save the person as a customer first.',
    );
  await mergeProfiles(tx, workspaceId, { merges: [{ fromId, intoId }], reason, actor, at });
  return { profileId: intoId, merged: true };
}

/**
 * "What you knew as previousId is userId from now on": a customer is merged, anything else is taken for the id of a visitor.
 * The customer is made when unknown. Returns their profile. Call it first in a transaction.
 */
export async function aliasCustomer(
  tx: Tx,
  workspaceId: string,
  { previousId, userId, actor, now }: { previousId: string; userId: string; actor: string; now: Date },
): Promise<number> {
  await lockCustomers(tx, workspaceId, 'exclusive');
  const previous = await findProfileId(tx, workspaceId, { customerId: previousId });
  const input = { customerId: userId, attributes: {}, now };
  if (previousId === userId) return saveCustomer(tx, workspaceId, input);
  if (previous === undefined) return saveCustomer(tx, workspaceId, { ...input, anonymousId: previousId });
  const intoId = await saveCustomer(tx, workspaceId, input);
  const [from, into] = [{ profileId: previous }, { profileId: intoId }];
  const merge = { from, into, reason: 'alias', actor, at: now };
  return (await mergeCustomers(tx, workspaceId, merge)).profileId;
}
